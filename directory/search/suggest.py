"""What a visitor may mean while still typing: entries, causes, ways to help and people whose names begin so."""

from dataclasses import dataclass

from django.urls import reverse

from directory.models.vocabulary import Help
from directory.search.finding import Index
from directory.search.query import Query
from directory.text import fold

MOST = 8
MOST_OF_A_KIND = 4
SHORTEST = 2


@dataclass(frozen=True)
class Suggestion:
    """What to show, what sort of thing it is, and its address."""

    text: str
    sort: str
    address: str


def suggest(index: Index, typed: str) -> list[Suggestion]:
    """At most eight suggestions for a beginning of two characters or more; causes and ways first, then entries and people."""
    beginning = fold(typed[:100])
    if len(beginning) < SHORTEST and not any(ord(char) > 0x2E80 for char in beginning):
        return []
    found = [
        *_ways(index, beginning),
        *_topics(index, beginning)[:MOST_OF_A_KIND],
        *_entries(index, beginning)[:MOST_OF_A_KIND],
        *_people(index, beginning)[:MOST_OF_A_KIND],
    ]
    return found[:MOST]


def _begins(name: str, beginning: str) -> bool:
    """Whether the name, or a word in it, begins so."""
    folded = fold(name)
    return folded.startswith(beginning) or f" {beginning}" in folded


def _ways(index: Index, beginning: str) -> list[Suggestion]:
    return [
        Suggestion(str(label), "way to help", f"{reverse('directory:organization_list')}?{Query(help=(value,))}")
        for value, label in Help.choices
        if _begins(str(label), beginning) and index.having("help", value)
    ]


def _topics(index: Index, beginning: str) -> list[Suggestion]:
    """Topics by name first, then by what else they are called."""
    rows = [row for row in index.topics.rows.values() if index.having("topic", row.slug)]
    named = [row for row in rows if _begins(row.name, beginning)]
    called = [row for row in rows if row not in named and any(fold(name).startswith(beginning) for name in row.synonyms)]
    return [Suggestion(row.name, "cause", reverse("directory:topic_detail", args=[row.slug])) for row in (*named, *called)]


def _entries(index: Index, beginning: str) -> list[Suggestion]:
    """Entries whose name begins so, then those with a word in a name that does."""
    numbers = [*index.first_named_from(beginning, 4 * MOST), *index.saying_in_name(beginning)]
    cards = [index.card(number) for number in list(dict.fromkeys(numbers))[:MOST_OF_A_KIND]]
    return [Suggestion(card.name, "entry", reverse("directory:organization_detail", args=[card.slug])) for card in cards]


def _people(index: Index, beginning: str) -> list[Suggestion]:
    people = index.people_from(beginning, MOST_OF_A_KIND)
    return [Suggestion(name, "person", reverse("directory:person_detail", args=[slug])) for slug, name in people]
