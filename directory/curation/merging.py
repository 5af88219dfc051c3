"""Two entries become one, and can be taken apart again.

The target is published anew with the document that the curator has chosen. The source keeps all its parts, hidden; what other
things say of it (relations of other entries, places in collections, former addresses) is moved to the target and noted in the
Merge, so that `unmerge` gives back exactly what was taken.

When the target was edited since, its document of before cannot come back without losing that work. `unmerge` then refuses,
unless it is told to leave the target as it is: nothing is lost, and the curator removes by hand what belongs to the source.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Self

from django.db import transaction
from django.utils import timezone

from directory.curation import actions, audit, document, duplicates, transitions
from directory.curation.actions import OutOfDate
from directory.curation.audit import Deed
from directory.curation.document import Document
from directory.curation.transitions import NotAllowed
from directory.models import Change, Collection, CollectionItem, Curator, FormerSlug, Merge, Organization, Relation, Status
from directory.models.change import Action

PERMISSION = "directory.publish_organization"


class EditedSince(NotAllowed):
    """The target was edited after the merge: to undo it all would lose that."""


def document_of(organization: Organization) -> Document:
    """What an entry says: to the public if it ever did, else what was proposed last."""
    if organization.status == Status.UNPUBLISHED and (proposed := organization.revisions.order_by("-pk").first()):
        return document.normal({**proposed.document, "slug": organization.slug})
    return document.read(Organization.objects.with_page_data().get(pk=organization.pk))


def token(source: Organization, into: Organization) -> str:
    """Which state of the two this is; changes when either does."""
    said = [[each.status, document_of(each)] for each in (source, into)]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@dataclass
class Moved:
    """What other things said of the source, and says of the target since; what the target had already was taken away."""

    relations: list[list[Any]] = field(default_factory=list)  # [id of the other entry, kind]
    relations_dropped: list[dict[str, Any]] = field(default_factory=list)
    items: list[int] = field(default_factory=list)  # ids of places in collections
    items_dropped: list[dict[str, Any]] = field(default_factory=list)
    slugs: list[str] = field(default_factory=list)

    @classmethod
    def away(cls, source: Organization, into: Organization) -> Self:
        """Move everything from the source to the target."""
        moved = cls()
        moved._relations(source, into)
        moved._items(source, into)
        moved.slugs = list(source.former_slugs.order_by("slug").values_list("slug", flat=True))
        source.former_slugs.update(organization=into)
        return moved

    def _relations(self, source: Organization, into: Organization) -> None:
        theirs = Relation.objects.filter(other=source).exclude(organization=into).order_by("pk")
        had = set(Relation.objects.filter(other=into).values_list("organization_id", "kind"))
        moving = []
        for row in theirs.values("id", "organization_id", "kind", "note", "position"):
            if (row["organization_id"], row["kind"]) in had or row["organization_id"] == into.pk:
                self.relations_dropped.append(dict(row))
            else:
                self.relations.append([row["organization_id"], row["kind"]])
                moving.append(row["id"])
        Relation.objects.filter(pk__in=moving).update(other=into)
        Relation.objects.filter(pk__in=[row["id"] for row in self.relations_dropped]).delete()

    def _items(self, source: Organization, into: Organization) -> None:
        had = set(CollectionItem.objects.filter(organization=into).values_list("collection_id", flat=True))
        theirs = CollectionItem.objects.filter(organization=source).order_by("pk")
        for row in theirs.values("id", "collection_id", "position", "note"):
            if row["collection_id"] in had:
                self.items_dropped.append(dict(row))
            else:
                self.items.append(row["id"])
        CollectionItem.objects.filter(pk__in=self.items).update(organization=into)
        CollectionItem.objects.filter(pk__in=[row["id"] for row in self.items_dropped]).delete()

    def back(self, source: Organization, into: Organization) -> None:
        """Give back what is still as it was moved; what was taken away comes back to its place."""
        for other_id, kind in self.relations:
            Relation.objects.filter(organization_id=other_id, kind=kind, other=into).update(other=source)
        rows = [Relation(other=source, **row) for row in self.relations_dropped]
        Relation.objects.bulk_create(rows, ignore_conflicts=True)
        CollectionItem.objects.filter(pk__in=self.items, organization=into).update(organization=source)
        present = Collection.objects.filter(pk__in=[row["collection_id"] for row in self.items_dropped])
        kept = set(present.values_list("pk", flat=True))
        items = [CollectionItem(organization=source, **row) for row in self.items_dropped if row["collection_id"] in kept]
        CollectionItem.objects.bulk_create(items, ignore_conflicts=True)
        FormerSlug.objects.filter(slug__in=self.slugs, organization=into).update(organization=source)

    @property
    def others(self) -> list[int]:
        """Entries whose relations were touched."""
        return [other_id for other_id, _kind in self.relations] + [row["organization_id"] for row in self.relations_dropped]

    def collections(self, organization: Organization) -> list[Collection]:
        """Public collections that were touched."""
        ids = CollectionItem.objects.filter(pk__in=self.items, organization=organization).values_list(
            "collection_id", flat=True
        )
        dropped = [row["collection_id"] for row in self.items_dropped]
        return list(Collection.objects.public().filter(pk__in=[*ids, *dropped]).order_by("pk"))

    def record(self, organization: Organization, *, by: Curator | None, message: str) -> None:
        """Tell of every public thing that was touched; the places in collections are the organization's now."""
        public = Organization.objects.published().filter(pk__in=self.others).named()
        Change.objects.record_all(public, Action.EDITED, by=by, message=message)
        for collection in self.collections(organization):
            Change.objects.record(collection, Action.EDITED, by=by, message=message)


def merge(
    source: Organization, into: Organization, *, chosen: Document, by: Curator | None, message: str = "", seen: str = ""
) -> Change:
    """Make one entry of two: the target says what was chosen, and the source's address leads to it.

    `seen` is the token of the two as the curator saw them. Raises NotAllowed, OutOfDate when one of them is not as it was seen,
    and BadDocument when what was chosen cannot be published; nothing is written then.
    """
    transitions.require(by, PERMISSION)
    message = actions.plain(message)
    if source.pk == into.pk:
        raise NotAllowed(f"{source} cannot be merged into itself.")
    with transaction.atomic():
        others = Relation.objects.filter(other=source.pk).values_list("organization_id", flat=True)
        source, into = _locked(source, into, others)
        transitions.check_status(source, Status.MERGED)
        if into.status != Status.PUBLISHED:
            raise NotAllowed(f"{into} is {into.get_status_display()}; an entry is merged into one that is public.")
        if seen and seen != token(source, into):
            raise OutOfDate(f"{source} or {into} was changed since you opened this page. Compare the two again, then merge.")
        was, before = Status(source.status), document_of(into)
        moved = Moved.away(source, into)
        source.status, source.merged_into, source.changed_at = Status.MERGED, into, timezone.now()
        source.save(update_fields=["status", "merged_into", "changed_at"])
        actions.unschedule(source, f"The entry was merged into {into}."[:300])
        called = _in_public(source, was)
        told = message or f"Merged with {called}"[:300]
        change = _published(into, {**chosen, "slug": into.slug}, by=by, message=told)
        if was != Status.UNPUBLISHED:
            Change.objects.record(source, Action.MERGED, by=by, message=f"Into {into}"[:300])
        moved.record(into, by=by, message=f"{into} was merged with {called}"[:300])
        audit.record(Deed.MERGED, by=by, about=source, detail=f"into {into}")
        after = document_of(into)
        Merge.objects.create(source=source, into=into, source_status=was, before=before, after=after, moved=vars(moved), by=by)
        return change


def _in_public(source: Organization, status: Status | str) -> str:
    """What messages for the public call an entry: what was never public stays nameless."""
    return "another entry" if status == Status.UNPUBLISHED else str(source)


def _published(organization: Organization, said: Document, *, by: Curator | None, message: str) -> Change:
    revision = actions.propose(said, by=by, organization=organization, message=message)
    return actions.publish(revision, by=by)


def _locked(source: Organization, into: Organization, others) -> tuple[Organization, Organization]:
    """Both as they are now. Other writers wait for this transaction; all lock in the same order, so that none waits in a circle."""
    wanted = {source.pk, into.pk, *others}
    held = {each.pk: each for each in Organization.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    return held[source.pk], held[into.pk]


def standing_merge(source: Organization) -> Merge | None:
    """The merge by which an entry went into another, unless it was undone."""
    return source.merges.filter(undone_at=None).select_related("into", "by").first()


def lost_by_undoing(merge: Merge) -> list[str]:
    """The fields of the target that were edited since, which undoing it all would set back."""
    now = document_of(merge.into)
    return [key for key in document.SHAPE if now[key] != merge.after[key]]


def unmerge(source: Organization, *, by: Curator | None, leave_target: bool = False) -> Change | None:
    """Take a merge apart: both entries come back exactly as they were, and what was moved goes back.

    Raises EditedSince when the target was edited after the merge; with `leave_target` it stays as it is, and the rest is undone.
    Returns the change that tells of the source; None when it never was public.
    """
    transitions.require(by, PERMISSION)
    with transaction.atomic():
        standing = standing_merge(source)
        if standing is None:
            raise NotAllowed(f"{source} is {source.get_status_display()}; there is no merge to undo.")
        moved = Moved(**standing.moved)
        source, into = _locked(source, standing.into, moved.others)
        standing = Merge.objects.select_for_update().get(pk=standing.pk)
        if standing.undone_at:
            raise NotAllowed(f"The merge of {source} was undone already.")
        if into.status == Status.MERGED:
            raise NotAllowed(f"{into} was itself merged into {into.merged_into}. Undo that first.")
        if not leave_target and (into.status != Status.PUBLISHED or lost_by_undoing(standing)):
            raise EditedSince(f"{into} was edited after the merge. Undoing it all would lose that; leave it as it is instead.")
        told = f"Merge of {into} and {_in_public(source, standing.source_status)} undone"[:300]
        source.status, source.merged_into, source.changed_at = standing.source_status, None, timezone.now()
        source.save(update_fields=["status", "merged_into", "changed_at"])
        moved.back(source, into)
        duplicates.renew_pairs(source, document_of(source))
        if not leave_target:
            _published(into, standing.before, by=by, message=told)
        audit.record(
            Deed.UNMERGED, by=by, about=source, detail=f"from {into}" + (", which stays as it is" if leave_target else "")
        )
        standing.undone_at, standing.undone_by = timezone.now(), by
        standing.save(update_fields=["undone_at", "undone_by"])
        moved.record(source, by=by, message=told)
        return _told_of(source, by=by, message=told)


def _told_of(source: Organization, *, by: Curator | None, message: str) -> Change | None:
    back = {Status.PUBLISHED: Action.RESTORED, Status.WITHDRAWN: Action.WITHDRAWN}.get(Status(source.status))
    return Change.objects.record(source, back, by=by, message=message) if back else None


@dataclass(frozen=True)
class Touched:
    """What else a merge will change."""

    entries: list[Organization]
    collections: list[Collection]
    addresses: list[str]


def touched(source: Organization, into: Organization) -> Touched:
    """Say what points at the source, and will point at the target."""
    return Touched(
        entries=list(
            Organization.objects.filter(relations__other=source).exclude(pk=into.pk).distinct().order_by("name", "pk")
        ),
        collections=list(Collection.objects.filter(items__organization=source).distinct().order_by("name", "pk")),
        addresses=[source.slug, *source.former_slugs.order_by("slug").values_list("slug", flat=True)],
    )
