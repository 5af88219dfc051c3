"""What becomes of a document that a curator has typed: kept as a draft, handed in, scheduled or published.

A form says which state of the entry it was opened on (`token`). When that is not the present state any more, nothing is
written and Conflict is raised; the curator sees the other version and may then save on top of exactly that one.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone

from directory.curation import actions, document, duplicates
from directory.curation.document import BadDocument, Document
from directory.curation.duplicates import Likely
from directory.curation.transitions import NotAllowed
from directory.models import Curator, Organization, Revision, State, Status
from directory.models.revision import OPEN_STATES


class Wish(TextChoices):
    """The buttons of the form; a form that is sent by the Enter key asks for the first."""

    SAVE = "_save", "Save draft"
    PREVIEW = "_preview", "Save and preview"
    REVIEW = "_review", "Hand in for review"
    SCHEDULE = "_schedule", "Schedule"
    PUBLISH = "_publish", "Publish"


ONLY_DRAFTS = {Wish.SAVE, Wish.PREVIEW}
NEED_PERMISSION = {Wish.SCHEDULE, Wish.PUBLISH}


@dataclass
class Conflict(Exception):
    """Someone else was faster: this is the revision that the curator has not seen."""

    other: Revision


@dataclass
class MayBeThere(Exception):
    """A new entry may be one that the directory has: these, which the curator has not seen yet."""

    likely: list[Likely]


@dataclass
class NothingChanged(Exception):
    """The document says what the public sees of this entry already."""

    organization: Organization


def shown_revision(organization: Organization) -> Revision | None:
    """The revision that the form shows: the newest open one, else the published one, else the last that was refused."""
    return actions.open_revision(organization) or actions.published_revision(organization) or organization.revisions.first()


def token(organization: Organization) -> str:
    """Which state of the entry this is: changes with every save and every publication."""
    shown, published = shown_revision(organization), actions.published_revision(organization)
    seen = f"{shown.pk} {shown.changed_at.isoformat()}" if shown else ""
    return f"{seen} {published.pk if published else '-'}"


def unseen(organization: Organization, revision: Revision | None) -> Revision | None:
    """What was published since this open revision was begun."""
    published = actions.published_revision(organization)
    if revision is None or published is None or revision.state == State.PUBLISHED or revision.state == State.REFUSED:
        return None
    return published if revision.based_on_id != published.pk else None


def common(organization: Organization, seen: str, other: Revision) -> Document | None:
    """The version that a form with this token and another revision both grew from; None when it is not there any more."""
    shown, changed_at, published = [*seen.split(" "), "", "", ""][:3]
    known = {str(revision.pk): revision for revision in organization.revisions.filter(pk__in=_numbers(shown, published))}
    begun_on = known.get(shown)
    if begun_on is None or begun_on.changed_at.isoformat() != changed_at:  # it was rewritten since: what was public then
        begun_on = known.get(published)
    elif begun_on.state in OPEN_STATES and other.state == State.PUBLISHED:  # a draft, and what was published past it
        begun_on = begun_on.based_on
    return begun_on.document if begun_on else None


def _numbers(*texts: str) -> list[int]:
    return [int(text) for text in texts if re.fullmatch(r"\d{1,18}", text, re.ASCII)]


@dataclass(frozen=True)
class Edit:
    """One press of a button."""

    document: Document
    wish: Wish
    by: Curator
    message: str = ""
    publish_at: datetime | None = None
    seen: str = ""
    on_top_of: str = ""
    another_than: str = ""  # the likely duplicates that the curator was shown, and told apart

    def carry_out(self, organization: Organization | None) -> Revision:
        """Do what was asked, all of it or nothing.

        Raises BadDocument, NotAllowed, Conflict, MayBeThere or NothingChanged.
        """
        if organization is None:
            self._require_another()
        if self.wish not in ONLY_DRAFTS:
            document.check(self.document, onto=organization or Organization())
        if self.wish == Wish.SCHEDULE and (self.publish_at is None or self.publish_at <= timezone.now()):
            raise BadDocument({"publish_at": ["Say when: a time in the future."]})
        with transaction.atomic():
            shown = actions.open_revision(organization) if organization else None
            revision = self._kept(organization)
            if self.wish == Wish.REVIEW:
                return actions.move(revision, State.IN_REVIEW, by=self.by)
            if self.wish == Wish.SCHEDULE:
                return actions.move(revision, State.SCHEDULED, by=self.by, publish_at=self.publish_at)
            if self.wish == Wish.PUBLISH:
                actions.publish(revision, by=self.by)
                revision.refresh_from_db()
                if shown and shown.pk != revision.pk:  # another's proposal, of which this is a changed version
                    actions.move(shown, State.REFUSED, by=self.by, note="Taken up, with changes, in what was published.")
            return revision

    def _require_another(self) -> None:
        told_apart = set(self.another_than.split())
        if likely := [each for each in duplicates.find(self.document) if str(each.organization.pk) not in told_apart]:
            raise MayBeThere(likely)

    def _kept(self, organization: Organization | None) -> Revision:
        if organization is None:
            return actions.propose(self.document, by=self.by, message=self.message)
        organization = Organization.objects.select_for_update().get(pk=organization.pk)  # others wait from here on
        opened, now = actions.open_revision(organization), token(organization)
        published_since = unseen(organization, opened)
        if on_top := bool(self.on_top_of) and self.on_top_of == now:
            pass
        elif self.seen != now:
            raise self._conflict(organization, published_since)
        elif published_since and self.wish not in ONLY_DRAFTS:
            raise Conflict(published_since)
        if opened is None:
            self._require_a_change(organization)
        if opened and opened.author_id != self.by.pk and document.normal(self.document) == opened.document:
            return opened  # it is read and decided on, not rewritten
        if opened is None or (on_top and opened.author_id != self.by.pk):  # another's draft stays as it is
            return actions.propose(self.document, by=self.by, organization=organization, message=self.message)
        return actions.revise(opened, self.document, by=self.by, message=self.message, rebase=on_top)

    def _conflict(self, organization: Organization, published_since: Revision | None) -> Exception:
        shown = shown_revision(organization)
        if shown is None:
            return NotAllowed("This form is out of date. Open the entry again.")
        was_seen = self.seen.startswith(f"{shown.pk} {shown.changed_at.isoformat()} ")
        return Conflict(published_since if published_since and was_seen else shown)

    def _require_a_change(self, organization: Organization) -> None:
        if organization.status != Status.PUBLISHED:
            return
        public = document.read(Organization.objects.with_page_data().get(pk=organization.pk))
        if public == {**self.document, "slug": self.document["slug"] or organization.slug}:
            raise NothingChanged(organization)
