"""Entries in a list, as HTML, from the plain values that the index keeps: templates/directory/_card.html, filled in."""

from collections.abc import Iterable, Mapping

from django.utils.safestring import SafeString

from directory.models import Organization
from directory.models.vocabulary import Help, Kind, years
from directory.places import COUNTRIES
from directory.rendering.addresses import address
from directory.rendering.covers import face
from directory.rendering.part import escaped, kept, part
from directory.search.cards import Card
from directory.search.topics import TopicRow, TopicTable

MOST_TOPICS = 3
LATIN_ENDS = "\u0250"


def card_list(cards: Iterable[Card], topics: TopicTable, notes: Mapping[int, str] | None = None) -> SafeString:
    """The items of a list of entries; `notes` say by id why an entry is in this one."""
    rows = {row.id: row for row in topics.rows.values()}
    notes = notes or {}
    return SafeString("".join([_card(card, _tags(card, rows), notes.get(card.id, "")) for card in cards]))


def near_list(near: Iterable[tuple[Card, str]], topics: TopicTable) -> SafeString:
    """The items of a list of entries that are near to one, each with what both have in common."""
    rows = {row.id: row for row in topics.rows.values()}
    return SafeString("".join([_near(card, _hue(card, rows), reason) for card, reason in near]))


def tile_list(cards: Iterable[Card], topics: TopicTable) -> SafeString:
    """The items of a list of entries as pictures with their names."""
    rows = {row.id: row for row in topics.rows.values()}
    return SafeString("".join([_tile(card, _hue(card, rows)) for card in cards]))


def faces(cards: Iterable[Card], topics: TopicTable) -> SafeString:
    """Their covers or logos, one after the other."""
    rows = {row.id: row for row in topics.rows.values()}
    return SafeString("".join([face(card.uid, _hue(card, rows), card.logo) for card in cards]))


type Tag = tuple[int, str]  # hue and name of a topic


def _tags(card: Card, rows: Mapping[int, TopicRow]) -> tuple[Tag, ...]:
    topics = [rows[pk] for pk in card.topics[:MOST_TOPICS] if pk in rows]
    return tuple([(topic.family, topic.name) for topic in topics])


def _hue(card: Card, rows: Mapping[int, TopicRow]) -> int:
    tags = _tags(card, rows)
    return tags[0][0] if tags else 0


@kept
def _near(card: Card, hue: int, reason: str) -> SafeString:
    return part("directory/_near.html#near")(
        cover=face(card.uid, hue, card.logo),
        address=address("organization_detail", card.slug),
        name=name(card.name, card.language),
        summary=part("directory/_near.html#summary")(summary=card.summary) if card.summary else "",
        reason=reason,
        ended=part("directory/_card.html#ended")() if card.ended else "",
    )


@kept
def _tile(card: Card, hue: int) -> SafeString:
    country = COUNTRIES.get(card.country, "")
    facts = SafeString(_kind(card.kind) + (part("directory/_tile.html#country")(country=country) if country else ""))
    return part("directory/_tile.html#tile")(
        cover=face(card.uid, hue, card.logo),
        address=address("organization_detail", card.slug),
        name=name(card.name, card.language),
        facts=facts,
    )


@kept
def _card(card: Card, tags: tuple[Tag, ...], note: str) -> SafeString:
    return part("directory/_card.html#card")(
        slug=card.slug,
        cover=face(card.uid, tags[0][0] if tags else 0, card.logo),
        address=address("organization_detail", card.slug),
        name=name(card.name, card.language),
        facts=in_short(card),
        ended=part("directory/_card.html#ended")() if card.ended else "",
        summary=part("directory/_card.html#summary")(summary=card.summary) if card.summary else "",
        note=part("directory/_card.html#note")(note=note) if note else "",
        ways=SafeString("".join([_way(kind) for kind in card.ways])),
        topics=SafeString("".join([_topic(hue, topic) for hue, topic in tags])),
    )


def name(text: str, language: str) -> SafeString:
    """An entry's name in its own direction; in another script than Latin also with its language, to be spoken and drawn well."""
    if language and not text.isascii() and any(char >= LATIN_ENDS and char.isalpha() for char in text):
        return part("directory/_card.html#name_in_language")(name=text, language=language)
    return part("directory/_card.html#name")(name=text)


def named(organization: Organization) -> SafeString:
    """The name of an entry, as its cards have it."""
    return name(organization.name, organization.languages[0] if organization.languages else "")


def in_short(entry: Card | Organization) -> SafeString:
    """Its kind, its place and its years."""
    facts = (place(entry.seat, COUNTRIES.get(entry.country, "")), years(entry.began, entry.ended))
    fact = part("directory/_card.html#fact")
    return SafeString(_kind(entry.kind) + "".join([fact(fact=each) for each in facts if each]))


@kept
def _kind(kind: str) -> SafeString:
    return escaped(Kind(kind).label)


def place(seat: str, country: str) -> str:
    """Where it is, as far as that is known."""
    if seat and country:
        return part("directory/_card.html#seat_and_country")(seat=seat, country=country)
    return seat or country


@kept
def _way(kind: str) -> SafeString:
    return part("directory/_card.html#way")(way=Help(kind).label)


@kept
def _topic(hue: int, name: str) -> SafeString:
    return part("directory/_card.html#topic")(hue=hue, name=name)
