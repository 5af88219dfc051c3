"""Entries that may be the same: found while typing, at import, and in pairs that wait for a curator.

A row of an import *is* an entry when it carries its address or an identifier, or the same name and website (`is_same`). What
is merely similar is `find`'s: each likely duplicate with its reasons, and how certain they make us.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from rapidfuzz import fuzz

from directory.curation import audit, match_keys, transitions
from directory.curation.audit import Deed
from directory.curation.document import Document
from directory.curation.match_keys import Keys
from directory.curation.transitions import NotAllowed
from directory.models import Curator, FormerSlug, LikelyPair, MatchKey, Organization, Relation, Status
from directory.models.match import Sort

CERTAIN_ENOUGH = 50
MOST_CANDIDATES = 100
MOST_LIKELY = 20
NAMES, PAGES = {Sort.NAME, Sort.OTHER_NAME}, {Sort.WEBSITE, Sort.CHANNEL}
FAMILIES: tuple[set[Sort], ...] = ({Sort.IDENTIFIER}, PAGES, NAMES, {Sort.WORDS}, {Sort.DOMAIN})
ALMOST_THE_SAME = 85  # of 100, as rapidfuzz counts: one wrong letter in seven

# How certain each sort of agreement makes us. Two of different families together make us more certain than each alone.
SAME_IDENTIFIER = 95
SAME_WEBSITE, WEBSITE_IS_CHANNEL, SAME_CHANNEL, SAME_DOMAIN = 80, 65, 55, 30
SAME_NAME, NAME_IS_OTHER_NAME, SAME_WORDS, SIMILAR_NAME = 70, 60, 50, 40


@dataclass(frozen=True)
class Likely:
    """An entry that may be the same, why, and how certain that is, from 0 to 100."""

    organization: Organization
    reasons: tuple[str, ...]
    certainty: int


def is_same(document: Document) -> Organization | None:
    """The entry that a document is: by its address, an identifier, or name and website; None when none or several are."""
    if document["slug"] and (organization := _at(document["slug"])):
        return organization
    keys = match_keys.keys_of(document)
    identifiers = [key for sort, key in keys if sort == Sort.IDENTIFIER]
    if identifiers:
        return _only(_alive().filter(match_keys__sort=Sort.IDENTIFIER, match_keys__key__in=identifiers)) or _namesake(keys)
    return _namesake(keys)


def _at(slug: str) -> Organization | None:
    """The entry that an address means, or meant."""
    organization = Organization.objects.filter(slug=slug).first()
    if organization is None:
        former = FormerSlug.objects.filter(slug=slug).select_related("organization").first()
        organization = former.organization if former else None
    return organization.present if organization else None


def _namesake(keys: Keys) -> Organization | None:
    by_sort = dict(keys)
    if Sort.NAME not in by_sort or Sort.WEBSITE not in by_sort:
        return None
    named = _alive().filter(match_keys__sort=Sort.NAME, match_keys__key=by_sort[Sort.NAME])
    return _only(named.filter(pk__in=_holders(Sort.WEBSITE, by_sort[Sort.WEBSITE])))


def _alive() -> QuerySet[Organization]:
    return Organization.objects.exclude(status=Status.MERGED)


def _holders(sort: Sort, key: str) -> QuerySet:
    return MatchKey.objects.filter(sort=sort, key=key).values("organization_id")


def _only(organizations: QuerySet[Organization]) -> Organization | None:
    found = list(organizations.distinct()[:2])
    return found[0] if len(found) == 1 else None


def find(document: Document, *, but: Organization | None = None) -> list[Likely]:
    """Entries that may be the same, the most certain first; those that a relation tells apart already are left out.

    Costs the same in a directory of any size: a few lookups in an index, of at most so many candidates.
    """
    keys = match_keys.keys_of(document)
    likely = {pk: agreement(keys, theirs) for pk, theirs in _candidates(keys, but=but).items()}
    certain = {pk: found for pk, found in likely.items() if found[0] >= CERTAIN_ENOUGH}
    if not certain:
        return []
    organizations = _alive().exclude(slug__in=[row["organization"] for row in document["relations"]])
    if but:
        organizations = organizations.exclude(pk__in=Relation.objects.filter(other=but).values("organization_id"))
    found = [Likely(each, certain[each.pk][1], certain[each.pk][0]) for each in organizations.filter(pk__in=certain)]
    return sorted(found, key=lambda each: (-each.certainty, each.organization.pk))[:MOST_LIKELY]


def _candidates(keys: Keys, *, but: Organization | None) -> dict[int, Keys]:
    """Entries that share a key, with all their keys. Each family is looked up by itself: a word that many have hides no address."""
    pks: set[int] = set()
    for family in FAMILIES:
        if shared := _of(keys, family):
            pks |= _sharing(shared, family, but)
    theirs: dict[int, Keys] = {pk: set() for pk in pks}
    for pk, sort, key in MatchKey.objects.filter(organization__in=pks).values_list("organization_id", "sort", "key"):
        theirs[pk].add((sort, key))
    return theirs


def _sharing(keys: Collection[str], family: Collection[str], but: Organization | None) -> set[int]:
    """Unordered, so that the first candidates end the search, however many there are."""
    sharing = MatchKey.objects.filter(key__in=keys, sort__in=family).exclude(organization__status=Status.MERGED)
    if but:
        sharing = sharing.exclude(organization=but)
    return set(sharing.values_list("organization_id", flat=True)[:MOST_CANDIDATES])


def agreement(ours: Keys, theirs: Keys) -> tuple[int, tuple[str, ...]]:
    """How certain two sets of keys make us that they are of the same, and why; it does not matter which is whose."""
    families = [found for found in (_by_identifier(ours, theirs), _by_address(ours, theirs), _by_name(ours, theirs)) if found]
    doubt = 1.0
    for certainty, _reason in families:
        doubt *= 1 - certainty / 100
    return round(100 * (1 - doubt)), tuple(reason for _certainty, reason in families)


type Found = tuple[int, str] | None


def _of(keys: Keys, sorts: Collection[str]) -> set[str]:
    return {key for sort, key in keys if sort in sorts}


def _by_identifier(ours: Keys, theirs: Keys) -> Found:
    shared = _of(ours, {Sort.IDENTIFIER}) & _of(theirs, {Sort.IDENTIFIER})
    return (SAME_IDENTIFIER, f"same identifier, {min(shared)}") if shared else None


def _by_address(ours: Keys, theirs: Keys) -> Found:
    if shared := _of(ours, {Sort.WEBSITE}) & _of(theirs, {Sort.WEBSITE}):
        return SAME_WEBSITE, f"same website, {min(shared)}"
    if shared := _of(ours, PAGES) & _of(theirs, PAGES):
        is_website = shared & (_of(ours, {Sort.WEBSITE}) | _of(theirs, {Sort.WEBSITE}))
        return (WEBSITE_IS_CHANNEL if is_website else SAME_CHANNEL), f"same channel, {min(is_website or shared)}"
    if shared := _of(ours, {Sort.DOMAIN}) & _of(theirs, {Sort.DOMAIN}):
        return SAME_DOMAIN, f"same domain, {min(shared)}"
    return None


def _by_name(ours: Keys, theirs: Keys) -> Found:
    our_name, their_name = _of(ours, {Sort.NAME}), _of(theirs, {Sort.NAME})
    if our_name & their_name:
        return SAME_NAME, "same name"
    if shared := _of(ours, NAMES) & _of(theirs, NAMES):
        return NAME_IS_OTHER_NAME, f"one is also called {min(shared)}"
    if _of(ours, {Sort.WORDS}) & _of(theirs, {Sort.WORDS}):
        return SAME_WORDS, "same words in the name"
    if any(fuzz.token_sort_ratio(our, their) >= ALMOST_THE_SAME for our in our_name for their in their_name):
        return SIMILAR_NAME, "similar name"
    return None


def note(organization: Organization, document: Document) -> None:
    """Remember by what an entry is known now, and with which others it makes a likely pair; call it in a transaction."""
    if match_keys.renew(organization, document):
        renew_pairs(organization, document)


def renew_pairs(organization: Organization, document: Document) -> None:
    """List the pairs that an entry is likely to make; what a curator has dismissed stays so."""
    likely = {each.organization.pk: each for each in find(document, but=organization)}
    for pair in LikelyPair.objects.of(organization):
        found = likely.pop(pair.second_id if pair.first_id == organization.pk else pair.first_id, None)
        if found and (pair.certainty, pair.reasons) != (found.certainty, list(found.reasons)):
            pair.certainty, pair.reasons = found.certainty, list(found.reasons)
            pair.save(update_fields=["certainty", "reasons"])
        elif found is None and pair.dismissed_at is None:
            pair.delete()
    pairs = [_pair(organization, each) for each in likely.values()]
    LikelyPair.objects.bulk_create(pairs, ignore_conflicts=True)


def _pair(organization: Organization, likely: Likely) -> LikelyPair:
    first, second = sorted((organization.pk, likely.organization.pk))
    return LikelyPair(first_id=first, second_id=second, certainty=likely.certainty, reasons=list(likely.reasons))


def dismiss(one: Organization, other: Organization, *, by: Curator | None) -> LikelyPair:
    """Say that two entries are not the same; they are not shown as a pair again."""
    transitions.require(by, "directory.change_organization")
    first, second = sorted((one.pk, other.pk))
    if first == second:
        raise NotAllowed(f"{one} is the same as itself.")
    with transaction.atomic():
        pair, _is_new = LikelyPair.objects.get_or_create(first_id=first, second_id=second, defaults={"certainty": 0})
        if pair.dismissed_at is None:
            pair.dismissed_by, pair.dismissed_at = by, timezone.now()
            pair.save(update_fields=["dismissed_by", "dismissed_at"])
            audit.record(Deed.EDITED, by=by, about=pair, detail="not the same")
        return pair


def take_back(pair: LikelyPair, *, by: Curator | None) -> None:
    """Let a dismissed pair wait for a decision again."""
    transitions.require(by, "directory.change_organization")
    with transaction.atomic():
        pair.dismissed_by = pair.dismissed_at = None
        pair.save(update_fields=["dismissed_by", "dismissed_at"])
        audit.record(Deed.EDITED, by=by, about=pair, detail="perhaps the same after all")
