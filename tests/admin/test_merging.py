"""Duplicates at the desk: found while adding, compared side by side, merged, undone, or told apart for good."""

import pytest
from django.urls import reverse
from html5lib import parse

from directory.curation import actions, document, duplicates
from directory.models import LikelyPair, Organization, Status
from tests.admin.conftest import HTML, fields_of
from tests.admin.test_bulk import ask, confirm


def merge_address(source, into=None) -> str:
    address = reverse("desk:directory_organization_merge", args=[source.pk])
    return f"{address}?into={into.slug}" if into else address


def sent_by(page: str, form_id: str = "merge_form") -> dict[str, list[str]]:
    """What a browser would send of a form, all checked boxes of a name together."""
    form = next(each for each in parse(page).iter(f"{HTML}form") if each.get("id") == form_id)
    sent: dict[str, list[str]] = {}
    for field in form.iter(f"{HTML}input"):
        if field.get("type") not in {"radio", "checkbox", "submit"} or field.get("checked") is not None:
            sent.setdefault(field.get("name", ""), []).append(field.get("value", ""))
    return sent


@pytest.fixture
def two(make_organization, make_topic):
    make_topic("Water", "water")
    make_topic("Art", "art")
    source = make_organization(name="Water First", slug="source", summary="Theirs.", topics=["art"])
    into = make_organization(name="Water First", slug="into", summary="Ours.", topics=["water"])
    return source, into


# While adding


def test_what_is_typed_is_looked_for(editor, two):
    answer = editor.client.get(
        reverse("desk:directory_organization_likely"), {"name": "WATER FIRST", "url": ["https://x.example/"]}
    )
    assert [(each["name"], each["reasons"]) for each in answer.json()["likely"]] == [("Water First", "same name")] * 2
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("typed", [{}, {"name": "x" * 5000, "url": ["["] * 50}, {"name": "…", "url": ["http://", "\u202e"]}])
def test_strange_questions_get_an_empty_answer(editor, two, typed):
    assert editor.client.get(reverse("desk:directory_organization_likely"), typed).json() == {"likely": []}


def test_only_who_edits_entries_is_answered(client, make_curator, two):
    address = reverse("desk:directory_organization_likely")
    assert client.get(address).status_code == 302
    client.force_login(make_curator("view_organization"))
    assert client.get(address, {"name": "Water First"}).status_code == 403


def test_saving_a_likely_duplicate_asks_first_and_keeps_what_was_typed(editor, two):
    response = editor.send(editor.open(), name="Water First", summary="Half a sentence")
    assert response.status_code == 409
    assert "The directory may have this already" in response.text
    assert "Half a sentence" in response.text
    assert Organization.objects.count() == 2
    told_apart = " ".join(str(each.pk) for each in two)
    editor.send(editor.open(), name="Water First", another_than=told_apart)
    assert Organization.objects.count() == 3


def test_one_that_came_meanwhile_is_asked_about_too(editor, two, make_organization):
    told_apart = " ".join(str(each.pk) for each in two)
    make_organization(name="Water First")
    assert editor.send(editor.open(), name="Water First", another_than=told_apart).status_code == 409


# The first page and the list


def test_likely_pairs_wait_on_the_first_page(editor, two):
    page = editor.client.get(reverse("desk:index")).text
    assert "Water First and Water First" in page
    assert f"{merge_address(two[1])}?into=source" in page.replace("&amp;", "&")


def test_a_pair_that_is_not_the_same_is_remembered(editor, two):
    source, into = two
    editor.client.post(merge_address(source), {"into": "into", "_different": "1"})
    assert LikelyPair.objects.get().dismissed_by == editor.curator
    assert "Water First and Water First" not in editor.client.get(reverse("desk:index")).text
    address = reverse("desk:directory_likelypair_changelist")
    assert "0 likely duplicates" in editor.client.get(address).text
    assert "1 likely duplicate" in editor.client.get(f"{address}?decided=not-the-same").text


def test_many_pairs_are_decided_on_after_a_page_that_says_which(editor, make_organization):
    for name in ("Water First", "Oil Last"):
        make_organization(name=name), make_organization(name=name)
    pairs = list(LikelyPair.objects.all())
    asked = ask(editor, "likelypair", "dismiss_selected", *pairs)
    assert "Remember 2 pairs as not the same?" in asked.text
    assert "Oil Last and Oil Last" in asked.text
    assert LikelyPair.objects.waiting().count() == 2
    assert "2 pairs remembered as not the same." in confirm(editor, asked, *pairs).text
    assert LikelyPair.objects.waiting().count() == 0


def test_a_dismissed_pair_waits_again(editor, two):
    pair = duplicates.dismiss(*two, by=editor.curator)
    address = f"{reverse('desk:directory_likelypair_changelist')}?decided=not-the-same"
    chosen = {"action": "take_back_selected", "_selected_action": [pair.pk]}
    asked = editor.client.post(address, chosen)
    editor.client.post(address, fields_of(asked.text, "bulk_form") | chosen)
    assert LikelyPair.objects.waiting().get() == pair


# Merging


def test_likely_ones_are_offered_and_another_can_be_named(editor, two, make_organization):
    source, into = two
    page = editor.client.get(merge_address(source)).text
    assert "same name" in page
    assert f"{merge_address(source)}?into=into" in page
    assert "There is no entry “Dragons”" in editor.client.get(merge_address(source), {"into": "Dragons"}).text


def test_what_is_chosen_on_the_page_becomes_the_one_entry(client, editor, two, make_organization, make_collection):
    source, into = two
    make_organization(name="Part of it", relations=[{"kind": "part-of", "organization": "source"}])
    make_collection("Picks", source)
    page = editor.client.get(merge_address(source, into)).text
    for said in ("Theirs.", "Ours.", "Part of it", "Picks", "<code>source</code>"):
        assert said in page
    sent = sent_by(page)
    assert (sent["pick-summary"], sent["pick-topics"]) == (["into"], ["into:0", "source:0"])
    sent |= {"pick-summary": ["source"], "message": ["The same."], "_merge": ["1"]}
    response = editor.client.post(merge_address(source), sent, follow=True)
    assert "went into" in response.text
    said = document.read(Organization.objects.with_page_data().get(pk=into.pk))
    assert (said["summary"], said["topics"]) == ("Theirs.", ["water", "art"])
    assert client.get("/organizations/source/").headers["Location"] == "/organizations/into/"


def test_one_that_changed_meanwhile_is_shown_anew_with_what_was_chosen(editor, two):
    source, into = two
    sent = sent_by(editor.client.get(merge_address(source, into)).text) | {"pick-summary": ["source"], "_merge": ["1"]}
    draft = actions.propose({**document.read(into), "seat": "Nairobi"}, by=None, organization=into)
    actions.publish(draft, by=None)
    response = editor.client.post(merge_address(source), sent)
    assert response.status_code == 409
    assert "was changed since you opened this page" in response.text
    assert sent_by(response.text)["pick-summary"] == ["source"]
    source.refresh_from_db()
    assert source.status == Status.PUBLISHED


def test_what_cannot_be_published_is_told(editor, two):
    source, into = two
    row = {"network": "website", "url": "https://a.example/"}
    for organization, handle in ((source, "a"), (into, "b")):
        said = {**document.read(organization), "channels": [{**row, "handle": handle}]}
        actions.publish(actions.propose(said, by=None, organization=organization), by=None)
    sent = sent_by(editor.client.get(merge_address(source, into)).text)
    sent |= {"pick-channels": ["into:0", "source:0"], "_merge": ["1"]}
    response = editor.client.post(merge_address(source), sent)
    assert "Channels, row 2: This is listed twice." in response.text
    assert sent_by(response.text)["pick-channels"] == ["into:0", "source:0"]


def test_a_contributor_tells_apart_but_does_not_merge(contributor, two):
    source, into = two
    page = contributor.client.get(merge_address(source, into)).text
    assert "They are not the same" in page
    assert "Merge the two" not in page
    assert contributor.client.post(merge_address(source), sent_by(page) | {"_merge": ["1"]}).status_code == 403
    address = reverse("desk:directory_organization_unmerge", args=[source.pk])
    assert contributor.client.get(address).status_code == 403
    assert contributor.client.post(address).status_code == 403
    source.refresh_from_db()
    assert source.status == Status.PUBLISHED


def test_asking_for_the_page_changes_nothing(editor, two):
    source, into = two
    for address in (merge_address(source, into) + "&_merge=1", merge_address(source, into) + "&_different=1"):
        editor.client.get(address)
    source.refresh_from_db()
    assert source.status == Status.PUBLISHED
    assert LikelyPair.objects.waiting().exists()


# Undoing


@pytest.fixture
def merged(editor, two):
    source, into = two
    sent = sent_by(editor.client.get(merge_address(source, into)).text) | {"pick-summary": ["source"], "_merge": ["1"]}
    editor.client.post(merge_address(source), sent)
    return two


def test_a_merge_is_undone_from_the_entrys_page(editor, merged):
    source, into = merged
    address = reverse("desk:directory_organization_unmerge", args=[source.pk])
    assert address in editor.client.get(editor.address(source)).text
    assert "says again what it said before" in editor.client.get(address).text
    assert "is back" in editor.client.post(address, {"_undo": "1"}, follow=True).text
    into.refresh_from_db()
    source.refresh_from_db()
    assert (source.status, into.summary) == (Status.PUBLISHED, "Ours.")


def test_an_undo_says_what_it_would_lose_and_leaves_it(editor, merged):
    source, into = merged
    said = document.read(Organization.objects.with_page_data().get(pk=into.pk))
    actions.publish(actions.propose({**said, "seat": "Nairobi"}, by=None, organization=into), by=None)
    address = reverse("desk:directory_organization_unmerge", args=[source.pk])
    page = editor.client.post(address, {"_undo": "1"}).text
    assert "To set it back would lose: Seat." in " ".join(page.split())
    editor.client.post(address, {"_leave": "1"})
    into.refresh_from_db()
    source.refresh_from_db()
    assert (source.status, into.seat, into.summary) == (Status.PUBLISHED, "Nairobi", "Theirs.")
