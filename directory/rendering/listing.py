"""A found page of entries with what is shown around it: cards, facets, chips and links."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches

from django.utils.safestring import SafeString

from directory.rendering.addresses import plain_address
from directory.rendering.cards import card_list
from directory.rendering.filters import FACET_LABELS
from directory.search.facets import Facet, label_of
from directory.search.index import Index
from directory.search.query import PAGE, Query
from directory.search.topics import TopicRow
from directory.text import fold

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
class Listing:
    query: Query
    address: str  # the canonical one
    total: int
    first: int
    items: SafeString  # of the list of entries
    size: int  # how many entries are on this page
    facets: dict[str, Facet]
    chips: list[Chip]
    next: str  # query string of the next page, or ""
    previous: str
    corrected: str
    is_partial: bool
    nearest: list[tuple[TopicRow, int]]

    @property
    def last(self) -> int:
        return self.first + self.size - 1

    @property
    def droppable(self) -> list[Chip]:
        """For a page without results: the chips that bring some back."""
        return [chip for chip in self.chips if chip.count != 0]

    @property
    def followed(self) -> Query:
        """What the list's feed asks: the same, whatever the sort and the page, since a feed has what is new first."""
        return replace(self.query.first_page(), sort="", limit=PAGE)


def address_of(query: Query) -> str:
    """The listing of a query, from its canonical address."""
    asked, page = str(query), plain_address("organization_list")
    return f"{page}?{asked}" if asked else page


def listing(index: Index, query: Query) -> Listing:
    """Ask the index, which knows all that the page shows."""
    found = index.find(query)
    return Listing(
        query=query,
        address=address_of(query),
        total=found.total,
        first=found.first,
        items=card_list(found.cards, index.topics),
        size=len(found.cards),
        facets=found.facets,
        chips=list(_chips(index, query)) if found.total else _chips_with_counts(index, query),
        next=str(found.next or ""),
        previous=str(found.previous or ""),
        corrected=found.corrected,
        is_partial=found.is_partial,
        nearest=[] if found.total else _nearest_topics(index, query),
    )


def _chips(index: Index, query: Query) -> Iterable[Chip]:
    page = query.first_page()
    if query.text:
        yield Chip("q", f"“{query.text}”", replace(page, text="", sort="" if query.sort == "name" else query.sort))
    for facet in FACET_LABELS:
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
