"""The desk's first page: what needs a curator."""

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format

from directory.admin.filters import INCOMPLETE, MISSING, NEEDED
from directory.admin.likely import address_of
from directory.curation.topics import STRUCTURE
from directory.models import Curator, LikelyPair, Organization, ProposedTopic, Revision, State, Status

SHOWN = 10


@dataclass(frozen=True)
class Item:
    """One line: an entry, and what there is to say about it."""

    name: str
    address: str
    detail: str


@dataclass(frozen=True)
class Need:
    """A list of entries that wait for something; `done` is said when there is none."""

    title: str
    done: str
    count: int
    items: list[Item] = field(default_factory=list)
    all_address: str = ""


def needs(curator: Curator) -> list[Need]:
    """All that waits, the most urgent first."""
    revisions = Revision.objects.select_related("organization", "author")
    in_review = revisions.filter(state=State.IN_REVIEW).order_by("changed_at")
    scheduled = revisions.filter(state=State.SCHEDULED).order_by("publish_at")
    drafts = revisions.filter(state=State.DRAFT, author=curator).order_by("-changed_at")
    published = Organization.objects.published()
    unchecked = published.filter(verified_on=None).order_by("published_at", "pk")
    return [
        Need(
            "Waiting for review",
            "Nothing waits for review.",
            in_review.count(),
            [_revision(each, f"by {each.author or 'the system'}, {_day(each.changed_at)}") for each in in_review[:SHOWN]],
            f"{reverse('desk:directory_revision_changelist')}?state__exact={State.IN_REVIEW}",
        ),
        Need(
            "Scheduled",
            "Nothing is scheduled.",
            scheduled.count(),
            [
                _revision(each, f"{date_format(each.publish_at, 'j M Y, H:i')} UTC")
                for each in scheduled[:SHOWN]
                if each.publish_at
            ],
            f"{reverse('desk:directory_revision_changelist')}?state__exact={State.SCHEDULED}",
        ),
        Need(
            "Your drafts",
            "You have no drafts.",
            drafts.count(),
            [_revision(each, f"saved {_day(each.changed_at)}") for each in drafts[:SHOWN]],
            f"{reverse('desk:directory_revision_changelist')}?state__exact={State.DRAFT}&author__id__exact={curator.pk}",
        ),
        Need(
            "Never checked by a person",
            "Every entry was checked by a person.",
            unchecked.count(),
            [_entry(each, f"listed {_day(each.published_at)}") for each in unchecked[:SHOWN]],
            f"{reverse('desk:directory_organization_changelist')}?status__exact={Status.PUBLISHED}&verified=no",
        ),
        _incomplete(published),
        _likely_pairs(),
        *([_proposed_topics()] if curator.has_perm(STRUCTURE) else []),
    ]


def _likely_pairs() -> Need:
    waiting = LikelyPair.objects.waiting().select_related("first", "second")
    return Need(
        "Likely duplicates",
        "No two entries look alike.",
        waiting.count(),
        [
            Item(f"{pair.first} and {pair.second}", address_of(pair), f"{'; '.join(pair.reasons)} ({pair.certainty} %)")
            for pair in waiting[:SHOWN]
        ],
        reverse("desk:directory_likelypair_changelist"),
    )


def _proposed_topics() -> Need:
    waiting = ProposedTopic.objects.waiting()
    return Need(
        "Proposed topics",
        "No topic waits to be accepted.",
        waiting.count(),
        [
            Item(topic.name, reverse("desk:directory_proposedtopic_change", args=[topic.pk]), f"for {topic.used}")
            for topic in waiting[:SHOWN]
        ],
        reverse("desk:directory_proposedtopic_changelist"),
    )


def _incomplete(published: QuerySet[Organization]) -> Need:
    lacking: dict[Organization, list[str]] = {}
    for word in NEEDED:
        for organization in published.filter(MISSING[word][1]).order_by("name", "pk")[:SHOWN]:
            lacking.setdefault(organization, []).append(MISSING[word][0])
    shown = sorted(lacking.items(), key=lambda item: (-len(item[1]), item[0].name))[:SHOWN]
    return Need(
        "Incomplete",
        "Every entry says what it should.",
        published.filter(INCOMPLETE).count(),
        [_entry(organization, ", ".join(labels)) for organization, labels in shown],
        f"{reverse('desk:directory_organization_changelist')}?status__exact={Status.PUBLISHED}&missing=any",
    )


def _revision(revision: Revision, detail: str) -> Item:
    return _entry(revision.organization, detail, name=revision.document.get("name", ""))


def _entry(organization: Organization, detail: str, name: str = "") -> Item:
    address = reverse("desk:directory_organization_change", args=[organization.pk])
    return Item(name or organization.name, address, detail)


def _day(moment) -> str:
    return date_format(moment, "j M Y") if moment else "long ago"
