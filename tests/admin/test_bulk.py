"""Decisions about many at once: shown with a count first, then all or nothing."""

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.admin import bulk
from directory.curation import actions, document
from directory.models import Change, DirectoryVersion, Organization, Revision, State, Status
from tests.admin.conftest import fields_of


def ask(desk, model, action, *things):
    """Choose things in a list, and an action."""
    address = reverse(f"desk:directory_{model}_changelist")
    return desk.client.post(address, {"action": action, "_selected_action": [each.pk for each in things]}, follow=True)


def confirm(desk, asked, *things, **typed):
    """Press the button of the page that asks."""
    form = fields_of(asked.text, "bulk_form") | typed | {"_selected_action": [each.pk for each in things]}
    address = reverse(f"desk:directory_{asked.context['opts'].model_name}_changelist")
    return desk.client.post(address, form, follow=True)


def draft(name="Good", **said):
    return actions.propose({"name": name, "kind": "blog", **said}, by=None)


def test_entries_are_marked_as_checked_after_a_page_that_counts_them(editor, make_organization):
    public, hidden = [make_organization(), make_organization()], make_organization(status=Status.UNPUBLISHED)
    asked = ask(editor, "organization", "verify_selected", *public, hidden)
    assert "Mark 2 entries as checked today?" in asked.text
    assert "Left out: 1" in asked.text
    assert "Only a published entry can be marked" in asked.text
    assert not Organization.objects.exclude(verified_on=None).exists()
    done = confirm(editor, asked, *public, hidden)
    assert "2 entries marked as checked today." in done.text
    assert list(Change.objects.filter(action="verified").values_list("message", flat=True)) == ["", ""]


def test_revisions_are_published_together_and_what_cannot_be_is_named(editor, make_organization):
    good, bad, done = draft(), draft("Bad", kind=""), make_organization().revisions.get()
    version = DirectoryVersion.current()
    asked = ask(editor, "revision", "publish_selected", good, bad, done)
    assert "Publish 1 revision?" in asked.text
    assert "Left out: 2" in asked.text
    for reason in ("Kind:", "is published cannot become published", "a new entry"):
        assert reason in asked.text
    assert DirectoryVersion.current() == version
    assert "1 revision published." in confirm(editor, asked, good, bad, done).text
    assert [each.name for each in Organization.objects.published().order_by("pk")][0] == "Good"
    bad.refresh_from_db()
    assert bad.state == State.DRAFT


def test_two_revisions_of_one_entry_do_not_overwrite_each_other(editor, make_organization):
    organization = make_organization(summary="Before.")
    said = document.read(organization)
    both = [actions.propose({**said, "summary": text}, by=None, organization=organization) for text in ("One.", "Two.")]
    asked = ask(editor, "revision", "publish_selected", *both)
    assert "Publish 1 revision?" in asked.text
    assert "changes Summary" in asked.text
    assert "was changed since this draft was begun" in asked.text


def test_revisions_are_refused_with_a_reason_for_their_authors(editor):
    both = [draft(), draft()]
    done = confirm(editor, ask(editor, "revision", "refuse_selected", *both), *both, text="Twice the same.")
    assert "2 revisions refused." in done.text
    assert {(each.state, each.decision_note) for each in Revision.objects.all()} == {(State.REFUSED, "Twice the same.")}


def test_entries_are_withdrawn_with_a_reason_that_cannot_be_empty(client, editor, make_organization):
    both = [make_organization(), make_organization()]
    asked = ask(editor, "organization", "withdraw_selected", *both)
    assert "Withdraw 2 entries?" in asked.text
    again = confirm(editor, asked, *both, text="  ")
    assert "Say why." in again.text
    assert Organization.objects.published().count() == 2
    assert "2 entries withdrawn." in confirm(editor, again, *both, text="They asked us to.").text
    gone = client.get(both[0].get_absolute_url())
    assert gone.status_code == 410
    assert "They asked us to." in gone.text


def test_who_confirms_has_seen_just_these(editor, make_organization):
    """One that changed between the question and the answer is asked about again, and none is done."""
    both = [draft("One"), draft("Two")]
    asked = ask(editor, "revision", "publish_selected", *both)
    actions.revise(both[1], {"name": "Something else", "kind": "blog"}, by=None)
    assert "Publish 2 revisions?" in confirm(editor, asked, *both).text
    assert not Organization.objects.published().exists()
    assert "Publish 2 revisions?" in confirm(editor, asked, *both, confirmed="2").text
    actions.publish(both[0], by=None)
    assert "Publish 1 revision?" in confirm(editor, asked, *both).text
    assert Organization.objects.published().count() == 1


def test_there_is_a_limit(editor, make_organization, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 1)
    assert "Select 1 at most." in ask(editor, "organization", "verify_selected", make_organization(), make_organization()).text


def test_a_contributor_has_no_editors_actions(contributor, make_organization):
    revision, organization = draft(), make_organization()
    for action in ("publish_selected", "refuse_selected"):
        assert "bulk_form" not in ask(contributor, "revision", action, revision).text
    assert "bulk_form" not in ask(contributor, "organization", "withdraw_selected", organization).text
    assert "bulk_form" in ask(contributor, "organization", "verify_selected", organization).text
    revision.refresh_from_db()
    assert revision.state == State.DRAFT


def test_those_on_the_schedule_can_be_published_at_once(editor):
    revision = draft()
    actions.move(revision, State.SCHEDULED, by=None, publish_at=timezone.now() + timezone.timedelta(days=1))
    assert "1 revision published." in confirm(editor, ask(editor, "revision", "publish_selected", revision), revision).text


@pytest.mark.parametrize("action", ["verify_selected", "withdraw_selected"])
def test_nothing_fit_leaves_nothing_to_confirm(editor, make_organization, action):
    hidden = make_organization(status=Status.UNPUBLISHED)
    asked = ask(editor, "organization", action, hidden)
    assert "There is nothing left to do." in asked.text
    assert "bulk_form" not in asked.text
