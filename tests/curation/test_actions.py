import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.utils import timezone

from directory import tasks
from directory.curation import actions, document
from directory.curation.actions import BadDocument, NotAllowed, OutOfDate
from directory.models import Change, DirectoryVersion, FormerSlug, Organization, Revision, State, Status

WATER = {"name": "Water First", "kind": "nonprofit", "summary": "Wells."}


def draft(organization=None, **changes):
    said = document.read(organization) if organization else WATER
    return actions.propose({**said, **changes}, by=None, organization=organization)


def test_publishing_makes_a_draft_public_and_records_it(make_topic):
    make_topic("Clean water", "clean-water")
    revision = actions.propose({**WATER, "topics": ["clean-water"]}, by=None, message="New")
    assert Organization.objects.published().count() == 0
    before = DirectoryVersion.current()
    change = actions.publish(revision, by=None)
    organization = Organization.objects.published().get()
    assert document.read(organization)["topics"] == ["clean-water"]
    assert (change.number, change.action, change.message) == (before + 1, "added", "New")
    assert DirectoryVersion.current() == change.number
    revision.refresh_from_db()
    assert (revision.state, revision.decided_at) == (State.PUBLISHED, organization.published_at)


def test_a_draft_of_a_published_entry_stays_private_until_it_is_published(make_organization):
    organization = make_organization(**WATER)
    revision = draft(organization, summary="Wells and pipes.")
    organization.refresh_from_db()
    assert organization.summary == "Wells."
    assert actions.publish(revision, by=None).action == "edited"
    organization.refresh_from_db()
    assert organization.summary == "Wells and pipes."


def test_a_draft_that_began_before_another_was_published_is_out_of_date(make_organization):
    organization = make_organization(**WATER)
    slow, fast = draft(organization, summary="Slow."), draft(organization, summary="Fast.")
    actions.publish(fast, by=None)
    with pytest.raises(OutOfDate, match="was changed since"):
        actions.publish(slow, by=None)
    organization.refresh_from_db()
    assert organization.summary == "Fast."


def test_a_document_that_cannot_be_published_changes_nothing(make_organization):
    organization = make_organization(**WATER)
    revision = draft(organization, channels=[{"network": "x", "url": "javascript:alert(1)"}], summary="New.")
    version = DirectoryVersion.current()
    with pytest.raises(BadDocument) as refusal:
        actions.publish(revision, by=None)
    assert list(refusal.value.errors) == ["channels[0].url"]
    organization.refresh_from_db()
    revision.refresh_from_db()
    assert (organization.summary, revision.state, DirectoryVersion.current()) == ("Wells.", State.DRAFT, version)


def test_a_new_address_keeps_the_old_one_as_a_way_in(make_organization):
    organization = make_organization(**WATER)
    assert actions.publish(draft(organization, slug="wells"), by=None).action == "renamed"
    assert FormerSlug.objects.get(slug="water-first").organization == organization
    organization = Organization.objects.get(slug="wells")
    actions.publish(draft(organization, slug="water-first"), by=None)
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["wells"]


def test_an_address_that_another_entry_has_or_had_is_refused(make_organization):
    organization = make_organization(**WATER)
    actions.publish(draft(organization, slug="wells"), by=None)
    for taken in ("wells", "water-first"):
        with pytest.raises(BadDocument, match="belongs to another entry"):
            actions.propose({**WATER, "slug": taken}, by=None)
    assert draft().organization.slug == "water-first-2"


def test_withdrawing_needs_a_reason_and_can_be_undone(make_organization):
    organization = make_organization()
    with pytest.raises(NotAllowed, match="Say why"):
        actions.withdraw(organization, because="  ", by=None)
    assert actions.withdraw(organization, because="Closed to the public.", by=None).action == "withdrawn"
    assert not Organization.objects.published().exists()
    with pytest.raises(NotAllowed, match="cannot become withdrawn"):
        actions.withdraw(organization, because="Again.", by=None)
    assert actions.restore(organization, by=None).action == "restored"
    with pytest.raises(NotAllowed, match="nothing to put back"):
        actions.restore(organization, by=None)
    assert Organization.objects.published().get() == organization


def test_verifying_says_who_and_when(make_organization, make_curator):
    organization, curator = make_organization(), make_curator("change_organization", public_name="Ada")
    actions.verify(organization, by=curator, on=date(2026, 5, 3))
    organization.refresh_from_db()
    assert (organization.verified_on, organization.verified_by.byline()) == (date(2026, 5, 3), "Ada")
    with pytest.raises(NotAllowed, match="future"):
        actions.verify(organization, by=curator, on=timezone.localdate() + timedelta(days=2))
    with pytest.raises(NotAllowed, match="Only a published entry"):
        actions.verify(make_organization(status=Status.UNPUBLISHED), by=curator)


@pytest.mark.parametrize(
    "decide",
    [
        lambda organization, by: actions.propose(WATER, by=by),
        lambda organization, by: actions.propose(WATER, by=by, organization=organization),
        lambda organization, by: actions.revise(draft(organization), WATER, by=by),
        lambda organization, by: actions.move(draft(organization), State.IN_REVIEW, by=by),
        lambda organization, by: actions.publish(draft(organization), by=by),
        lambda organization, by: actions.withdraw(organization, because="No.", by=by),
        lambda organization, by: actions.restore(organization, by=by),
        lambda organization, by: actions.verify(organization, by=by),
    ],
)
def test_every_decision_asks_for_permission(make_organization, make_curator, decide):
    organization = make_organization()
    with pytest.raises(NotAllowed, match="needs the permission"):
        decide(organization, make_curator("view_organization"))


def test_a_contributor_hands_in_and_only_an_editor_publishes(make_organization, make_curator):
    contributor = make_curator("add_organization", "change_organization")
    revision = actions.propose(WATER, by=contributor)
    actions.move(revision, State.IN_REVIEW, by=contributor)
    with pytest.raises(NotAllowed, match="publish_organization"):
        actions.publish(revision, by=contributor)
    editor = make_curator("publish_organization")
    assert actions.publish(revision, by=editor).by == editor


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.REFUSED])
def test_what_is_published_stays_history(make_organization, state):
    revision = make_organization().revisions.get()
    with pytest.raises(NotAllowed, match="is published cannot become"):
        actions.move(revision, state, by=None)
    with pytest.raises(NotAllowed):
        actions.publish(revision, by=None)


def test_a_scheduled_revision_is_published_when_its_time_has_come(make_organization):
    now = timezone.now()
    revision = actions.move(draft(), State.SCHEDULED, by=None, publish_at=now + timedelta(hours=1))
    assert tasks.publish_due(now) == 0
    assert tasks.publish_due(now + timedelta(hours=2)) == 1
    assert tasks.publish_due(now + timedelta(hours=2)) == 0
    assert Organization.objects.published().get() == revision.organization


def test_a_scheduled_revision_that_cannot_be_published_goes_back_to_review(make_organization):
    organization = make_organization(**WATER)
    now = timezone.now()
    late = actions.move(draft(organization, summary="Late."), State.SCHEDULED, by=None, publish_at=now)
    actions.publish(draft(organization, summary="Early."), by=None)
    assert tasks.publish_due(now) == 0
    late.refresh_from_db()
    assert late.state == State.IN_REVIEW
    assert "was changed since" in late.decision_note


def test_a_scheduled_revision_that_is_being_rewritten_is_not_published(make_organization):
    now = timezone.now()
    revision = actions.move(draft(), State.SCHEDULED, by=None, publish_at=now)
    actions.revise(Revision.objects.get(pk=revision.pk), {**WATER, "summary": "Half a sent"}, by=None)
    assert actions.publish_scheduled(revision, now=now) is None
    assert not Organization.objects.published().exists()


def test_two_workers_publish_a_scheduled_revision_once(make_organization):
    now = timezone.now()
    revision = actions.move(draft(), State.SCHEDULED, by=None, publish_at=now)
    assert actions.publish_scheduled(revision, now=now) is not None
    assert actions.publish_scheduled(revision, now=now) is None
    assert Change.objects.count() == 1


def test_a_withdrawn_entry_does_not_come_back_by_itself(make_organization):
    organization = make_organization(**WATER)
    now = timezone.now()
    waiting = actions.move(draft(organization), State.SCHEDULED, by=None, publish_at=now)
    actions.withdraw(organization, because="It asked us to.", by=None)
    assert tasks.publish_due(now + timedelta(days=1)) == 0
    waiting.refresh_from_db()
    assert (waiting.state, Organization.objects.published().exists()) == (State.IN_REVIEW, False)


def test_the_clock_of_a_server_does_not_decide_what_is_newest(make_organization):
    organization = make_organization(**WATER)
    slow, fast = draft(organization, summary="Slow."), draft(organization, summary="Fast.")
    actions.publish(fast, by=None, now=timezone.now() - timedelta(hours=3))
    with pytest.raises(OutOfDate):
        actions.publish(slow, by=None)


def test_scheduling_without_a_time_is_refused(db):
    with pytest.raises(NotAllowed, match="Say when"):
        actions.move(draft(), State.SCHEDULED, by=None)


def test_revising_takes_a_revision_back_to_draft(make_organization):
    organization = make_organization(**WATER)
    revision = actions.move(draft(organization), State.IN_REVIEW, by=None)
    actions.revise(revision, {**WATER, "summary": "Rewritten."}, by=None)
    revision.refresh_from_db()
    assert (revision.state, revision.document["summary"]) == (State.DRAFT, "Rewritten.")


def test_a_change_is_never_altered_or_deleted(make_organization):
    make_organization()
    change = Change.objects.get()
    change.message = "Something else"
    with pytest.raises(ValidationError, match="cannot be altered"):
        change.save()
    with pytest.raises(ValidationError, match="cannot be deleted"):
        change.delete()


@pytest.mark.django_db(transaction=True)
def test_a_change_outside_a_transaction_is_refused(make_organization):
    organization = make_organization()
    with pytest.raises(transaction.TransactionManagementError):
        Change.objects.record(organization, "edited")


@pytest.mark.django_db(transaction=True)
def test_numbers_follow_the_order_of_commits(make_organization):
    """Writers at once, on connections of their own: no number is missing or given twice, and none shows before a smaller one."""
    organizations = [make_organization() for _ in range(4)]
    first = DirectoryVersion.current()
    seen, gaps = [], []

    def write(organization):
        try:
            for i in range(5):
                actions.publish(
                    actions.propose({**document.read(organization), "summary": f"{i}"}, by=None, organization=organization),
                    by=None,
                )
                numbers = list(Change.objects.since(first).values_list("number", flat=True))
                if numbers != list(range(first + 1, first + 1 + len(numbers))):
                    gaps.append(numbers)
            seen.append(organization)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[organization]) for organization in organizations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(seen), gaps) == (4, [])
    assert DirectoryVersion.current() == first + 20
    assert Revision.objects.filter(state=State.PUBLISHED).count() == 24


def test_nobody_rewrites_what_another_curator_proposed(make_organization, make_curator):
    one, other = (make_curator("add_organization", "change_organization") for _ in range(2))
    organization = make_organization(**WATER)
    first = actions.propose({**WATER, "summary": "One's words."}, by=one, organization=organization)
    second = actions.revise(first, {**WATER, "summary": "Other's words."}, by=other)
    first.refresh_from_db()
    assert (first.document["summary"], first.author) == ("One's words.", one)
    assert (second.document["summary"], second.author) == ("Other's words.", other)


def test_taking_a_scheduled_revision_back_needs_the_permission_to_publish(make_organization, make_curator):
    contributor = make_curator("add_organization", "change_organization")
    revision = actions.propose(WATER, by=contributor)
    actions.move(revision, State.SCHEDULED, by=None, publish_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(NotAllowed, match="publish_organization"):
        actions.revise(revision, {**WATER, "summary": "New."}, by=contributor)


@pytest.mark.parametrize("text", ["\x00", "a\x01b", "\ud800"])
def test_control_characters_are_refused_in_what_is_told(make_organization, text):
    organization = make_organization()
    with pytest.raises(NotAllowed, match="Control characters"):
        actions.withdraw(organization, because=f"Because {text}", by=None)
    with pytest.raises(NotAllowed, match="Control characters"):
        actions.propose(WATER, by=None, organization=organization, message=text)
