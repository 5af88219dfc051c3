"""Two entries become one and are taken apart again, and nothing is lost on the way."""

import threading

import pytest
from django.db import connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.curation import actions, document, merging, uniting
from directory.curation.actions import BadDocument, OutOfDate
from directory.curation.merging import EditedSince
from directory.curation.transitions import NotAllowed
from directory.models import Change, DirectoryVersion, LikelyPair, Merge, Organization, State, Status


def stored(organization):
    return document.read(Organization.objects.with_page_data().get(pk=organization.pk))


def merged(source, into, picks=None, **options):
    chosen = uniting.united(merging.document_of(source), merging.document_of(into), picks)
    change = merging.merge(source, into, chosen=chosen, **{"by": None} | options)
    source.refresh_from_db()
    into.refresh_from_db()
    return change


def edited(organization, **changes):
    draft = actions.propose({**stored(organization), **changes}, by=None, organization=organization)
    return actions.publish(draft, by=None)


def told_since(number):
    return [(each.slug, each.action) for each in Change.objects.since(number)]


@pytest.fixture
def two(make_organization, make_topic):
    """A source and the target that it goes into."""
    make_topic("Water", "water")
    make_topic("Art", "art")
    source = make_organization(
        slug="source",
        name="Water 1st",
        topics=["art"],
        summary="Theirs.",
        seat="Nairobi",
        identifiers=[{"scheme": "wikidata", "value": "Q1"}],
    )
    into = make_organization(slug="into", name="Water First", topics=["water"], summary="Ours.")
    return source, into


def test_merging_publishes_what_was_chosen_and_redirects_the_old_address(client, two, make_curator):
    source, into = two
    curator = make_curator("change_organization", "publish_organization")
    change = merged(source, into, {"summary": ["source"], "topics": ["into:0", "source:0"]}, by=curator, message="The same")
    assert (change.organization, change.action, change.message, change.by) == (into, "edited", "The same", curator)
    said = stored(into)
    assert (said["name"], said["summary"], said["topics"]) == ("Water First", "Theirs.", ["water", "art"])
    assert said["identifiers"] == []  # of a list, what was not picked is left out
    assert (source.status, source.merged_into) == (Status.MERGED, into)
    response = client.get("/organizations/source/")
    assert (response.status_code, response.headers["Location"]) == (301, "/organizations/into/")
    assert "Water 1st" not in client.get("/organizations/").text


def test_everything_that_pointed_at_the_source_points_at_the_target(client, two, make_organization, make_collection):
    source, into = two
    edited(source, slug="moved")
    part = make_organization(slug="part", relations=[{"kind": "part-of", "organization": "moved", "note": "Since 2001"}])
    both = make_organization(
        slug="both",
        relations=[{"kind": "part-of", "organization": "moved"}, {"kind": "part-of", "organization": "into"}],
    )
    picks, pair = make_collection("Picks", source), make_collection("Pair", into, source)
    before = DirectoryVersion.current()
    merged(source, into)
    assert stored(part)["relations"] == [{"kind": "part-of", "organization": "into", "note": "Since 2001"}]
    assert [row["organization"] for row in stored(both)["relations"]] == ["into"]
    assert [item.organization for item in picks.items.all()] == [into]
    assert [item.organization for item in pair.items.all()] == [into]
    assert client.get("/organizations/source/").headers["Location"] == "/organizations/into/"
    assert told_since(before) == [
        ("into", "edited"),
        ("moved", "merged"),
        ("part", "edited"),
        ("both", "edited"),
        ("picks", "edited"),
        ("pair", "edited"),
    ]


def test_undoing_brings_everything_back_exactly(client, two, make_organization, make_collection):
    source, into = two
    edited(source, slug="moved", relations=[{"kind": "partner-of", "organization": "into"}])
    edited(into, relations=[{"kind": "successor-of", "organization": "moved"}])
    others = [
        make_organization(relations=[{"kind": "part-of", "organization": "moved", "note": "Since 2001"}]),
        make_organization(
            relations=[{"kind": "part-of", "organization": "moved"}, {"kind": "part-of", "organization": "into"}]
        ),
    ]
    collections = [make_collection("Picks", source), make_collection("Pair", source, into), make_collection("None", into)]

    def everything():
        items = [list(each.items.values_list("organization", "position", "note")) for each in collections]
        return [stored(each) for each in (source, into, *others)], items, list(source.former_slugs.values_list("slug"))

    before, version = everything(), DirectoryVersion.current()
    merged(source, into)
    assert everything() != before
    told = Change.objects.since(version).count()
    change = merging.unmerge(source, by=None)
    assert everything() == before
    assert (change.slug, change.action) == ("moved", "restored")
    assert len(told_since(version)) == 2 * told  # every thing that was told of is told of again
    assert client.get("/organizations/moved/").status_code == 200
    assert client.get("/organizations/source/").headers["Location"] == "/organizations/moved/"


def test_an_entry_can_be_merged_again_after_an_undo(two):
    source, into = two
    for _ in range(2):
        merged(source, into)
        merging.unmerge(source, by=None)
    assert Merge.objects.filter(undone_at=None).count() == 0
    with pytest.raises(NotAllowed, match="no merge to undo"):
        merging.unmerge(source, by=None)


@pytest.mark.parametrize("status", [Status.UNPUBLISHED, Status.WITHDRAWN])
def test_an_entry_that_is_not_public_can_be_merged_and_comes_back_so(client, two, make_organization, status):
    _source, into = two
    hidden = make_organization(slug="hidden", status=status, seat="Kampala")
    merged(hidden, into)
    assert stored(into)["seat"] == "Kampala"
    assert client.get("/organizations/hidden/").status_code == 301
    merging.unmerge(hidden, by=None)
    hidden.refresh_from_db()
    assert (hidden.status, client.get("/organizations/hidden/").status_code) == (
        status,
        404 if status == Status.UNPUBLISHED else 410,
    )
    assert "merged" not in [each.action for each in hidden.changes.all()] or status == Status.WITHDRAWN


def test_the_name_of_an_entry_that_never_was_public_stays_so(client, two, make_organization, make_collection):
    _source, into = two
    hidden = make_organization(slug="hidden", name="Secret plan", status=Status.UNPUBLISHED)
    make_organization(slug="part", relations=[{"kind": "part-of", "organization": "hidden"}])
    make_collection("Picks", hidden)
    merged(hidden, into)
    merging.unmerge(hidden, by=None)
    messages = set(Change.objects.values_list("message", flat=True))
    assert {"Merged with another entry", "Merge of Water First and another entry undone"} <= messages
    for address in (
        "/changes/",
        "/feeds/changes.atom",
        "/api/v1/changes",
        "/organizations/into/history/",
        "/organizations/part/",
    ):
        response = client.get(address)
        assert (response.status_code, "Secret" in response.text) == (200, False), address


def test_what_was_being_written_means_the_target(two, make_organization):
    """A draft that names the source in a relation, from before the merge, names the target once it is published."""
    source, into = two
    third = make_organization(slug="third")
    draft = actions.propose(
        {**stored(third), "relations": [{"kind": "part-of", "organization": "source"}]}, by=None, organization=third
    )
    merged(source, into)
    actions.publish(draft, by=None)
    assert [row["organization"] for row in stored(third)["relations"]] == ["into"]


def test_a_draft_that_names_both_is_told_that_they_are_one(two, make_organization):
    source, into = two
    relations = [{"kind": "part-of", "organization": "source"}, {"kind": "part-of", "organization": "into"}]
    draft = actions.propose({"name": "Third", "kind": "blog", "relations": relations}, by=None)
    merged(source, into)
    with pytest.raises(BadDocument, match="listed twice"):
        actions.publish(draft, by=None)
    own = actions.propose({**stored(into), "relations": relations[:1]}, by=None, organization=into)
    with pytest.raises(BadDocument, match="cannot be related to itself"):
        actions.publish(own, by=None)


def test_a_scheduled_draft_does_not_bring_the_source_back(two):
    source, into = two
    draft = actions.propose({**stored(source), "summary": "New."}, by=None, organization=source)
    actions.move(draft, State.SCHEDULED, by=None, publish_at=timezone.now())
    merged(source, into)
    draft.refresh_from_db()
    assert (draft.state, draft.decision_note) == (State.IN_REVIEW, "The entry was merged into Water First.")
    with pytest.raises(NotAllowed, match="is merged and cannot become published"):
        actions.publish(draft, by=None)


def test_a_likely_pair_waits_no_more_and_waits_again_after_an_undo(make_organization):
    source, into = make_organization(name="Water"), make_organization(name="Water")
    assert LikelyPair.objects.waiting().count() == 1
    merged(source, into)
    assert LikelyPair.objects.waiting().count() == 0
    merging.unmerge(source, by=None)
    assert LikelyPair.objects.waiting().count() == 1


# Refusals


def refused(source, into, match, error=NotAllowed, **options):
    before = (list(Organization.objects.order_by("pk").values()), DirectoryVersion.current(), Merge.objects.count())
    with pytest.raises(error, match=match):
        merged(source, into, **options)
    assert (list(Organization.objects.order_by("pk").values()), DirectoryVersion.current(), Merge.objects.count()) == before


def test_an_entry_is_not_merged_into_itself_nor_twice_nor_in_a_circle(two, make_organization):
    source, into = two
    third = make_organization()
    refused(into, into, "cannot be merged into itself")
    merged(source, into)
    refused(source, third, "is merged and cannot become merged")
    refused(into, source, "is merged; an entry is merged into one that is public")


@pytest.mark.parametrize("status", [Status.UNPUBLISHED, Status.WITHDRAWN])
def test_the_target_is_public(two, make_organization, status):
    refused(two[0], make_organization(status=status), "into one that is public")


def test_merging_needs_the_permission_to_publish(two, make_curator):
    source, into = two
    contributor = make_curator("add_organization", "change_organization")
    refused(source, into, "publish_organization", by=contributor)
    merged(source, into)
    with pytest.raises(NotAllowed, match="publish_organization"):
        merging.unmerge(source, by=contributor)


def test_a_document_that_cannot_be_published_changes_nothing(two):
    source, into = two
    with pytest.raises(BadDocument, match="kind"):
        merging.merge(source, into, chosen={**stored(into), "kind": "dragon"}, by=None)
    source.refresh_from_db()
    assert (source.status, Merge.objects.count()) == (Status.PUBLISHED, 0)


@pytest.mark.parametrize("changed", [0, 1])
def test_one_that_changed_meanwhile_is_told_and_nothing_is_lost(two, changed):
    seen = merging.token(*two)
    edited(two[changed], summary="Meanwhile.")
    refused(*two, "was changed since you opened this page", OutOfDate, seen=seen)
    assert stored(two[changed])["summary"] == "Meanwhile."
    merged(*two, seen=merging.token(*two))


def test_an_undo_does_not_lose_what_was_edited_since(two):
    source, into = two
    merged(source, into)
    edited(into, summary="Edited since.")
    merge = merging.standing_merge(source)
    assert merging.lost_by_undoing(merge) == ["summary"]
    with pytest.raises(EditedSince, match="was edited after the merge"):
        merging.unmerge(source, by=None)
    merging.unmerge(source, by=None, leave_target=True)
    source.refresh_from_db()
    assert (source.status, stored(into)["summary"], stored(into)["topics"]) == (
        Status.PUBLISHED,
        "Edited since.",
        ["water", "art"],
    )


def test_merges_upon_merges_are_undone_the_last_first(two, make_organization):
    source, into = two
    third = make_organization(slug="third")
    before = [stored(each) for each in (source, into, third)]
    merged(source, into)
    merged(into, third)
    with pytest.raises(NotAllowed, match="was itself merged into"):
        merging.unmerge(source, by=None)
    merging.unmerge(into, by=None)
    merging.unmerge(source, by=None)
    assert [stored(each) for each in (source, into, third)] == before


# Any two


def some(items, **options):
    return st.lists(st.sampled_from(items), unique=True, max_size=3, **options)


CHANNELS = [{"network": "x", "url": f"https://x.com/{name}"} for name in "abc"]
documents = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Water First", "Agua Primero", "水第一"]),
        "kind": st.sampled_from(["nonprofit", "blog"]),
        "summary": st.sampled_from(["", "One.", "Other."]),
        "description": st.sampled_from(["", "*Long*\n\nstory."]),
        "began": st.sampled_from([None, 1999, 2001]),
        "works_in": some(["KE", "UG", "001"]),
        "topics": some(["water", "art", "oil"]),
        "channels": st.lists(
            st.builds(lambda row, handle: {**row, "handle": handle}, st.sampled_from(CHANNELS), st.sampled_from(["", "@a"])),
            unique_by=lambda row: row["url"],
        ),
        "people": st.lists(
            st.builds(
                lambda name, role: {"name": name, "role": role},
                st.sampled_from(["Asha", "Bo"]),
                st.sampled_from(["Chair", "Cook"]),
            ),
            unique_by=lambda row: (row["name"], row["role"]),
        ),
        "identifiers": some(["Q1", "Q2"]).map(lambda values: [{"scheme": "wikidata", "value": value} for value in values]),
        "relations": some(["third", "source", "into"]).map(
            lambda slugs: [{"kind": "part-of", "organization": slug} for slug in slugs]
        ),
    }
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(of_source=documents, of_into=documents, of_third=documents)
def test_any_two_documents_merge_and_unmerge_to_themselves(make_organization, make_topic, of_source, of_into, of_third):
    with transaction.atomic():
        for slug in ("water", "art", "oil"):
            make_topic(slug, slug)
        said = {"source": of_source, "into": of_into, "third": of_third}
        made = {slug: make_organization(slug=slug) for slug in said}
        for slug, changes in said.items():
            relations = [row for row in changes["relations"] if row["organization"] != slug]
            edited(made[slug], **{**changes, "relations": relations})
        before = {slug: stored(organization) for slug, organization in made.items()}
        merged(made["source"], made["into"])
        assert "source" not in [row["organization"] for slug in ("into", "third") for row in stored(made[slug])["relations"]]
        merging.unmerge(made["source"], by=None)
        assert {slug: stored(organization) for slug, organization in made.items()} == before
        transaction.set_rollback(True)


# At once


def at_once(*deeds):
    """Do all of them on connections of their own; return what each raised, or None."""
    barrier, outcomes = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        try:
            barrier.wait(30)
            deed()
        except Exception as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_two_merges_of_a_pair_in_both_directions_do_not_wait_in_a_circle(make_organization):
    for _ in range(3):
        one, other = make_organization(), make_organization()
        outcomes = at_once(
            lambda one=one, other=other: merged(one, other),
            lambda one=one, other=other: merged(other, one),
        )
        assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "NotAllowed"], outcomes
        statuses = set(Organization.objects.filter(pk__in=[one.pk, other.pk]).values_list("status", flat=True))
        assert statuses == {Status.PUBLISHED, Status.MERGED}


@pytest.mark.django_db(transaction=True)
def test_a_merge_and_an_edit_at_once_lose_nothing(make_organization):
    source, into = make_organization(summary="Theirs."), make_organization(summary="Ours.")
    seen = merging.token(source, into)
    chosen = uniting.united(stored(source), stored(into))
    draft = actions.propose({**stored(into), "summary": "Edited."}, by=None, organization=into)
    outcomes = at_once(
        lambda: merging.merge(source, into, chosen=chosen, by=None, seen=seen),
        lambda: actions.publish(draft, by=None),
    )
    # whoever came second was told; nobody's work was overwritten
    assert [type(each).__name__ for each in outcomes].count("OutOfDate") == 1, outcomes
    source.refresh_from_db()
    if source.status == Status.MERGED:
        assert stored(into)["summary"] == "Ours."
    else:
        assert stored(into)["summary"] == "Edited."


@pytest.mark.django_db(transaction=True)
def test_a_merge_is_undone_once(make_organization):
    source, into = make_organization(), make_organization()
    merged(source, into)
    outcomes = at_once(*[lambda: merging.unmerge(source, by=None)] * 2)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "NotAllowed"], outcomes
