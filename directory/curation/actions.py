"""The decisions that people make about entries. Each is one transaction, and says who made it.

`by` is a curator, or None for the system itself (the starter directory, a schedule). Every decision raises NotAllowed when the
workflow or the curator's permissions forbid it, and BadDocument when the content cannot be published; nothing is written then.
"""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from directory.curation import audit, document, duplicates, transitions
from directory.curation.audit import Deed
from directory.curation.compare import changed_keys
from directory.curation.document import BadDocument, Document
from directory.curation.transitions import NotAllowed
from directory.models import Change, Curator, FormerTopicSlug, Organization, Revision, State, Status, Topic
from directory.models.change import Action
from directory.models.revision import Origin
from directory.text import UNSTORABLE

__all__ = [
    "BadDocument",
    "NotAllowed",
    "OutOfDate",
    "move",
    "propose",
    "publish",
    "publish_scheduled",
    "record_edit",
    "restore",
    "revise",
    "unschedule",
    "verify",
    "withdraw",
]


class OutOfDate(NotAllowed):
    """Another revision was published since this one was begun: both must be compared first."""


def propose(
    proposed: Document,
    *,
    by: Curator | None,
    organization: Organization | None = None,
    message: str = "",
    origin: Origin = Origin.DESK,
    uid: UUID | None = None,
) -> Revision:
    """Keep a document as a draft, for an organization that we have or (None) for a new one, which stays unpublished."""
    transitions.require(by, "directory.change_organization" if organization else "directory.add_organization")
    proposed, message = document.normal(proposed), plain(message)
    with transaction.atomic():
        if organization is None:
            organization = _new_organization(proposed, uid)
        proposed["slug"] = proposed["slug"] or organization.slug
        _know(organization, proposed)
        revision = Revision.objects.create(
            organization=organization,
            document=proposed,
            message=message,
            origin=origin,
            author=by,
            based_on=published_revision(organization),
        )
        audit.record(Deed.PROPOSED, by=by, about=revision)
        return revision


def _new_organization(proposed: Document, uid: UUID | None) -> Organization:
    if not proposed["name"]:
        raise BadDocument({"name": ["An entry needs a name."]})
    slug = proposed["slug"]
    if slug and document.is_taken(slug):
        raise BadDocument({"slug": [f"The address {slug} belongs to another entry."]})
    if uid and Organization.objects.filter(uid=uid).exists():
        raise BadDocument({"id": [f"The permanent id {uid} belongs to another entry."]})
    slug = slug or document.free_slug(proposed["name"])
    organization = Organization(slug=slug, name=proposed["name"][:200], kind=proposed["kind"])
    if uid:
        organization.uid = uid
    organization.save()
    return organization


def revise(revision: Revision, proposed: Document, *, by: Curator | None, message: str = "", rebase: bool = False) -> Revision:
    """Change what a revision proposes while nobody has decided on it; a scheduled or reviewed one becomes a draft again.

    Only its author changes a revision: anyone else gets one of their own, and what was proposed stays. To take a scheduled one
    back needs the permission to publish. With `rebase`, the author has seen what was published meanwhile, and means to go on
    from there.
    """
    transitions.require(by, "directory.change_organization")
    with transaction.atomic():
        revision = _locked(revision)
        if by is not None and revision.author_id != by.pk:
            return propose(proposed, by=by, organization=revision.organization, message=message)
        if revision.state == State.SCHEDULED:
            transitions.require(by, "directory.publish_organization")
        if revision.state != State.DRAFT:
            transitions.check(revision, State.DRAFT, by=by)
        revision.document = document.normal(proposed)
        revision.document["slug"] = revision.document["slug"] or revision.organization.slug
        revision.message = plain(message) or revision.message
        revision.state, revision.publish_at = State.DRAFT, None
        if rebase:
            revision.based_on = published_revision(revision.organization)
        revision.save(update_fields=["document", "message", "state", "publish_at", "based_on", "changed_at"])
        _know(revision.organization, revision.document)
        audit.record(Deed.REVISED, by=by, about=revision)
        return revision


def _know(organization: Organization, proposed: Document) -> None:
    """An entry that is not public yet is known by what was proposed last, so that a duplicate of it is found."""
    if organization.status == Status.UNPUBLISHED:
        duplicates.note(organization, proposed)


def move(
    revision: Revision, state: State, *, by: Curator | None, publish_at: datetime | None = None, note: str = ""
) -> Revision:
    """Bring a revision into any state but published: hand it in for review, schedule it, refuse it, take it back."""
    if state == State.PUBLISHED:
        raise ValueError("publish() makes a revision public")
    with transaction.atomic():
        revision = _locked(revision)
        transitions.check(revision, state, by=by)
        if state == State.SCHEDULED:
            document.check(revision.document, onto=revision.organization)
        revision.state = state
        revision.publish_at = publish_at if state == State.SCHEDULED else None
        revision.decision_note = plain(note)
        if state in {State.REFUSED, State.SCHEDULED}:
            revision.decided_by, revision.decided_at = by, timezone.now()
        try:
            revision.full_clean(exclude=["document", "organization"])
        except ValidationError as error:
            raise NotAllowed(" ".join(error.messages)) from error
        revision.save(update_fields=["state", "publish_at", "decision_note", "decided_by", "decided_at", "changed_at"])
        audit.record(Deed.MOVED, by=by, about=revision, detail=f"now {state.label}")
        return revision


def publish_scheduled(revision: Revision, *, now: datetime) -> Change | None:
    """Publish a scheduled revision whose time has come; None when it is no longer scheduled, or for later."""
    with transaction.atomic():
        revision = _locked(revision)
        if revision.state != State.SCHEDULED or revision.publish_at is None or revision.publish_at > now:
            return None
        return publish(revision, by=None, now=now)


def publish(revision: Revision, *, by: Curator | None, now: datetime | None = None) -> Change:
    """Make what a revision says public, and record it as the directory's next change: the only way in.

    Raises OutOfDate when another revision was published since this one was begun.
    """
    now = now or timezone.now()
    with transaction.atomic():
        revision = _locked(revision)
        organization = revision.organization
        transitions.check(revision, State.PUBLISHED, by=by)
        transitions.check_status(organization, Status.PUBLISHED)
        if (newest := published_revision(organization)) and revision.based_on_id != newest.pk:
            raise OutOfDate(f"{organization} was changed since this draft was begun. Compare the two, then publish.")
        former_slug, was = organization.slug, Status(organization.status)
        document.write(revision.document, onto=organization)
        duplicates.note(organization, document.normal(revision.document))
        organization.status = Status.PUBLISHED
        organization.published_at = organization.published_at or now
        organization.changed_at = now
        organization.withdrawn_because = ""
        organization.save(update_fields=["status", "published_at", "changed_at", "withdrawn_because"])
        revision.state, revision.decided_by, revision.decided_at = State.PUBLISHED, by, now
        revision.publish_at = None
        revision.save(update_fields=["state", "decided_by", "decided_at", "publish_at", "changed_at"])
        action = _what_publishing_did(was, moved=former_slug != organization.slug)
        audit.record(Deed.PUBLISHED, by=by, about=revision, detail=action.label)
        fields = changed_keys(newest.document, revision.document) if newest else []
        return Change.objects.record(organization, action, by=by, revision=revision, message=revision.message, fields=fields)


def _what_publishing_did(was: Status, *, moved: bool) -> Action:
    if was == Status.UNPUBLISHED:
        return Action.ADDED
    if was != Status.PUBLISHED:
        return Action.RESTORED
    return Action.RENAMED if moved else Action.EDITED


def withdraw(organization: Organization, *, because: str, by: Curator | None) -> Change:
    """Take an entry out of the directory; its address then says that it was here, and why it is gone."""
    transitions.require(by, "directory.publish_organization")
    because = plain(because)
    if not because:
        raise NotAllowed("Say why the entry is withdrawn; its page will show the reason.")
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        transitions.check_status(organization, Status.WITHDRAWN)
        unschedule(organization, "The entry was withdrawn.")
        organization.status, organization.withdrawn_because = Status.WITHDRAWN, because[:300]
        organization.changed_at = timezone.now()
        organization.save(update_fields=["status", "withdrawn_because", "changed_at"])
        audit.record(Deed.WITHDRAWN, by=by, about=organization)
        return Change.objects.record(organization, Action.WITHDRAWN, by=by, message=because[:300])


def unschedule(organization: Organization, note: str) -> None:
    """What was to appear by itself must not bring an entry back by itself: it goes back into review."""
    waiting = organization.revisions.filter(state=State.SCHEDULED)
    waiting.update(state=State.IN_REVIEW, publish_at=None, decision_note=note)


def restore(organization: Organization, *, by: Curator | None, message: str = "") -> Change:
    """Put a withdrawn entry back as it was; a merged one comes back by `merging.unmerge`."""
    transitions.require(by, "directory.publish_organization")
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        if organization.status != Status.WITHDRAWN:
            raise NotAllowed(f"{organization} is {organization.get_status_display()}; there is nothing to put back.")
        transitions.check_status(organization, Status.PUBLISHED)
        organization.status, organization.withdrawn_because = Status.PUBLISHED, ""
        organization.changed_at = timezone.now()
        organization.save(update_fields=["status", "withdrawn_because", "changed_at"])
        audit.record(Deed.RESTORED, by=by, about=organization)
        return Change.objects.record(organization, Action.RESTORED, by=by, message=plain(message))


def verify(organization: Organization, *, by: Curator, on: date | None = None, message: str = "") -> Change:
    """Say that a person has checked the entry against its sources, today unless told otherwise."""
    transitions.require(by, "directory.change_organization")
    on = on or timezone.localdate()
    if on > timezone.localdate():
        raise NotAllowed("An entry cannot have been checked in the future.")
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        if organization.status != Status.PUBLISHED:
            raise NotAllowed("Only a published entry can be marked as checked.")
        organization.verified_on, organization.verified_by = on, by
        organization.save(update_fields=["verified_on", "verified_by"])
        audit.record(Deed.VERIFIED, by=by, about=organization)
        return Change.objects.record(organization, Action.VERIFIED, by=by, message=plain(message))


def plain(text: str) -> str:
    """A line that a curator typed for others to read; raise NotAllowed for what cannot be stored and shown."""
    if UNSTORABLE.search(text):
        raise NotAllowed("Control characters cannot be stored: type the text anew.")
    return text.strip()


def record_edit(thing, *, by: Curator | None, action: Action, former_slug: str = "", message: str = "") -> Change:
    """Record that a topic, person or collection was added, edited, moved or removed, in the caller's transaction."""
    if former_slug and former_slug != thing.slug:
        action = Action.RENAMED
        if isinstance(thing, Topic):
            thing.former_slugs.filter(slug=thing.slug).delete()
            FormerTopicSlug.objects.update_or_create(slug=former_slug, defaults={"topic": thing})
    audit.record(Deed.EDITED, by=by, about=thing, detail=action.label)
    return Change.objects.record(thing, action, by=by, message=message)


def published_revision(organization: Organization) -> Revision | None:
    """The revision that the public sees."""
    return organization.revisions.filter(state=State.PUBLISHED).order_by("-changes__number", "-pk").first()


def open_revision(organization: Organization) -> Revision | None:
    """The newest proposal that nobody has decided on."""
    return organization.revisions.open().order_by("-pk").first()


def _locked(revision: Revision) -> Revision:
    """The revision and its organization as they are now; other writers wait for this transaction."""
    organization = Organization.objects.select_for_update().get(pk=revision.organization_id)
    revision = Revision.objects.select_for_update().get(pk=revision.pk)
    revision.organization = organization
    return revision
