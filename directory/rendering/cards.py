"""Entries in a list, as HTML, from the plain values that the index keeps: templates/directory/_card.html, filled in."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString

from directory.models.vocabulary import Help, Kind, years
from directory.places import COUNTRIES
from directory.rendering.covers import face
from directory.rendering.part import escaped, kept, part
from directory.search.cards import Card
from directory.search.topics import TopicRow, TopicTable

MOST_TOPICS = 3
LATIN_ENDS = "\u0250"


def card_list(cards: Iterable[Card], topics: TopicTable, notes: Mapping[int, str] | None = None) -> SafeString:
    """The items of a list of entries; `notes` say by id why an entry is in this one."""
    rows = {row.id: row for row in topics.rows.values()}
    return SafeString("".join([_card(card, rows, (notes or {}).get(card.id, "")) for card in cards]))


def _card(card: Card, rows: Mapping[int, TopicRow], note: str) -> SafeString:
    topics = [rows[pk] for pk in card.topics[:MOST_TOPICS] if pk in rows]
    return part("directory/_card.html#card")(
        slug=card.slug,
        cover=face(card.uid, topics[0].family if topics else 0, card.logo),
        address=address(card.slug),
        name=name(card.name, card.language),
        facts=_facts(card),
        ended=part("directory/_card.html#ended")() if card.ended else "",
        summary=part("directory/_card.html#summary")(summary=card.summary) if card.summary else "",
        note=part("directory/_card.html#note")(note=note) if note else "",
        ways=SafeString("".join([_way(kind) for kind in card.ways])),
        topics=SafeString("".join([_topic(topic.family, topic.name) for topic in topics])),
    )


def address(slug: str) -> str:
    """An entry's page; what `reverse` gives, without asking it for each."""
    before, after = _around_slug()
    return f"{before}{quote(slug)}{after}"


@kept
def _around_slug() -> list[str]:
    return reverse("directory:organization_detail", args=["_"]).rsplit("_", 1)


def name(text: str, language: str) -> SafeString:
    """An entry's name in its own direction; in another script than Latin also with its language, to be spoken and drawn well."""
    if language and not text.isascii() and any(char >= LATIN_ENDS and char.isalpha() for char in text):
        return part("directory/_card.html#name_in_language")(name=text, language=language)
    return part("directory/_card.html#name")(name=text)


def _facts(card: Card) -> SafeString:
    facts = (_place(card.seat, COUNTRIES.get(card.country, "")), years(card.began, card.ended))
    fact = part("directory/_card.html#fact")
    return SafeString(_kind(card.kind) + "".join([fact(fact=each) for each in facts if each]))


@kept
def _kind(kind: str) -> SafeString:
    return escaped(Kind(kind).label)


def _place(seat: str, country: str) -> str:
    if seat and country:
        return part("directory/_card.html#seat_and_country")(seat=seat, country=country)
    return seat or country


@kept
def _way(kind: str) -> SafeString:
    return part("directory/_card.html#way")(way=Help(kind).label)


@kept
def _topic(hue: int, name: str) -> SafeString:
    return part("directory/_card.html#topic")(hue=hue, name=name)
