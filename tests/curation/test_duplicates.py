import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from directory.curation import actions, document, duplicates, match_keys
from directory.curation.transitions import NotAllowed
from directory.models import LikelyPair, MatchKey, Status
from directory.models.match import Sort


def said(name="Nobody at all", website="", **fields):
    channels = [{"network": "website", "url": website}] if website else []
    return document.normal({"name": name, "kind": "nonprofit", "channels": channels, **fields})


def site(url):
    return {"channels": [{"network": "website", "url": url}]}


WATER = {
    "name": "Water First Foundation, Inc.",
    "channels": [
        {"network": "website", "url": "https://www.waterfirst.example/"},
        {"network": "facebook", "url": "https://www.facebook.com/waterfirst"},
    ],
    "other_names": [{"name": "Agua Primero"}],
    "identifiers": [{"scheme": "GB-CHC", "value": "1 137 000"}],
}


@pytest.mark.parametrize(
    ("typed", "reason", "at_least"),
    [
        (said("water first foundation, inc."), "same name", 70),
        (said("AGUA PRIMERO"), "one is also called agua primero", 60),
        (said("Foundation Water First"), "same words in the name", 50),
        (said("WaterFirst e.V."), "same words in the name", 50),
        (said(website="http://waterfirst.example/index.html?utm_source=x"), "same website, waterfirst.example", 80),
        (said(website="https://facebook.com/WaterFirst/"), "same channel, facebook.com/waterfirst", 65),
        (said(identifiers=[{"scheme": "gb-chc", "value": "1137000"}]), "same identifier, gb-chc 1137000", 95),
        (said("Water First Fundation, Inc.", website="https://blog.waterfirst.example/x"), "similar name", 55),
    ],
)
def test_a_likely_duplicate_is_found_and_says_why(make_organization, typed, reason, at_least):
    water = make_organization(**WATER)
    make_organization(name="Oil Last", **site("https://oil.example/"))
    [found] = duplicates.find(typed)
    assert found.organization == water
    assert reason in found.reasons
    assert found.certainty >= at_least


@pytest.mark.parametrize(
    "typed",
    [
        said("Water"),
        said("First Aid Foundation"),
        said(website="https://www.facebook.com/somebodyelse"),
        said(website="https://waterfirst.example/a-project-of-another"),
        said(website="https://www.facebook.com/"),
        said(identifiers=[{"scheme": "US-EIN", "value": "1137000"}]),
    ],
)
def test_what_only_looks_a_little_alike_is_no_duplicate(make_organization, typed):
    make_organization(**WATER)
    assert duplicates.find(typed) == []


def test_reasons_of_different_kinds_make_more_certain(make_organization):
    make_organization(**WATER)
    [by_name] = duplicates.find(said(WATER["name"]))
    [by_both] = duplicates.find(said(WATER["name"], "https://waterfirst.example"))
    assert by_name.certainty < by_both.certainty <= 100


@pytest.mark.parametrize("status", [Status.UNPUBLISHED, Status.PUBLISHED, Status.WITHDRAWN])
def test_entries_of_any_status_are_found(make_organization, status):
    organization = make_organization(name="Water First", status=status)
    assert [each.organization for each in duplicates.find(said("Water First"))] == [organization]


def test_a_merged_entry_is_not_found_and_neither_is_the_entry_itself(make_organization):
    organization = make_organization(name="Water First")
    make_organization(name="Water First", status=Status.MERGED, into=organization)
    assert [each.organization for each in duplicates.find(said("Water First"))] == [organization]
    assert duplicates.find(said("Water First"), but=organization) == []


def test_entries_that_name_each_other_are_known_to_be_two(make_organization):
    company = make_organization(name="Water", slug="water", **site("https://water.example/"))
    blog = make_organization(
        name="Water", slug="blog", relations=[{"kind": "part-of", "organization": "water"}], **site("https://water.example/")
    )
    assert duplicates.find(document.read(blog), but=blog) == []
    assert duplicates.find(document.read(company), but=company) == []


def test_an_unpublished_entry_is_known_by_what_was_proposed_last(make_organization):
    revision = actions.propose(said("Water First"), by=None)
    actions.revise(revision, said("Fire Last"), by=None)
    assert duplicates.find(said("Water First")) == []
    assert [each.organization for each in duplicates.find(said("Fire Last"))] == [revision.organization]


def test_a_published_entry_is_known_by_what_is_public(make_organization):
    organization = make_organization(name="Water First")
    draft = actions.propose(said("Fire Last"), by=None, organization=organization)
    assert duplicates.find(said("Fire Last")) == []
    actions.publish(draft, by=None)
    assert [each.organization for each in duplicates.find(said("Fire Last"))] == [organization]
    assert duplicates.find(said("Water First")) == []


# What *is* an entry


def test_a_document_is_the_entry_whose_address_it_carries(make_organization):
    organization = make_organization(slug="water")
    moved = actions.propose({**document.read(organization), "slug": "wells"}, by=None, organization=organization)
    actions.publish(moved, by=None)
    make_organization(slug="copy", status=Status.MERGED, into=organization)
    for slug in ("wells", "water", "copy"):
        assert duplicates.is_same(said("Anything", slug=slug)) == organization


def test_a_document_is_the_entry_whose_identifier_it_carries(make_organization):
    organization = make_organization(**WATER)
    assert duplicates.is_same(said("Anything", identifiers=[{"scheme": "GB-CHC", "value": "1137000"}])) == organization


def test_a_document_is_the_entry_of_the_same_name_and_website(make_organization):
    organization = make_organization(**WATER)
    assert duplicates.is_same(said("WATER FIRST FOUNDATION, INC.", "http://waterfirst.example")) == organization
    assert duplicates.is_same(said("Water First Foundation, Inc.")) is None
    assert duplicates.is_same(said("Water First Foundation, Inc.", "https://other.example/")) is None
    assert duplicates.is_same(said("Water First", "http://waterfirst.example")) is None  # merely similar: a curator decides


def test_a_document_that_may_be_several_entries_is_none_of_them(make_organization):
    for _ in range(2):
        make_organization(**WATER)
    assert duplicates.is_same(said(WATER["name"], "https://waterfirst.example/")) is None
    assert len(duplicates.find(said(WATER["name"], "https://waterfirst.example/"))) == 2


# Work


@pytest.mark.parametrize("others", [1, 30])
def test_looking_costs_six_queries_however_many_there_are(make_organization, django_assert_num_queries, others):
    for _ in range(others):
        make_organization(**WATER)
    with django_assert_num_queries(6):
        assert len(duplicates.find(said(WATER["name"], "https://waterfirst.example/"))) == min(others, duplicates.MOST_LIKELY)


def test_keys_that_stay_the_same_are_not_written_again(make_organization):
    organization = make_organization(**WATER)
    before = set(MatchKey.objects.values_list("pk", flat=True))
    assert not match_keys.renew(organization, document.read(organization))
    assert set(MatchKey.objects.values_list("pk", flat=True)) == before


keys = st.sets(st.tuples(st.sampled_from(list(Sort)), st.sampled_from(["a", "b", "ab"])))


@given(keys, keys)
def test_two_entries_agree_whichever_is_asked_first(ours, theirs):
    assert duplicates.agreement(ours, theirs) == duplicates.agreement(theirs, ours)
    assert 0 <= duplicates.agreement(ours, theirs)[0] <= 100


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_any_text_has_keys_that_can_be_stored(name, url, value):
    typed = {
        "name": name,
        "other_names": [{"name": name}],
        "channels": [{"network": "website", "url": url}],
        "identifiers": [{"scheme": "wikidata", "value": value}],
    }
    assert all(0 < len(key) <= 200 for _sort, key in match_keys.keys_of(typed))


# Pairs


def test_likely_pairs_are_listed_as_entries_come_and_go(make_organization):
    one, other = make_organization(name="Water First"), make_organization(name="Water First")
    pair = LikelyPair.objects.waiting().get()
    assert (pair.first, pair.second, pair.reasons) == (one, other, ["same name"])
    renamed = actions.propose({**document.read(other), "name": "Oil Last"}, by=None, organization=other)
    actions.publish(renamed, by=None)
    assert not LikelyPair.objects.exists()


def test_all_pairs_can_be_found_anew(make_organization, capsys):
    for _ in range(2):
        make_organization(name="Water First")
    MatchKey.objects.all().delete()
    LikelyPair.objects.all().delete()
    call_command("renew_match_keys")
    assert capsys.readouterr().out == "Entries: 2. Pairs that wait for a decision: 1.\n"
    assert LikelyPair.objects.waiting().count() == 1


def test_a_dismissed_pair_stays_dismissed(make_organization, make_curator):
    one, other = make_organization(name="Water First"), make_organization(name="Water First")
    curator = make_curator("change_organization")
    duplicates.dismiss(other, one, by=curator)
    assert not LikelyPair.objects.waiting().exists()
    edited = actions.propose({**document.read(one), "other_names": [{"name": "Water"}]}, by=None, organization=one)
    actions.publish(edited, by=None)
    pair = LikelyPair.objects.get()
    assert pair.dismissed_by == curator
    duplicates.take_back(pair, by=curator)
    assert LikelyPair.objects.waiting().get() == pair


def test_dismissing_needs_the_permission_to_change_entries(make_organization, make_curator):
    one, other = make_organization(name="Water First"), make_organization(name="Water First")
    with pytest.raises(NotAllowed, match="change_organization"):
        duplicates.dismiss(one, other, by=make_curator("view_organization"))
    assert LikelyPair.objects.waiting().exists()


def test_a_pair_with_a_merged_entry_does_not_wait(make_organization):
    one = make_organization(name="Water First")
    make_organization(name="Water First", status=Status.MERGED, into=one)
    assert LikelyPair.objects.exists()
    assert not LikelyPair.objects.waiting().exists()


def test_a_pair_is_of_two_entries_the_older_first(make_organization):
    one, other = make_organization(), make_organization()
    for first, second in ((one, one), (other, one)):
        with pytest.raises(IntegrityError, match="likely_pair_is_of_two_in_order"), transaction.atomic():
            LikelyPair.objects.create(first=first, second=second, certainty=70)
