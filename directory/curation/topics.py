"""Decisions about topics that were proposed, and the vocabulary by which a word is understood as a topic.

A topic that nobody knows yet is kept beside the entry that it was given to, and the public sees nothing of it until a curator
has accepted it, as a topic of its own or as another word for one that we have.
"""

import difflib
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from rapidfuzz import fuzz, process

from directory.curation import audit, transitions
from directory.curation.actions import record_edit
from directory.curation.audit import Deed
from directory.curation.transitions import NotAllowed
from directory.models import (
    Change,
    Curator,
    FormerTopicSlug,
    Organization,
    OrganizationTopic,
    ProposedTopic,
    ProposedTopicUse,
    Revision,
    Status,
    Synonym,
    Topic,
)
from directory.models.change import Action
from directory.text import LONGEST_KEY, UNSTORABLE, fold

LONGEST_NAME = 100
ALIKE = 85  # of 100, as rapidfuzz counts
MOST_WORDS = 3000
STRUCTURE = "directory.change_topic"  # who may arrange the vocabulary


class Vocabulary:
    """All topics, found by name, synonym, address or former address."""

    def __init__(self) -> None:
        self.tree = list(Topic.objects.in_tree_order().prefetch_related("synonyms"))
        self.by_slug = {topic.slug: topic for topic in self.tree}
        former = FormerTopicSlug.objects.filter(topic__in=self.tree).values_list("slug", "topic__slug")
        self.by_slug |= {slug: self.by_slug[present] for slug, present in former if slug not in self.by_slug}
        self.by_word: dict[str, list[Topic]] = {}
        for topic in self.tree:
            for word in {topic.folded, *(synonym.folded for synonym in topic.synonyms.all())}:
                self.by_word.setdefault(word, []).append(topic)

    def find(self, word: str) -> list[Topic]:
        """The topic of this name or address, else those that it is a synonym of."""
        folded = fold(word)
        meant = self.by_word.get(folded, [])
        if named := [topic for topic in meant if topic.folded == folded]:
            return named
        return [self.by_slug[word]] if word in self.by_slug else meant

    def near(self, word: str) -> list[str]:
        close = difflib.get_close_matches(fold(word), self.by_word, n=3, cutoff=0.6)
        return list(dict.fromkeys(self.by_word[word][0].name for word in close))


def resolve(names: Iterable[str], *, vocabulary: Vocabulary | None = None) -> tuple[list[str], list[str]]:
    """Topics by name, synonym or address: the slugs of those that we have, and the names that we don't, each once, in order.

    A synonym of several topics means none of them for certain, so it counts as unknown. Whoever asks for many lists loads one
    vocabulary for all.
    """
    vocabulary = vocabulary or Vocabulary()
    slugs: list[str] = []
    unknown: dict[str, str] = {}
    for name in names:
        found = vocabulary.find(name.strip())
        if len(found) == 1:
            slugs.append(found[0].slug)
        elif folded := fold(name):
            unknown.setdefault(folded, name.strip())
    return list(dict.fromkeys(slugs)), list(unknown.values())


def propose(organization: Organization, names: Iterable[str], *, by: Curator | None) -> list[ProposedTopic]:
    """Keep topics that we don't have beside the entry, until a curator decides; what was refused before is left out.

    Raise NotAllowed for a name that no topic can have.
    """
    transitions.require(by, "directory.change_organization")
    wanted: dict[str, str] = {}
    for name in names:
        if folded := fold(name)[:LONGEST_KEY]:
            wanted.setdefault(folded, _checked(name))
    with transaction.atomic():
        ProposedTopic.objects.bulk_create(
            [ProposedTopic(name=name, folded=folded) for folded, name in sorted(wanted.items())], ignore_conflicts=True
        )
        proposed = list(ProposedTopic.objects.filter(folded__in=wanted, refused_at=None))
        uses = [ProposedTopicUse(topic=topic, organization=organization) for topic in proposed]
        ProposedTopicUse.objects.bulk_create(uses, ignore_conflicts=True)
    return proposed


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME or UNSTORABLE.search(name):
        raise NotAllowed(f"“{name[:LONGEST_NAME]}” cannot be the name of a topic: it is too long, or has control characters.")
    return name


def accept(proposed: ProposedTopic, *, by: Curator | None, parent: Topic | None = None, hue: int = 1) -> Topic:
    """Make a proposed topic one of the vocabulary, and give it to the entries that it was proposed for."""
    transitions.require(by, STRUCTURE)
    with transaction.atomic():
        proposed, entries = _waiting_with_entries(proposed)
        topic = Topic(name=proposed.name, slug=_free_slug(proposed.name), parent=parent, hue=hue)
        topic.position = (Topic.objects.filter(parent=parent).aggregate(last=Max("position"))["last"] or 0) + 1
        check(topic)
        topic.save()
        changed = _give(topic, proposed, entries)
        record_edit(topic, by=by, action=Action.ADDED)
        _record(changed, topic, by=by)
        return topic


def accept_as_synonym(proposed: ProposedTopic, topic: Topic, *, by: Curator | None) -> Topic:
    """Make a proposed topic another word for one that we have, and give that to the entries that it was proposed for."""
    transitions.require(by, STRUCTURE)
    with transaction.atomic():
        proposed, entries = _waiting_with_entries(proposed)
        topic = held(topic)[0]
        audit.record(Deed.EDITED, by=by, about=topic, detail=f"“{proposed}” accepted as another word for it")
        changed = _give(topic, proposed, entries)
        if proposed.folded != topic.folded and not topic.synonyms.filter(folded=proposed.folded).exists():
            Synonym.objects.create(topic=topic, name=proposed.name)
            record_edit(topic, by=by, action=Action.EDITED, message=f"Also “{proposed.name}”"[:300])
        _record(changed, topic, by=by)
        return topic


def refuse(proposed: ProposedTopic, *, by: Curator | None) -> None:
    """Decide that a proposed topic is none; the entries lose it, and no import brings it again."""
    transitions.require(by, STRUCTURE)
    with transaction.atomic():
        proposed = _waiting(proposed)
        proposed.uses.all().delete()
        proposed.refused_at, proposed.refused_by = timezone.now(), by
        proposed.save(update_fields=["refused_at", "refused_by"])
        audit.record(Deed.EDITED, by=by, about=proposed, detail="refused")


def _waiting(proposed: ProposedTopic) -> ProposedTopic:
    """The proposed topic as it is now; other writers wait for this transaction."""
    found = ProposedTopic.objects.select_for_update().filter(pk=proposed.pk, refused_at=None).first()
    if found is None:
        raise NotAllowed(f"“{proposed.name}” was decided on already.")
    return found


def _waiting_with_entries(proposed: ProposedTopic) -> tuple[ProposedTopic, list[Organization]]:
    """The proposed topic and the entries that it was proposed for, as they are now.

    Entries are locked before any topic or number, as everywhere: nobody waits in a circle.
    """
    _hold(proposed.uses.values("organization"))
    proposed = _waiting(proposed)
    return proposed, _hold(proposed.uses.values("organization"))  # with those that came meanwhile


def _hold(keys: QuerySet) -> list[Organization]:
    return list(Organization.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))


def held(*topics: Topic) -> list[Topic]:
    """The topics as they are now, locked in the order of their ids; NotAllowed when one is no more."""
    pks = [topic.pk for topic in topics]
    found = {each.pk: each for each in Topic.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
    if gone := [topic for topic in topics if topic.pk not in found]:
        raise NotAllowed(f"{gone[0]} is no more: it was merged or deleted meanwhile.")
    return [found[pk] for pk in pks]


def tagged(topic: Topic) -> QuerySet:
    """The keys of all entries that have the topic."""
    return OrganizationTopic.objects.filter(tag=topic).order_by().values("content_object_id")


def public_entries(topic: Topic) -> QuerySet:
    """Those of its entries that the public sees, as a list of changes names them."""
    return Organization.objects.published().filter(pk__in=tagged(topic)).named()


def hold_entries(topic: Topic) -> None:
    """Lock all entries of a topic, before any topic or number, as everywhere: nobody waits in a circle."""
    entries = Organization.objects.filter(pk__in=tagged(topic)).order_by("pk")
    list(entries.select_for_update(no_key=True).values_list("pk", flat=True))


def tell_of_new_address(topic: Topic, *, by: Curator | None) -> None:
    """Record that the topic's entries say another address of it from now on, in the transaction that moved it."""
    message = f"Topic “{topic}” moved to the address {topic.slug}"[:300]
    Change.objects.record_all(public_entries(topic), Action.EDITED, by=by, message=message)


def unused() -> QuerySet[Topic]:
    """Topics that neither an entry nor a sub-topic has."""
    return Topic.objects.filter(items=None, children=None).order_by("name", "pk")


def near_identical() -> list[tuple[Topic, Topic, str]]:
    """Pairs of topics that may be the same, with the words that made it seem so: the nearest first.

    They share a word, or the name of one is nearly a word of the other. A cause and its own sub-topic are known to be two.
    """
    words = [(word, topic) for word, topics in Vocabulary().by_word.items() for topic in topics][:MOST_WORDS]
    found: dict[tuple[int, int], tuple[float, Topic, Topic, str]] = {}
    for place, (word, topic) in enumerate(words):
        later = [other for other, _topic in words[place + 1 :]]
        for other_word, likeness, at in process.extract(word, later, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=5):
            other = words[place + 1 + at][1]
            is_name = word == topic.folded or other_word == other.folded
            if other.pk in {topic.pk, topic.parent_id} or topic.pk == other.parent_id or not (is_name or word == other_word):
                continue
            first, second = sorted((topic, other), key=lambda each: each.pk)
            if (first.pk, second.pk) not in found or likeness > found[first.pk, second.pk][0]:
                why = word if word == other_word else f"{word}, {other_word}"
                found[first.pk, second.pk] = (likeness, first, second, why)
    nearest = sorted(found.values(), key=lambda each: (-each[0], each[1].pk, each[2].pk))
    return [(one, other, why) for _likeness, one, other, why in nearest]


def check(topic: Topic) -> None:
    """Raise NotAllowed for a topic that cannot be, with the reasons."""
    try:
        topic.full_clean()
    except ValidationError as error:
        raise NotAllowed(" ".join(error.messages)) from error


def _free_slug(name: str) -> str:
    """An address made from a name that no topic has or had."""
    stem = slugify(name, allow_unicode=True)[:90] or "topic"
    taken = set(Topic.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken |= set(FormerTopicSlug.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _give(topic: Topic, proposed: ProposedTopic, entries: list[Organization]) -> list[Organization]:
    """The entries get the topic, as the last of theirs, and so do the revisions of them that nobody has decided on.

    Returns those that had it not.
    """
    items = OrganizationTopic.objects.order_by().filter(content_object__in=entries)
    have = set(items.filter(tag=topic).values_list("content_object", flat=True))
    last = dict(items.values_list("content_object").annotate(Max("position")))
    lacking = [entry for entry in entries if entry.pk not in have]
    OrganizationTopic.objects.bulk_create(
        [OrganizationTopic(content_object=entry, tag=topic, position=last.get(entry.pk, -1) + 1) for entry in lacking]
    )
    for revision in Revision.objects.open().filter(organization__in=entries).select_for_update():
        if topic.slug not in revision.document["topics"]:
            revision.document["topics"].append(topic.slug)
            revision.save(update_fields=["document", "changed_at"])
    proposed.delete()
    return lacking


def _record(changed: list[Organization], topic: Topic, *, by: Curator | None) -> None:
    public = [entry for entry in changed if entry.status == Status.PUBLISHED]
    Change.objects.record_all(public, Action.EDITED, by=by, message=f"Topic “{topic}” accepted"[:300])
