"""The published directory as sets of numbers, in this process.

Every published entry has a number; every topic, facet value and word is the set of entries that have it (a roaring bitmap). A
query is algebra on these sets, a page is the first few of a set under an order. The database stays the truth: `current` asks
it for the directory's version, and builds the index anew when that has moved on.
"""

import threading
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from heapq import nsmallest

from pyroaring import BitMap

from directory.models import Channel, DirectoryVersion, Organization, OrganizationTopic, OtherName, Role, WayToHelp
from directory.models.vocabulary import Help, Kind
from directory.places import COUNTRIES
from directory.search import matching, words
from directory.search.cards import Card
from directory.search.facets import FacetValue, count_facets
from directory.search.matching import EMPTY, TIERS, Match
from directory.search.query import Cursor, Query, Years
from directory.search.spelling import Spelling
from directory.search.topics import TopicRow, TopicTable
from directory.text import fold, sort_key

LAST_CHARACTER = "\U0010ffff"
MOST_SPELLINGS = 256


@dataclass
class Found:
    """The answer to a query: one page of it, and what the facets say."""

    query: Query
    total: int
    cards: list[Card]
    facets: dict[str, list[FacetValue]]
    next: Query | None = None
    previous: Query | None = None
    first: int = 1  # place of the page's first entry in the whole result, counted from 1
    corrected: str = ""  # the words that were searched instead of those that found nothing
    is_partial: bool = False  # no entry has all the words: these have most of them

    @property
    def ids(self) -> list[int]:
        return [card.id for card in self.cards]


@dataclass(repr=False)
class Index:
    version: int
    topics: TopicTable
    ids: list[int] = field(default_factory=list)  # by number; numbers are in the order of names
    names: list[str] = field(default_factory=list)  # as they are sorted
    shown: list[str] = field(default_factory=list)  # names as they are written
    slugs: list[str] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)  # by id
    held: list[Card] = field(default_factory=list)  # by number
    people: list[tuple[str, tuple[str, str]]] = field(default_factory=list)  # folded name; slug and name
    began: list[int | None] = field(default_factory=list)
    everything: BitMap = field(default_factory=BitMap)
    ended: BitMap = field(default_factory=BitMap)
    sets: dict[str, dict[str, BitMap]] = field(default_factory=dict)
    years: dict[int, BitMap] = field(default_factory=dict)
    tiers: list[dict[str, BitMap]] = field(default_factory=list)
    pairs: list[dict[str, BitMap]] = field(default_factory=list)  # two words in a row, by tier
    vocabulary: list[str] = field(default_factory=list)
    stems: dict[str, list[str]] = field(default_factory=dict)
    spellable: list[str] = field(default_factory=list)
    exact: dict[str, BitMap] = field(default_factory=dict)
    folded_names: list[tuple[str, int]] = field(default_factory=list)  # every name of every entry, sorted
    phrases: dict[str, list[str]] = field(default_factory=dict)  # what means topics: topics.phrases
    topic_words: dict[str, list[str]] = field(default_factory=dict)  # single words in topics' names
    own: dict[str, BitMap] = field(default_factory=dict)  # entries that have this very topic
    leading: dict[str, BitMap] = field(default_factory=dict)  # entries whose first topic is this, or a sub-topic of it
    orders: dict[str, list[tuple]] = field(default_factory=dict)

    # ---- asking ----

    def find(self, query: Query) -> Found:
        """One page of the entries that match, and the facets' counts."""
        match = matching.match(self, query.text) if query.text else None
        base = self._base(query, match)
        chosen = {facet: self.chosen(facet, query) for facet in FACETS}
        result = self._result(query, match)
        found = Found(query, len(result), [], count_facets(self, query, base, chosen, result))
        if match:
            found.corrected, found.is_partial = match.corrected, match.is_partial
        self._page(found, result, match)
        return found

    def _base(self, query: Query, match: Match | None) -> BitMap:
        """What matches the words, without what is left out."""
        base = match.all.copy() if match else self.everything.copy()
        for slug in query.without:
            base -= self.having("topic", slug)
        return base

    def _result(self, query: Query, match: Match | None) -> BitMap:
        result = self._base(query, match)
        for facet in FACETS:
            if (members := self.chosen(facet, query)) is not None:
                result &= members
        return result

    def stream(self, query: Query) -> Iterator[int]:
        """The ids of all entries that match, in the query's order; its cursor and limit do not count."""
        match = matching.match(self, query.text) if query.text else None
        result = self._result(query, match)
        for entry in self._ranked(query.order, result, match):
            yield entry[-2]

    def having(self, facet: str, value: str) -> BitMap:
        """The entries that have a facet's value; a topic includes its sub-topics."""
        if facet == "began":
            return self._in_years(Years.read(value))
        return self.sets[facet].get(value, EMPTY)

    def chosen(self, facet: str, query: Query) -> BitMap | None:
        """The entries that match what is chosen in one facet; None when nothing is."""
        values = query.chosen(facet)
        if not values:
            return None
        sets = [self.having(facet, value) for value in values]
        if facet == "topic" and query.match == "all":
            return BitMap.intersection(*sets)
        return BitMap.union(*sets)

    def _in_years(self, years: Years) -> BitMap:
        inside = [
            members
            for year, members in self.years.items()
            if (years.first is None or year >= years.first) and (years.last is None or year <= years.last)
        ]
        return BitMap.union(*inside) if inside else BitMap()

    def cards(self, ids: list[int]) -> list[Card]:
        """The cards of those of these entries that are published, in the order of the ids."""
        return [self.held[number] for pk in ids if (number := self.numbers.get(pk)) is not None]

    def related_topics(self, slug: str) -> list[tuple[TopicRow, int]]:
        """Topics that the same entries have, the most common first, with how many; not itself, its cause or sub-causes."""
        here, row = self.having("topic", slug), self.topics.rows[slug]
        others = [
            each for each in self.topics.rows.values() if slug not in (each.slug, each.parent) and each.slug != row.parent
        ]
        shared = [(each, self.having("topic", each.slug).intersection_cardinality(here)) for each in others]
        return sorted(((each, count) for each, count in shared if count), key=lambda pair: (-pair[1], pair[0].name))

    @property
    def total(self) -> int:
        """How many entries the public may see."""
        return len(self.ids)

    # ---- words ----

    def saying(self, word: str, tier: int) -> BitMap:
        """The entries that say a word in this tier or a better one; names of topics belong to the second tier."""
        said = [members for t in range(tier + 1) if (members := self.tiers[t].get(word))]
        if tier > 0:
            said += [self.having("topic", slug) for slug in self.topic_words.get(word, ())]
        return BitMap.union(EMPTY, *said)

    def saying_only_in(self, word: str, tier: int) -> BitMap:
        """The entries that say a word in this very tier, topics' names aside."""
        return self.tiers[tier].get(word, EMPTY)

    def led_by(self, slug: str) -> BitMap:
        """The entries that stand for this topic above all: it, or a sub-topic of it, is their first."""
        return self.leading.get(slug, EMPTY)

    def tagged(self, slug: str) -> BitMap:
        """The entries that have this very topic, sub-topics aside."""
        return self.own.get(slug, EMPTY)

    def saying_pair(self, pair: str, tier: int) -> BitMap:
        """The entries that say two words one after the other; the pair is given as one word."""
        return BitMap.union(EMPTY, *(members for t in range(tier + 1) if (members := self.pairs[t].get(pair))))

    def spellings(self, word: str, *, as_prefix: bool) -> list[str]:
        """The words in use that are this one, share its stem, or, the most used of them, begin with it."""
        spellings = {word, *self.stems.get(words.stem(word), ())}
        if as_prefix:
            start, stop = bisect_left(self.vocabulary, word), bisect_right(self.vocabulary, word + LAST_CHARACTER)
            spellings.update(nsmallest(MOST_SPELLINGS, self.vocabulary[start:stop], key=lambda each: (-self.uses(each), each)))
        return sorted(spellings)

    def saying_in_name(self, beginning: str) -> list[int]:
        """The first few entries with a word in a name that begins so."""
        start, stop = bisect_left(self.vocabulary, beginning), bisect_right(self.vocabulary, beginning + LAST_CHARACTER)
        said = [members for word in self.vocabulary[start:stop] if (members := self.tiers[0].get(word))]
        return list(BitMap.union(EMPTY, *said)[:20])

    def number_of(self, pk: int) -> int | None:
        """An entry's number, or None when it is not published."""
        return self.numbers.get(pk)

    @cached_property
    def spelling(self) -> Spelling:
        """Every word that finds something, for the correction of typos."""
        return Spelling.of(self.spellable)

    def near_words(self, word: str, slips: int) -> list[str]:
        """The words in use that are spelled nearly so."""
        return self.spelling.near(word, slips)

    def uses(self, word: str) -> int:
        """How much a word is used: in how many entries, counted once for each tier, and by its topics."""
        said = sum(len(tier.get(word, EMPTY)) for tier in self.tiers)
        return said + sum(len(self.having("topic", slug)) for slug in self.phrases.get(word, ()))

    def named(self, text: str) -> BitMap:
        """The entries that have exactly this name, but for spaces and hyphens."""
        return self.exact.get(words.key(text), EMPTY)

    def named_from(self, beginning: str) -> BitMap:
        """The entries with a name that begins so; the beginning is folded."""
        start = bisect_left(self.folded_names, (beginning,))
        stop = bisect_left(self.folded_names, (beginning + LAST_CHARACTER,))
        return BitMap(number for _, number in self.folded_names[start:stop])

    # ---- orders and pages ----

    def _page(self, found: Found, result: BitMap, match: Match | None) -> None:
        query = found.query
        order = query.order
        ranked = self._ranked(order, result, match)
        start, stop = 0, query.limit
        if query.after:
            start = bisect_right(ranked, (*query.after.key, query.after.id), key=lambda entry: entry[:-1])
            stop = start + query.limit
        elif query.before:
            stop = bisect_left(ranked, (*query.before.key, query.before.id), key=lambda entry: entry[:-1])
            start = max(0, stop - query.limit)
        page = ranked[start:stop]
        found.cards, found.first = [self.held[entry[-1]] for entry in page], start + 1
        asked = query.first_page()
        if page and stop < len(ranked):
            found.next = replace(asked, after=self._cursor(order, page[-1]))
        if start > 0:
            before = ranked[start] if start < len(ranked) else None
            cursor = self._cursor(order, before) if before else query.after
            found.previous = replace(asked, before=cursor)

    def _ranked(self, order: str, result: BitMap, match: Match | None) -> list[tuple]:
        keys = self._by_relevance(result, match) if match and order == "relevance" else self.orders[order]
        return [entry for entry in keys if entry[-1] in result]

    def _by_relevance(self, result: BitMap, match: Match) -> list[tuple]:
        return [
            (rank, self.names[number], self.ids[number], number)
            for rank, members in match.ranked
            for number in members & result
        ]

    @staticmethod
    def _cursor(order: str, entry: tuple) -> Cursor:
        *key, pk, _number = entry
        return Cursor(order, tuple(key), pk)

    # ---- building ----

    @classmethod
    def build(cls, version: int) -> "Index":
        """Read the whole published directory; a fixed number of queries."""
        index = cls(version, TopicTable.load())
        _Builder(index).build()
        return index


FACETS = ("topic", "kind", "help", "country", "network", "language", "began")


class _Builder:
    def __init__(self, index: Index):
        self.index = index
        self.members: dict[str, defaultdict[str, list[int]]] = {facet: defaultdict(list) for facet in FACETS}
        self.own: defaultdict[str, list[int]] = defaultdict(list)
        self.leading: defaultdict[str, list[int]] = defaultdict(list)
        self.texts: list[tuple[list[str], list[str], list[str]]] = []
        self.number: dict[int, int] = {}

    def build(self) -> None:
        rows = sorted(
            Organization.objects.published().values_list(
                "id", "name", "kind", "summary", "description", "editors_note", "began", "seat", "country", "works_in",
                "languages", "published_at", "verified_on", "ended", "slug", "uid", "logo",
            ),
            key=lambda row: (sort_key(row[1]), row[0]),
        )  # fmt: skip
        index = self.index
        index.ids = [row[0] for row in rows]
        index.names = [sort_key(row[1]) for row in rows]
        index.shown = [row[1] for row in rows]
        index.slugs = [row[14] for row in rows]
        index.began = [row[6] for row in rows]
        index.everything = BitMap(range(len(rows)))
        index.ended = BitMap(number for number, row in enumerate(rows) if row[13] is not None)
        self.number = index.numbers = {pk: number for number, pk in enumerate(index.ids)}
        for number, row in enumerate(rows):
            self._facts(number, row)
        self._names()
        self._topics()
        self._parts()
        self._words()
        index.sets = {
            facet: {value: BitMap(numbers) for value, numbers in values.items()} for facet, values in self.members.items()
        }
        index.own = {slug: BitMap(numbers) for slug, numbers in self.own.items()}
        index.leading = {slug: BitMap(numbers) for slug, numbers in self.leading.items()}
        self._orders(rows)
        self._cards(rows)

    def _cards(self, rows: list[tuple]) -> None:
        topics: defaultdict[int, list[int]] = defaultdict(list)
        ways: defaultdict[int, dict[str, None]] = defaultdict(dict)
        tagged = OrganizationTopic.objects.order_by("position", "id").values_list("content_object_id", "tag_id")
        for number, topic_id in self._numbered(tagged):
            topics[number].append(topic_id)
        helped = WayToHelp.objects.order_by("position", "id").values_list("organization_id", "kind")
        for number, kind in self._numbered(helped):
            ways[number][kind] = None
        for number, row in enumerate(rows):
            pk, name, kind, summary, _, _, began, seat, country, _, languages, published, verified, ended, slug, uid, logo = row
            self.index.held.append(
                Card(
                    id=pk,
                    uid=uid.bytes,
                    slug=slug,
                    name=name,
                    kind=kind,
                    summary=summary,
                    seat=seat,
                    country=country,
                    began=began,
                    ended=ended,
                    language=languages[0] if languages else "",
                    logo=logo or "",
                    topics=tuple(topics[number]),
                    ways=tuple(ways[number]),
                    published=_seconds(published) or 0,
                    verified=_days(verified),
                )
            )

    def _facts(self, number: int, row: tuple) -> None:
        _, name, kind, summary, description, note, began, seat, country, works_in, languages, *_ = row
        self.members["kind"][kind].append(number)
        for code in {country, *works_in} - {""}:
            self.members["country"][code].append(number)
        for tag in languages:
            self.members["language"][tag].append(number)
        places = [seat, *(COUNTRIES.get(code, "") for code in {country, *works_in} - {""})]
        self.texts.append(([name], [summary, Kind(kind).label, *places], [description, note]))
        if began is not None:
            self.index.years.setdefault(began, BitMap()).add(number)

    def _numbered(self, rows: Iterable[tuple]) -> Iterable[tuple]:
        """Rows that begin with the id of a published organization, with its number instead."""
        for pk, *rest in rows:
            if (number := self.number.get(pk)) is not None:
                yield number, *rest

    def _names(self) -> None:
        self.index.folded_names = [(fold(names[0]), number) for number, (names, _, _) in enumerate(self.texts)]
        for number, name in self._numbered(OtherName.objects.values_list("organization_id", "name")):
            self.texts[number][0].append(name)
            self.index.folded_names.append((fold(name), number))
        self.index.folded_names.sort()
        for number, (names, _, _) in enumerate(self.texts):
            for name in names:
                self.index.exact.setdefault(words.key(name), BitMap()).add(number)

    def _topics(self) -> None:
        table = self.index.topics
        slug_of = {row.id: row.slug for row in table.rows.values()}
        places = OrganizationTopic.objects.values_list("content_object_id", "tag_id", "position")
        for number, topic_id, place in self._numbered(places):
            if topic_id not in slug_of:
                continue  # a topic of a moment ago, whose change will have the index built again
            row = table.rows[slug_of[topic_id]]
            chain = [row] if row.parent is None else [row, table.rows[row.parent]]
            self.own[row.slug].append(number)
            for each in chain:
                self.members["topic"][each.slug].append(number)
                if place == 0:
                    self.leading[each.slug].append(number)
        for row in table.rows.values():
            for word in words.indexed(row.name):
                self.index.topic_words.setdefault(word, []).append(row.slug)
        self.index.phrases = table.phrases

    def _parts(self) -> None:
        for number, kind, note in self._numbered(WayToHelp.objects.values_list("organization_id", "kind", "note")):
            self.members["help"][kind].append(number)
            self.texts[number][1].append(Help(kind).label)
            self.texts[number][1].append(note)
        for number, network in self._numbered(Channel.objects.values_list("organization_id", "network").distinct()):
            self.members["network"][network].append(number)
        people: set[tuple[str, tuple[str, str]]] = set()
        roles = Role.objects.values_list("organization_id", "person__name", "role", "person__slug")
        for number, name, role, slug in self._numbered(roles):
            self.texts[number][2].extend([name, role])
            people.update((part, (slug, name)) for part in (fold(name), fold(name).rpartition(" ")[2]))
        self.index.people = sorted(people)

    def _words(self) -> None:
        tiers: list[defaultdict[str, list[int]]] = [defaultdict(list) for _ in range(TIERS)]
        pairs: list[defaultdict[str, list[int]]] = [defaultdict(list) for _ in range(TIERS)]
        for number, texts in enumerate(self.texts):
            for tier, parts in enumerate(texts):
                for word in set().union(*(words.indexed(part) for part in parts)):
                    tiers[tier][word].append(number)
                for pair in set().union(*(words.pairs(part) for part in parts)):
                    pairs[tier][pair].append(number)
        index = self.index
        index.tiers = [{word: BitMap(numbers) for word, numbers in tier.items()} for tier in tiers]
        index.pairs = [{pair: BitMap(numbers) for pair, numbers in tier.items()} for tier in pairs]
        index.vocabulary = sorted(set().union(*tiers))
        for word in index.vocabulary:
            index.stems.setdefault(words.stem(word), []).append(word)
        index.spellable = sorted({*index.vocabulary, *index.phrases, *index.topic_words})
        for word in {*index.phrases, *index.topic_words}:
            forms = index.stems.setdefault(words.stem(word), [])
            if word not in forms:
                forms.append(word)

    def _orders(self, rows: list[tuple]) -> None:
        """Each order is a sorted list of (key, name, id, number); what has no date comes last."""
        index = self.index
        dates = {
            "newest": [_seconds(row[11]) for row in rows],
            "verified": [_days(row[12]) for row in rows],
            "began": list(index.began),
        }
        index.orders["name"] = [
            (name, pk, number) for number, (name, pk) in enumerate(zip(index.names, index.ids, strict=True))
        ]
        for order, values in dates.items():
            index.orders[order] = sorted(
                (-value if value is not None else NO_DATE, index.names[number], index.ids[number], number)
                for number, value in enumerate(values)
            )


NO_DATE = 2**62


def _seconds(moment: datetime | None) -> int | None:
    return int(moment.astimezone(UTC).timestamp() * 1_000_000) if moment else None


def _days(day: date | None) -> int | None:
    return day.toordinal() if day else None


_lock = threading.Lock()
_current: Index | None = None


def current(version: int | None = None) -> Index:
    """The index of the directory as it is now: one query when nothing has changed, none when the caller knows the version."""
    global _current
    version = DirectoryVersion.current() if version is None else version
    held = _current
    if held is None or held.version < version:
        with _lock:
            if _current is None or _current.version < version:
                _current = Index.build(version)
            held = _current
    return held


def forget() -> None:
    """Drop the index, so that the next question reads the database: for tests, whose databases jump back in time."""
    global _current
    _current = None
