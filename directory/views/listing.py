"""What a template needs to show a found page of entries: cards, filters, chips and links, all as addresses."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches

from directory.models import Organization
from directory.search.facets import FacetValue, label_of
from directory.search.index import Found, Index
from directory.search.query import SORTS, Query
from directory.search.topics import TopicRow
from directory.text import fold

GROUPS = {
    "topic": "Cause",
    "help": "Way to help",
    "kind": "Kind",
    "country": "Country",
    "network": "Speaks on",
    "language": "Language",
    "began": "Begun",
}
OPEN_GROUPS = {"topic", "help", "kind"}
MOST_COUNTED = 6
MOST_NEAREST = 8


@dataclass(frozen=True)
class Chip:
    """Something chosen, and the address without it; when nothing was found, how many entries that address would find."""

    facet: str
    label: str
    query: Query
    count: int | None = None


@dataclass(frozen=True)
class Group:
    """One facet as the filter form shows it; a sub-topic stands in its cause's `children`."""

    name: str
    label: str
    values: list["Choice"]
    is_open: bool
    one_only: bool


@dataclass(frozen=True)
class Choice:
    value: FacetValue
    children: list[FacetValue]


@dataclass(frozen=True)
class Listing:
    query: Query
    total: int
    first: int
    cards: list[Organization]
    groups: list[Group]
    chips: list[Chip]
    sorts: list[tuple[str, str]]
    left_out: list[tuple[str, str]]
    can_leave_out: list[tuple[str, str]]
    next: Query | None
    previous: Query | None
    corrected: str
    is_partial: bool
    nearest: list[tuple[TopicRow, int]]

    @property
    def last(self) -> int:
        return self.first + len(self.cards) - 1

    @property
    def droppable(self) -> list[Chip]:
        """For a page without results: the chips that bring some back."""
        return [chip for chip in self.chips if chip.count != 0]

    @property
    def chosen_topics(self) -> int:
        return len(self.query.topics)


def listing(index: Index, query: Query) -> Listing:
    """Ask the index, and load the page's cards in three queries."""
    found = index.find(query)
    return Listing(
        query=query,
        total=found.total,
        first=found.first,
        cards=cards(found.ids),
        groups=groups(found),
        chips=list(_chips(index, query)) if found.total else _chips_with_counts(index, query),
        sorts=[(value, label) for value, label in SORTS.items() if value != "relevance" or query.text],
        left_out=[(slug, index.topics.rows[slug].name) for slug in query.without],
        can_leave_out=_can_leave_out(found),
        next=found.next,
        previous=found.previous,
        corrected=found.corrected,
        is_partial=found.is_partial,
        nearest=[] if found.total else _nearest_topics(index, query),
    )


def cards(ids: list[int]) -> list[Organization]:
    """The published entries of these ids, in their order, with all that a card shows."""
    return Organization.objects.published().with_card_data().in_order(ids)


def groups(found: Found) -> list[Group]:
    """The facets that have something to offer."""
    return [
        Group(
            name=facet,
            label=label,
            values=_tree(found.facets[facet]),
            is_open=facet in OPEN_GROUPS or bool(found.query.chosen(facet)),
            one_only=facet == "began",
        )
        for facet, label in GROUPS.items()
        if found.facets[facet]
    ]


def _tree(values: Iterable[FacetValue]) -> list[Choice]:
    choices: dict[str, Choice] = {}
    for value in values:
        if value.parent in choices:
            choices[value.parent].children.append(value)
        else:
            choices[value.value] = Choice(value, [])
    return list(choices.values())


def _chips(index: Index, query: Query) -> Iterable[Chip]:
    page = query.first_page()
    if query.text:
        yield Chip("q", f"“{query.text}”", replace(page, text="", sort="" if query.sort == "name" else query.sort))
    for facet in GROUPS:
        values = query.chosen(facet)
        for value in values:
            label = index.topics.rows[value].name if facet == "topic" else label_of(facet, value)
            yield Chip(facet, label, query.with_values(facet, tuple(each for each in values if each != value)))
    for slug in query.without:
        left = tuple(each for each in query.without if each != slug)
        yield Chip("not", f"not {index.topics.rows[slug].name}", replace(page, without=left))


def _chips_with_counts(index: Index, query: Query) -> list[Chip]:
    """For a page without results: what each chip would bring back. Each count is a search, so only the first few get one."""
    chips = list(_chips(index, query))
    counted = [replace(chip, count=index.find(replace(chip.query, limit=1)).total) for chip in chips[:MOST_COUNTED]]
    return counted + chips[MOST_COUNTED:]


def _nearest_topics(index: Index, query: Query) -> list[tuple[TopicRow, int]]:
    """Topics to go on with when nothing was found: near the words, near the chosen topics, or else the causes."""
    rows = index.topics.rows
    words = {fold(word): row.slug for row in rows.values() for word in (*row.synonyms, row.name)}
    alike = [words[word] for word in get_close_matches(fold(query.text), words, n=MOST_NEAREST)] if query.text else []
    families = {rows[slug].parent or slug for slug in query.topics}
    kin = [row.slug for row in rows.values() if (row.parent or row.slug) in families]
    near = [slug for slug in dict.fromkeys(alike + kin) if slug not in query.without]
    counted = [(row, len(index.having("topic", row.slug))) for row in ([rows[slug] for slug in near] or index.topics.top())]
    return [(row, count) for row, count in counted if count][:MOST_NEAREST]


def _can_leave_out(found: Found) -> list[tuple[str, str]]:
    """Topics among the results that are not chosen themselves."""
    return [(value.value, value.label) for value in found.facets["topic"] if not value.selected]
