"""The desk's first page: what needs a curator."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from directory.admin.filters import INCOMPLETE, MISSING
from directory.admin.likely import address_of
from directory.curation.topics import STRUCTURE
from directory.models import Curator, LikelyPair, Organization, ProposedTopic, Revision, State, Status

SHOWN = 10
MOST_COUNTED = 1000  # what is more is "1,000+": in a directory of a million, counting takes longer than all else
A_YEAR = timedelta(days=365)
A_MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Item:
    """One line: an entry, or a list of them, and what there is to say about it."""

    name: str
    address: str
    detail: str
    check_address: str = ""  # where a click says that the entry is still right


@dataclass(frozen=True)
class Need:
    """A list of entries that wait for something; `done` is said when there is none."""

    title: str
    done: str
    count: int
    items: list[Item] = field(default_factory=list)
    all_address: str = ""
    can_be_checked: bool = False

    @property
    def told(self) -> str:
        return _told(self.count)


def needs(curator: Curator) -> list[Need]:
    """All that waits, the most urgent first."""
    return [found for need in NEEDS if (found := need(curator))]


def waiting_for_review(curator: Curator) -> Need:
    in_review = _revisions().filter(state=State.IN_REVIEW).order_by("changed_at")
    return Need(
        "Waiting for review",
        "Nothing waits for review.",
        _count(in_review),
        [_to_read(each, f"by {each.author or 'the system'}, {_day(each.changed_at)}") for each in in_review[:SHOWN]],
        f"{reverse('desk:directory_revision_changelist')}?state__exact={State.IN_REVIEW}",
    )


def scheduled(curator: Curator) -> Need:
    revisions = _revisions().filter(state=State.SCHEDULED).order_by("publish_at")
    return Need(
        "Scheduled",
        "Nothing is scheduled.",
        _count(revisions),
        [_revision(each, f"{date_format(each.publish_at, 'j M Y, H:i')} UTC") for each in revisions[:SHOWN] if each.publish_at],
        f"{reverse('desk:directory_revision_changelist')}?state__exact={State.SCHEDULED}",
    )


def your_drafts(curator: Curator) -> Need:
    drafts = _revisions().filter(state=State.DRAFT, author=curator).order_by("-changed_at")
    return Need(
        "Your drafts",
        "You have no drafts.",
        _count(drafts),
        [_revision(each, f"saved {_day(each.changed_at)}") for each in drafts[:SHOWN]],
        f"{reverse('desk:directory_revision_changelist')}?state__exact={State.DRAFT}&author__id__exact={curator.pk}",
    )


def refused_lately(curator: Curator) -> Need | None:
    """So that an author learns of it, and why."""
    refused = (
        _revisions()
        .filter(state=State.REFUSED, author=curator, decided_at__gt=timezone.now() - A_MONTH)
        .exclude(decided_by=curator)
        .order_by("-decided_at")
    )
    if not (count := refused.count()):
        return None
    return Need(
        "Yours, refused",
        "",
        count,
        [_to_read(each, each.decision_note or f"by {each.decided_by or 'the system'}") for each in refused[:SHOWN]],
        f"{reverse('desk:directory_revision_changelist')}?state__exact={State.REFUSED}&author__id__exact={curator.pk}",
    )


def not_checked_for_a_year(curator: Curator) -> Need:
    old = Organization.objects.published().filter(verified_on__lt=timezone.localdate() - A_YEAR).order_by("verified_on", "pk")
    return Need(
        "Not checked for a year",
        "Every check is younger than a year.",
        _count(old),
        [_to_check(each, f"checked {_day(each.verified_on)}") for each in old[:SHOWN]],
        f"{reverse('desk:directory_organization_changelist')}?status__exact={Status.PUBLISHED}&verified=old&o=5",
        can_be_checked=curator.has_perm("directory.change_organization"),
    )


def never_checked(curator: Curator) -> Need:
    unchecked = Organization.objects.published().filter(verified_on=None).order_by("published_at", "pk")
    return Need(
        "Never checked by a person",
        "Every entry was checked by a person.",
        _count(unchecked),
        [_to_check(each, f"listed {_day(each.published_at)}") for each in unchecked[:SHOWN]],
        f"{reverse('desk:directory_organization_changelist')}?status__exact={Status.PUBLISHED}&verified=no",
        can_be_checked=curator.has_perm("directory.change_organization"),
    )


def incomplete(curator: Curator) -> Need:
    """By what is missing, each with its list; an entry that lacks two things is in two of them."""
    published = Organization.objects.published()
    lists = f"{reverse('desk:directory_organization_changelist')}?status__exact={Status.PUBLISHED}&missing="
    counts = {word: _count(published.filter(lacks)) for word, (_, lacks) in MISSING.items()}
    items = [
        Item(
            f"{label[:1].upper()}{label[1:]}",
            f"{lists}{word}",
            f"{_told(counts[word])} {'entry' if counts[word] == 1 else 'entries'}",
        )
        for word, (label, _) in MISSING.items()
        if counts[word]
    ]
    count = _count(published.filter(INCOMPLETE)) if items else 0
    return Need("Incomplete", "Every entry says what it should.", count, items, f"{lists}any")


def likely_duplicates(curator: Curator) -> Need:
    waiting = LikelyPair.objects.waiting().select_related("first", "second")
    return Need(
        "Likely duplicates",
        "No two entries look alike.",
        _count(waiting),
        [
            Item(f"{pair.first} and {pair.second}", address_of(pair), f"{'; '.join(pair.reasons)} ({pair.certainty}%)")
            for pair in waiting[:SHOWN]
        ],
        reverse("desk:directory_likelypair_changelist"),
    )


def proposed_topics(curator: Curator) -> Need | None:
    """For whoever arranges topics."""
    if not curator.has_perm(STRUCTURE):
        return None
    waiting = ProposedTopic.objects.waiting()
    return Need(
        "Proposed topics",
        "No topic waits to be accepted.",
        _count(waiting),
        [
            Item(topic.name, reverse("desk:directory_proposedtopic_change", args=[topic.pk]), f"for {topic.used}")
            for topic in waiting[:SHOWN]
        ],
        reverse("desk:directory_proposedtopic_changelist"),
    )


# What the first page asks for, in its order.
NEEDS: tuple[Callable[[Curator], Need | None], ...] = (
    waiting_for_review,
    scheduled,
    your_drafts,
    refused_lately,
    not_checked_for_a_year,
    never_checked,
    incomplete,
    likely_duplicates,
    proposed_topics,
)


def _count(waiting: QuerySet) -> int:
    """How many there are, or one more than MOST_COUNTED."""
    return waiting.order_by()[: MOST_COUNTED + 1].count()


def _told(count: int) -> str:
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else str(count)


def _revisions() -> QuerySet[Revision]:
    return Revision.objects.select_related("organization", "author")


def _revision(revision: Revision, detail: str) -> Item:
    return _entry(revision.organization, detail, name=revision.document.get("name", ""))


def _to_read(revision: Revision, detail: str) -> Item:
    """A line that leads to what the revision changes, where it is decided."""
    address = reverse("desk:directory_revision_change", args=[revision.pk])
    return replace(_revision(revision, detail), address=address)


def _entry(organization: Organization, detail: str, name: str = "") -> Item:
    address = reverse("desk:directory_organization_change", args=[organization.pk])
    return Item(name or organization.name, address, detail)


def _to_check(organization: Organization, detail: str) -> Item:
    check_address = reverse("desk:directory_organization_verify", args=[organization.pk])
    return replace(_entry(organization, detail), check_address=check_address)


def _day(moment) -> str:
    return date_format(moment, "j M Y") if moment else "long ago"
