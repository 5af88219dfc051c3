"""The published directory as sets of numbers, and how it answers.

Every published entry has a number; every topic, facet value and word is the set of entries that have it (a roaring bitmap). A
query is algebra on these sets, a page is the first few of a set under an order. index.py keeps it up with the database.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, pairwise

from pyroaring import BitMap

from directory.search import matching, words
from directory.search.base import PAIRED_TIERS, SEPARATOR, Base
from directory.search.cards import Card
from directory.search.counting import Counting
from directory.search.entries import Entry, read_some
from directory.search.facets import FACETS, Facet, count_facets
from directory.search.hashes import pair_key
from directory.search.matching import Match
from directory.search.members import Members
from directory.search.paging import Listed, Section
from directory.search.query import Cursor, Query, Years
from directory.search.recent import Recent
from directory.search.sets import EMPTY, difference, intersection, union
from directory.search.spelling import near_among
from directory.search.tables import LAST_CHARACTER
from directory.search.terms import TIERS, Said
from directory.search.topics import TopicRow, TopicTable

MOST_IN_NAMES = 20
MOST_SPELLINGS = 256  # that a beginning stands for
SHORTEST_FOR_TOPICS = 3  # letters of a beginning that stands for topics too
MOST_READ = 200  # entries whose long texts are searched for a phrase


@dataclass
class Found:
    """The answer to a query: one page of it, and what the facets say."""

    query: Query
    total: int
    cards: list[Card]
    facets: dict[str, Facet]
    next: Query | None = None
    previous: Query | None = None
    first: int = 1  # place of the page's first entry in the whole result, counted from 1
    corrected: str = ""  # the words that were searched instead of those that found nothing
    is_partial: bool = False  # no entry has all the words: these have most of them

    @property
    def ids(self) -> list[int]:
        return [card.id for card in self.cards]


@dataclass(frozen=True, repr=False, eq=False)
class Index:
    """One version of the directory. It never changes, so whoever asks it twice gets answers that agree."""

    version: int
    topics: TopicTable
    base: Base
    members: Members
    live: BitMap  # the numbers that are published now
    recent: Recent
    dead: BitMap  # the numbers that were
    base_version: int  # of which directory the base is
    holds_removed: bool = False  # in memory, though no answer shows it: the words of a person who was removed

    @classmethod
    def of(cls, base: Base, version: int, table: TopicTable) -> "Index":
        return cls(version, table, base, base.members(table), BitMap(range(base.count)), Recent(), BitMap(), version)

    # ---- asking ----

    def find(self, query: Query) -> Found:
        """One page of the entries that match, and the facets' counts."""
        match = matching.match(self, query.text) if query.text else None
        base = self._base(query, match)
        chosen = {facet: self.chosen(facet, query) for facet in FACETS}
        result = self.narrowed(base, chosen.values())
        found = Found(query, len(result), [], count_facets(self, query, base, chosen, result))
        if match:
            found.corrected, found.is_partial = match.corrected, match.is_partial
        self._page(found, result, match)
        return found

    def stream(self, query: Query) -> Iterator[int]:
        """The ids of all entries that match, in the query's order; its cursor and limit do not count."""
        match = matching.match(self, query.text) if query.text else None
        result = self.narrowed(self._base(query, match), (self.chosen(facet, query) for facet in FACETS))
        listed, sections = self._listed(query, result, match)
        for _, members in sections:
            for number in listed.walk(members):
                yield self.card(number).id

    def _base(self, query: Query, match: Match | None) -> BitMap:
        """What matches the words, without what is left out."""
        base = match.all if match else self.live
        for slug in query.without:
            base = base - self.having("topic", slug)
        return base

    def narrowed(self, base: BitMap, chosen: Iterable[BitMap | None]) -> BitMap:
        """The entries of the base that match what is chosen in each facet, where anything is."""
        sets = [members for members in chosen if members is not None]
        return intersection(sets if sets and base is self.live else [base, *sets])  # whatever is chosen is public

    def having(self, facet: str, value: str) -> BitMap:
        """The entries that have a facet's value; a topic includes its sub-topics. The set is not to be altered."""
        return self._in_years(Years.read(value)) if facet == "began" else self.members.having(facet, value)

    def chosen(self, facet: str, query: Query) -> BitMap | None:
        """The entries that match what is chosen in one facet; None when nothing is."""
        values = query.chosen(facet)
        if not values:
            return None
        sets = [self.having(facet, value) for value in values]
        return intersection(sets) if facet == "topic" and query.match == "all" else union(sets)

    def _in_years(self, years: Years) -> BitMap:
        if (decade := self.members.decades.get(str(years))) is not None:
            return decade
        first, last = years.first or 0, years.last if years.last is not None else 9999
        return union(members for year, members in self.members.groups["year"].items() if first <= int(year) <= last)

    @property
    def total(self) -> int:
        """How many entries the public may see."""
        return len(self.live)

    # ---- entries ----

    def card(self, number: int) -> Card:
        return self.base.cards[number] if number < self.base.count else self.recent.cards[number]

    def cards(self, ids: list[int]) -> list[Card]:
        """The cards of those of these entries that are published, in the order of the ids."""
        return [self.card(number) for pk in ids if (number := self.number_of(pk)) is not None]

    def number_of(self, pk: int) -> int | None:
        """An entry's number, or None when it is not published."""
        number = self.recent.numbers.get(pk)
        if number is None:
            number = self.base.number_of(pk)
        return number if number is not None and number in self.live else None

    def related_topics(self, slug: str) -> list[tuple[TopicRow, int]]:
        """Topics that the same entries have, the most common first, with how many; not itself, its cause or sub-causes."""
        here, row = self.having("topic", slug), self.topics.rows[slug]
        others = [
            each for each in self.topics.rows.values() if slug not in (each.slug, each.parent) and each.slug != row.parent
        ]
        shared = [(each, self.having("topic", each.slug).intersection_cardinality(here)) for each in others]
        return sorted(((each, count) for each, count in shared if count), key=lambda pair: (-pair[1], pair[0].name))

    @cached_property
    def counting(self) -> Counting:
        return Counting(self.base, self.recent, self.members, self.live)

    # ---- words ----

    @property
    def everything(self) -> BitMap:
        return self.live

    @property
    def ended(self) -> BitMap:
        return self.members.groups["ended"].get("", EMPTY)

    @cached_property
    def topic_words(self) -> dict[str, list[str]]:
        """Single words in topics' names, and the topics' slugs."""
        found: dict[str, list[str]] = {}
        for row in self.topics.rows.values():
            for word in words.indexed(row.name):
                found.setdefault(word, []).append(row.slug)
        return found

    @cached_property
    def topics_called(self) -> list[tuple[str, str]]:
        """Single words by which topics are called, and the topics' slugs, sorted."""
        called = (*self.topics.single_words.items(), *self.topic_words.items())
        return sorted({(word, slug) for word, slugs in called for slug in slugs})

    @cached_property
    def topic_stems(self) -> dict[str, list[str]]:
        stems: dict[str, list[str]] = {}
        for word in {*self.topics.phrases, *self.topic_words}:
            stems.setdefault(words.stem(word), []).append(word)
        return stems

    def said(self, word: str, tiers: int = TIERS) -> Said:
        """The entries that say a word, in each of the first tiers; topics' names aside."""
        since = (self.recent.said[tier].get(word, EMPTY) for tier in range(tiers))
        return list(map(self._now, self.base.said_by_tier(word, tiers), since))

    def said_from(self, beginning: str, tiers: int = TIERS, *, besides: Collection[str] = ()) -> Said:
        """The entries that say a word that begins so, in each of the first tiers, besides what is known of some words; of very
        many such words, the most used."""
        known = {self.base.words.find(word) for word in besides}
        places = [place for place in self.base.most_used_from(beginning, MOST_SPELLINGS) if place not in known]
        listed = [word for word in islice(self.recent.words_from(beginning), MOST_SPELLINGS) if word not in besides]
        before = (union(self.base.said[tier].some(places)) for tier in range(tiers))
        since = (union(self.recent.said[tier].get(word, EMPTY) for word in listed) for tier in range(tiers))
        return list(map(self._now, before, since))

    def said_pair(self, pair: str) -> Said:
        """The entries that say two words one after the other, in each of the tiers of which that is known; the pair is given as
        one word."""
        key = pair_key(pair)
        return list(map(self._now, self.base.saying_pair(key), self.recent.saying_pair(key)))

    def _saying(self, word: str, tier: int) -> BitMap:
        """The entries that say a word in this tier or a better one; names of topics belong to the second tier."""
        topics = self.topics_saying(word) if tier > 0 else ()
        return union([*self.said(word, tier + 1), *(self.having("topic", slug) for slug in topics)])

    def topics_saying(self, word: str) -> Sequence[str]:
        """The topics that have a word in their names."""
        return self.topic_words.get(word, ())

    def topics_from(self, beginning: str) -> set[str]:
        """The topics that are called by a word that begins so, if it is not too short to tell."""
        if len(beginning) < SHORTEST_FOR_TOPICS:
            return set()
        start = bisect_left(self.topics_called, (beginning,))
        stop = bisect_left(self.topics_called, (beginning + LAST_CHARACTER,), lo=start)
        return {slug for _, slug in self.topics_called[start:stop]}

    def saying_phrase(self, phrase: tuple[str, ...], tier: int) -> BitMap:
        """The entries that say these words in a row, in this tier or a better one.

        Rows of words in long texts are not kept. The entries that have all the words are read for them, if they are few; if they
        are many, names, topics and summaries must do.
        """
        pairs = [union(self.said_pair(first + second)[: tier + 1]) for first, second in pairwise(phrase)]
        all_words = intersection(self._saying(word, tier) for word in phrase)
        said = intersection([*pairs, all_words])
        if tier < PAIRED_TIERS:
            return said
        maybe = all_words - said
        if 0 < len(maybe) <= MOST_READ:
            numbers = {self.card(number).id: number for number in maybe}
            row = f" {' '.join(phrase)} "
            said = said | BitMap(
                numbers[entry.card.id]
                for entry in read_some(numbers)
                if any(row in f" {' '.join(words.spoken(text)[0])} " for text in entry.texts[tier])
            )
        return said

    def led_by(self, slug: str) -> BitMap:
        """The entries that stand for this topic above all: it, or a sub-topic of it, is their first."""
        return self.members.leading.get(slug, EMPTY)

    def tagged(self, slug: str) -> BitMap:
        """The entries that have this very topic, sub-topics aside."""
        return self.members.own(self.topics.rows[slug])

    def spellings(self, word: str) -> list[str]:
        """The words in use that are this one or share its stem."""
        stem = words.stem(word)
        return sorted({word, *self.base.forms_of(stem), *self.recent.stems.get(stem, ()), *self.topic_stems.get(stem, ())})

    def near_words(self, word: str, slips: int) -> list[str]:
        """The words in use that are spelled nearly so."""
        others = {*self.recent.words, *self.topics.phrases, *self.topic_words}
        near = {*self.base.spelling.near(word, slips), *near_among(others, word, slips)}
        return sorted(each for each in near if self._is_used(each)) if self.dead else sorted(near)

    def _is_used(self, word: str) -> bool:
        """Whether an entry says it now, or a topic is called so."""
        return any(self.said(word)) or word in self.topics.phrases or word in self.topic_words

    def uses(self, word: str) -> int:
        """How much a word is used: how often entries say it, and how many have the topics that it means."""
        meant = sum(len(self.having("topic", slug)) for slug in self.topics.phrases.get(word, ()))
        return self.base.uses(word) + sum(len(said.get(word, EMPTY)) for said in self.recent.said) + meant

    def named(self, text: str) -> BitMap:
        """The entries that have exactly this name, but for spaces and hyphens."""
        key = words.key(text)
        return self._now(self.base.named_exactly(key), self.recent.exact.get(key, EMPTY))

    def named_from(self, beginning: str) -> BitMap:
        """The entries with a name that begins so; the beginning is folded."""
        return self._now(self.base.named_from(beginning), self.recent.named_from(beginning))

    def _now(self, before: BitMap, since: BitMap) -> BitMap:
        """What the base and what has changed since say together, of published entries."""
        return difference(before | since if since else before, self.dead)

    # ---- suggestions ----

    def first_named_from(self, beginning: str, most: int) -> list[int]:
        """The first few entries, by name, with a name that begins so; the beginning is folded."""
        places = self.base.names.beginning(beginning)
        base = ((self.base.names[place], int(self.base.named[place])) for place in places)
        listed = [*islice((each for each in base if each[1] in self.live), most), *self.recent.names]
        begun = [each for each in listed if beginning <= each[0] < beginning + LAST_CHARACTER and each[1] in self.live]
        begun.sort(key=lambda each: (each[0], self.card(each[1]).id))
        return [number for _, number in begun[:most]]

    def saying_in_name(self, beginning: str) -> list[int]:
        """A few of the entries that say all these words in their names, the last one as a beginning."""
        *whole, last = words.tokens(beginning) or [""]
        if not last:
            return []
        said = intersection(in_name for [in_name] in (self.said_from(last, 1), *(self.said(word, 1) for word in whole)))
        return list(said[:MOST_IN_NAMES])

    def people_from(self, beginning: str, most: int) -> list[tuple[str, str]]:
        """Slug and name of the first few people whose name or surname begins so; the beginning is folded."""
        base = ((self.base.people[place], int(self.base.peopled[place])) for place in self.base.people.beginning(beginning))
        listed = [*islice((each for each in base if each[1] in self.live), 4 * most), *self.recent.people]
        begun = sorted(row for row, number in listed if row.startswith(beginning) and number in self.live)
        people = dict.fromkeys(tuple(row.split(SEPARATOR)[1:]) for row in begun)
        return [(slug, name) for slug, name in islice(people, most)]

    # ---- orders and pages ----

    def _listed(self, query: Query, result: BitMap, match: Match | None) -> tuple[Listed, Iterator[Section]]:
        """The entries in the query's order: one section, or under relevance one for each rank."""
        if match and query.order == "relevance":
            return Listed(self.base, self.recent, "name"), (((rank,), members) for rank, members in match.ranked(result))
        return Listed(self.base, self.recent, query.order), iter([((), result)])

    def _page(self, found: Found, result: BitMap, match: Match | None) -> None:
        query = found.query
        listed, sections = self._listed(query, result, match)
        if query.before:
            page = listed.page_before(sections, query.limit, (*query.before.key, query.before.id))
        else:
            page = listed.page(sections, query.limit, (*query.after.key, query.after.id) if query.after else None)
        found.cards, found.first = [self.card(number) for number in page.numbers], page.skipped + 1
        asked = query.first_page()
        if page.numbers:
            if page.skipped + len(page.numbers) < found.total:
                found.next = replace(asked, after=Cursor.at(query.order, listed.key(page, -1)))
            if page.skipped:
                found.previous = replace(asked, before=Cursor.at(query.order, listed.key(page, 0)))
        elif query.before and result:  # all that stood before the place has gone, so what is left begins the list
            found.next = asked
        elif query.after and result:
            found.previous = replace(asked, before=query.after.following())

    # ---- keeping up ----

    def with_changes(self, version: int, changed: set[int], entries: list[Entry], table: TopicTable) -> "Index":
        """The directory after changes: `entries` are what is published now of those that have `changed`."""
        gone = BitMap(number for pk in changed if (number := self.number_of(pk)) is not None)
        start = self.base.count + len(self.recent.cards)
        new = [(start + i, entry) for i, entry in enumerate(entries)]
        return replace(
            self,
            version=version,
            topics=table,
            members=self.members.changed(gone, new, table),
            live=(self.live - gone) | BitMap(number for number, _ in new),
            recent=self.recent.with_entries(new),
            dead=self.dead | gone,
        )
