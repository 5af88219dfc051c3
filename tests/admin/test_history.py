"""The desk's history: every revision, any two compared, and the way back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.curation import actions, document, history
from directory.curation.actions import NotAllowed
from directory.models import Change, Organization, Revision, State, Status


def revise(organization, by=None, publish=True, **changes) -> Revision:
    now = Organization.objects.with_page_data().get(pk=organization.pk)
    revision = actions.propose({**document.read(now), **changes}, by=by, organization=now)
    if publish:
        actions.publish(revision, by=by)
    return revision


def page_of(revision) -> str:
    return reverse("desk:directory_revision_change", args=[revision.pk])


def decide(desk, revision, button, **sent):
    return desk.client.post(reverse("desk:directory_revision_decide", args=[revision.pk]), {button: "1", **sent}, follow=True)


def added(response) -> list[str]:
    return [run.text for field in response.context["differences"] for run in field.runs if run.mark == "added"]


def test_a_revision_is_compared_with_the_one_before_it(contributor, make_organization):
    organization = make_organization(summary="Wells.")
    second, third = revise(organization, summary="Deep wells."), revise(organization, summary="Deep old wells.")
    assert added(contributor.client.get(page_of(second))) == ["Deep wells"]
    assert added(contributor.client.get(page_of(third))) == ["old "]
    first = organization.revisions.earliest("pk")
    assert "It is the first revision of this entry." in contributor.client.get(page_of(first)).text


def test_an_open_revision_is_compared_with_what_is_public(contributor, make_organization):
    organization = make_organization(summary="Wells.")
    draft = revise(organization, publish=False, summary="Wells and pipes.")
    revise(organization, summary="Wells and pumps.")
    assert added(contributor.client.get(page_of(draft))) == ["pipes"]


def test_any_two_revisions_are_compared(contributor, make_organization):
    organization = make_organization(summary="One.")
    revise(organization, summary="Two.")
    third = revise(organization, summary="Three.")
    first = organization.revisions.earliest("pk")
    response = contributor.client.get(
        contributor.address(organization, "compare"), {"before": third.pk, "after": first.pk}, follow=True
    )
    assert (response.context["revision"], response.context["other"]) == (first, third)
    assert added(response) == ["One"]


@pytest.mark.parametrize("asked", ["0", "x", "９", "99999999999999999999"])
def test_what_is_not_there_cannot_be_compared(contributor, make_organization, asked):
    organization = make_organization()
    revision = revise(organization, summary="Two.")
    assert contributor.client.get(page_of(revision), {"with": asked}).status_code == 404
    chosen = {"before": asked, "after": revision.pk}
    response = contributor.client.get(contributor.address(organization, "compare"), chosen, follow=True)
    assert "Choose two revisions" in response.text


def test_a_revision_of_another_entry_is_not_compared(contributor, make_organization):
    revision, other = revise(make_organization(), summary="Two."), revise(make_organization(), summary="Three.")
    assert contributor.client.get(page_of(revision), {"with": other.pk}).status_code == 404


def test_the_history_comes_in_pages(contributor, make_organization):
    organization = make_organization()
    for number in range(52):
        revise(organization, publish=False, summary=f"Version {number}.")
    first = contributor.client.get(contributor.address(organization, "history"))
    assert len(first.context["revisions"]) == 50
    second = contributor.client.get(contributor.address(organization, "history"), {"before": first.context["older"]})
    assert len(second.context["revisions"]) == 3
    assert second.context["older"] is None


def test_an_old_version_is_restored_as_a_new_draft(client, contributor, make_organization):
    organization = make_organization(summary="Before.")
    revise(organization, summary="After.")
    first = organization.revisions.earliest("pk")
    response = decide(contributor, first, "_restore")
    assert "It is a draft again" in response.text
    draft = organization.revisions.open().get()
    assert (draft.document["summary"], draft.author, draft.state) == ("Before.", contributor.curator, State.DRAFT)
    assert draft.message.startswith("Back to the version of")
    assert "After." in client.get(organization.get_absolute_url()).text
    first.refresh_from_db()
    assert first.state == State.PUBLISHED


def test_an_editor_restores_and_publishes_at_once(client, editor, make_organization):
    organization = make_organization(summary="Before.")
    revise(organization, summary="After.")
    decide(editor, organization.revisions.earliest("pk"), "_restore_and_publish")
    assert "Before." in client.get(organization.get_absolute_url()).text
    assert Change.objects.first().action == "edited"
    assert not organization.revisions.open().exists()


def test_a_version_that_cannot_be_published_any_more_says_why_and_changes_nothing(editor, make_organization, make_topic):
    topic = make_topic("Water", "water")
    organization = make_organization(topics=["water"])
    revise(organization, topics=[])
    topic.delete()
    response = decide(editor, organization.revisions.earliest("pk"), "_restore_and_publish")
    assert "There is no topic “water”" in response.text
    assert not organization.revisions.open().exists()


def test_what_is_public_need_not_be_restored(editor, make_organization):
    organization = make_organization()
    only = organization.revisions.get()
    assert "_restore" not in editor.client.get(page_of(only)).text
    assert "The public sees this version already" in decide(editor, only, "_restore").text
    with pytest.raises(NotAllowed):
        history.bring_back(only, by=None)
    actions.withdraw(organization, because="They asked.", by=None)
    history.bring_back(only, by=None, is_published=True)
    assert Organization.objects.get().status == Status.PUBLISHED


@pytest.mark.parametrize("button", ["_publish", "_refuse", "_restore_and_publish"])
def test_a_contributor_publishes_and_refuses_nothing(contributor, make_organization, button):
    organization = make_organization(summary="Before.")
    draft = revise(organization, publish=False, summary="After.")
    assert decide(contributor, draft, button).status_code == 403
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_a_contributor_cannot_publish_by_restoring(contributor, make_organization):
    organization = make_organization(summary="Before.")
    revise(organization, summary="After.")
    with pytest.raises(NotAllowed, match="publish_organization"):
        history.bring_back(organization.revisions.earliest("pk"), by=contributor.curator, is_published=True)
    assert not organization.revisions.open().exists()


def test_who_only_looks_restores_nothing(make_curator, make_organization):
    organization = make_organization(summary="Before.")
    revise(organization, summary="After.")
    with pytest.raises(NotAllowed, match="change_organization"):
        history.bring_back(organization.revisions.earliest("pk"), by=make_curator("view_organization"))


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_an_author_discards_a_draft_of_their_own(contributor, make_organization, state):
    organization = make_organization()
    draft = revise(organization, by=contributor.curator, publish=False, summary="Half.")
    if state == State.IN_REVIEW:
        actions.move(draft, State.IN_REVIEW, by=contributor.curator)
    assert "Your draft is discarded" in decide(contributor, draft, "_discard").text
    draft.refresh_from_db()
    assert (draft.state, draft.decision_note) == (State.REFUSED, "Discarded by its author.")
    decide(contributor, draft, "_restore")
    assert organization.revisions.open().get().document["summary"] == "Half."


def test_nobody_discards_anothers_draft_or_one_on_the_schedule(contributor, editor, make_organization):
    draft = revise(make_organization(), by=editor.curator, publish=False, summary="Half.")
    assert "_discard" not in contributor.client.get(page_of(draft)).text
    assert "publish_organization" in decide(contributor, draft, "_discard").text
    own = revise(make_organization(), by=contributor.curator, publish=False, summary="Half.")
    actions.move(own, State.SCHEDULED, by=editor.curator, publish_at=timezone.now().replace(year=2999))
    assert "publish_organization" in decide(contributor, own, "_discard").text
    for revision in (draft, own):
        revision.refresh_from_db()
        assert revision.state != State.REFUSED


def test_no_decision_is_a_bad_request(editor, make_organization):
    draft = revise(make_organization(), publish=False, summary="Half.")
    assert decide(editor, draft, "_dance").status_code == 400
