"""Two topics become one, and can be taken apart again.

The source's entries, sub-topics, words and links go to the target; its address leads there for ever, its name becomes another
word for the target, and its row is no more. All that moved is noted in the TopicMerge. The work is a handful of statements,
however many entries there are; their changes are written a thousand at a time.
"""

from dataclasses import dataclass, field
from itertools import batched
from typing import Any, Self

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Least
from django.utils import timezone

from directory.curation import audit, transitions
from directory.curation.actions import record_edit
from directory.curation.audit import Deed
from directory.curation.topics import STRUCTURE, check, held, hold_entries, public_entries, tagged
from directory.curation.transitions import NotAllowed
from directory.models import (
    Change,
    Curator,
    FormerTopicSlug,
    Organization,
    OrganizationTopic,
    Synonym,
    Topic,
    TopicLink,
    TopicMerge,
)
from directory.models.change import AT_ONCE, Action

FIRST = 10


@dataclass(frozen=True)
class Plan:
    """What a merge will do; nothing is done yet."""

    source: Topic
    into: Topic
    entries: int
    public_entries: int
    entries_with_both: int
    first_entries: list[Organization]
    children: list[Topic]
    words: list[str]
    links: list[str]
    addresses: list[str]


def plan(source: Topic, into: Topic) -> Plan:
    """Say what merging would move. Raises NotAllowed when the two cannot be merged."""
    _check(source, into)
    entries = Organization.objects.filter(tagged__tag=source)
    has = {synonym.folded for synonym in into.synonyms.all()} | {into.folded}
    names = [(source.name, source.folded), *source.synonyms.values_list("name", "folded")]
    linked = set(into.links.values_list("vocabulary", "code"))
    return Plan(
        source=source,
        into=into,
        entries=entries.count(),
        public_entries=entries.published().count(),
        entries_with_both=entries.filter(pk__in=tagged(into)).count(),
        first_entries=list(entries.order_by("name", "pk")[:FIRST]),
        children=list(source.children.all()),
        words=[name for name, folded in names if folded not in has],
        links=[str(link) for link in source.links.all() if (link.vocabulary, link.code) not in linked],
        addresses=[source.slug, *source.former_slugs.order_by("slug").values_list("slug", flat=True)],
    )


def _check(source: Topic, into: Topic) -> None:
    if source.pk == into.pk:
        raise NotAllowed(f"{source} cannot be merged into itself.")
    if into.parent_id == source.pk:
        raise NotAllowed(f"{into} is a sub-topic of {source}. Make it a topic of its own first, or merge the other way round.")
    if into.parent_id and source.children.exists():
        raise NotAllowed(f"{source} has sub-topics and {into} is one; topics have two levels. Move the sub-topics first.")


@dataclass
class Moved:
    """What was the source's and is the target's."""

    entries: list[int] = field(default_factory=list)
    both: list[list[int]] = field(default_factory=list)  # [entry, the source's place in it, the target's place before]
    children: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # that the target had not, folded
    links: list[list[str]] = field(default_factory=list)  # that the target had not: [vocabulary, code]
    slugs: list[str] = field(default_factory=list)

    @classmethod
    def away(cls, source: Topic, into: Topic) -> Self:
        moved = cls()
        moved._entries(source, into)
        moved._words(source, into)
        moved.children = list(source.children.order_by("pk").values_list("pk", flat=True))
        source.children.update(parent=into)
        moved.slugs = list(source.former_slugs.order_by("slug").values_list("slug", flat=True))
        source.former_slugs.update(topic=into)
        return moved

    def _entries(self, source: Topic, into: Topic) -> None:
        """An entry that has both keeps one, where the first of them stood."""
        ours = OrganizationTopic.objects.filter(tag=source).order_by("content_object_id")
        theirs = OrganizationTopic.objects.filter(tag=into)
        place = Subquery(ours.filter(content_object=OuterRef("content_object")).order_by().values("position")[:1])
        both = theirs.filter(content_object__in=tagged(source))
        self.both = [
            list(row) for row in both.order_by("content_object_id").values_list("content_object_id", place, "position")
        ]
        both.update(position=Least(F("position"), place))
        ours.filter(content_object__in=tagged(into)).delete()
        self.entries = list(ours.values_list("content_object_id", flat=True))
        ours.update(tag=into)

    def _words(self, source: Topic, into: Topic) -> None:
        has = {into.folded, *into.synonyms.values_list("folded", flat=True)}
        for name, folded in [(source.name, source.folded), *source.synonyms.values_list("name", "folded")]:
            if folded not in has:
                Synonym.objects.create(topic=into, name=name)
                self.words.append(folded)
                has.add(folded)
        linked = set(into.links.values_list("vocabulary", "code"))
        for link in source.links.all():
            if (link.vocabulary, link.code) not in linked:
                TopicLink.objects.create(topic=into, vocabulary=link.vocabulary, code=link.code, url=link.url)
                self.links.append([link.vocabulary, link.code])

    def back(self, source: Topic, into: Topic) -> None:
        """Give back to the source what is still as it was moved."""
        for ids in batched(self.entries, AT_ONCE, strict=False):
            OrganizationTopic.objects.filter(tag=into, content_object__in=ids).update(tag=source)
        for rows in batched(self.both, AT_ONCE, strict=False):
            _apart(source, into, rows)
        Topic.objects.filter(pk__in=self.children, parent=into).update(parent=source)
        FormerTopicSlug.objects.filter(slug__in=self.slugs, topic=into).update(topic=source)
        into.synonyms.filter(folded__in=self.words).delete()
        for vocabulary, code in self.links:
            into.links.filter(vocabulary=vocabulary, code=code).delete()

    def record_children(self, *, by: Curator | None, message: str) -> None:
        for child in Topic.objects.filter(pk__in=self.children).order_by("pk"):
            record_edit(child, by=by, action=Action.EDITED, message=message)


def _apart(source: Topic, into: Topic, rows) -> None:
    """Entries that had both have both again, each in its place; one that lost the target since is left alone."""
    items = {
        item.content_object_id: item
        for item in OrganizationTopic.objects.filter(tag=into, content_object__in=[row[0] for row in rows])
    }
    again = []
    for entry, source_place, into_place in rows:
        if item := items.get(entry):
            item.position = into_place
            again.append(OrganizationTopic(content_object_id=entry, tag=source, position=source_place))
    OrganizationTopic.objects.bulk_update(items.values(), ["position"])
    OrganizationTopic.objects.bulk_create(again, ignore_conflicts=True)


def merge(source: Topic, into: Topic, *, by: Curator | None) -> TopicMerge:
    """Make one topic of two. Raises NotAllowed, with nothing done, when the two cannot be merged."""
    transitions.require(by, STRUCTURE)
    with transaction.atomic():
        hold_entries(source)
        source, into = held(source, into)
        _check(source, into)
        kept, old = _kept(source), (source.name, source.slug)
        public = list(public_entries(source))
        moved = Moved.away(source, into)
        told = f"{source} was merged into {into}"[:300]
        source.delete()
        FormerTopicSlug.objects.create(slug=old[1], topic=into)
        Change.objects.record(source, Action.MERGED, by=by, message=f"Into {into}"[:300])
        record_edit(into, by=by, action=Action.EDITED, message=told)
        moved.record_children(by=by, message=told)
        Change.objects.record_all(public, Action.EDITED, by=by, message=told)
        audit.record(Deed.MERGED, by=by, about=into, detail=f"{old[0]} into it, with {len(public)} public entries")
        return TopicMerge.objects.create(
            name=old[0],
            slug=old[1],
            into_pk=into.pk,
            into_name=into.name,
            entries=len(moved.entries) + len(moved.both),
            kept=kept,
            moved=vars(moved),
            by=by,
        )


def _kept(topic: Topic) -> dict[str, Any]:
    """All that makes the topic again."""
    fields = ("id", "name", "slug", "description", "parent_id", "hue", "position")
    return {
        "topic": {name: getattr(topic, name) for name in fields},
        "synonyms": list(topic.synonyms.values_list("name", flat=True)),
        "links": list(topic.links.values("vocabulary", "code", "url")),
    }


def unmerge(merge: TopicMerge, *, by: Curator | None) -> Topic:
    """Take a merge of topics apart: the topic comes back with its entries, sub-topics, words, links and addresses.

    What was changed since stays changed: an entry that lost the target meanwhile does not get the source back.
    """
    transitions.require(by, STRUCTURE)
    with transaction.atomic():
        merge = TopicMerge.objects.select_for_update().get(pk=merge.pk)
        if merge.undone_at:
            raise NotAllowed(f"The merge of {merge.name} was undone already.")
        into = Topic.objects.filter(pk=merge.into_pk).first()
        if into is None:
            raise NotAllowed(f"{merge.into_name} is no more. If it was merged into another, undo that first.")
        hold_entries(into)
        into = held(into)[0]
        FormerTopicSlug.objects.filter(slug=merge.slug, topic=into).delete()
        source, moved = _again(merge), Moved(**merge.moved)
        moved.back(source, into)
        told = f"Merge of {source} and {into} undone"[:300]
        record_edit(source, by=by, action=Action.RESTORED, message=told)
        record_edit(into, by=by, action=Action.EDITED, message=told)
        moved.record_children(by=by, message=told)
        Change.objects.record_all(public_entries(source), Action.EDITED, by=by, message=told)
        audit.record(Deed.UNMERGED, by=by, about=source, detail=f"from {into}")
        merge.undone_at, merge.undone_by = timezone.now(), by
        merge.save(update_fields=["undone_at", "undone_by"])
        return source


def _again(merge: TopicMerge) -> Topic:
    """Make the topic that is no more, the same as it was."""
    topic = Topic(**merge.kept["topic"])
    others = Topic.objects.filter(slug=topic.slug) | Topic.objects.filter(pk=topic.pk)
    if others.exists() or FormerTopicSlug.objects.filter(slug=topic.slug).exists():
        raise NotAllowed(f"The address {topic.slug} belongs to another topic by now. Give that one another first.")
    parent = Topic.objects.filter(pk=topic.parent_id).first() if topic.parent_id else None
    if parent is None or parent.parent_id:
        topic.parent = None  # what it belonged to is no more, or belongs to another itself
    check(topic)
    topic.save(force_insert=True)
    for name in merge.kept["synonyms"]:
        Synonym.objects.create(topic=topic, name=name)
    for link in merge.kept["links"]:
        TopicLink.objects.create(topic=topic, **link)
    return topic
