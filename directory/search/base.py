"""The bulk of the index: the entries of one version as tables in flat memory, which all processes of a machine share.

Entries with the same topics, country and kind get neighbouring numbers, which keeps sets small and quick. What has changed since
is in recent.py.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Buffer, Iterable, Sequence

import numpy as np
from pyroaring import BitMap

from directory.search import words
from directory.search.cards import ORDERS, Cards, CardWriter, Key, key_of, keys_of
from directory.search.columns import Columns
from directory.search.entries import Entry
from directory.search.hashes import chained, pair_keys, text_hash
from directory.search.members import GROUPS, Members, memberships
from directory.search.orders import Order
from directory.search.sets import EMPTY
from directory.search.spelling import Spelling, table_of
from directory.search.tables import (
    NUMBER_BITS,
    HashedTexts,
    KeyedSets,
    Lists,
    Sections,
    Sets,
    SortedTexts,
    grouped,
    set_of,
)
from directory.search.terms import TIERS
from directory.search.topics import TopicTable
from directory.text import fold

PAIRED_TIERS = 2  # pairs of words are kept for names and summaries; those of long texts would be most of the index
LOOKED_UP = ("kind", "help", "country", "network", "language", "own")  # groups of which each entry's values are kept, too
SEPARATOR = "\x1f"


class Base:
    """Asked by number, word or name; it never changes. Numbers go from 0 to `count`."""

    def __init__(self, sections: Sections, values: dict[str, list[str]]):
        self.sections, self.values = sections, values
        self.cards = Cards(sections)
        self.count = len(self.cards)
        self.ids = np.frombuffer(sections["ids"], dtype=np.int64)  # ascending
        self.numbers_by_id = np.frombuffer(sections["numbers_by_id"], dtype=np.uint32)
        self.words = SortedTexts(sections, "words")
        self.spelling = Spelling(self.words, sections["spelling"])
        self.used = np.frombuffer(sections["used"], dtype=np.uint32)  # by word: how often it is said
        self.said = [Sets(sections, f"said{tier}") for tier in range(TIERS)]
        self.pairs = [KeyedSets(sections, f"pairs{tier}") for tier in range(PAIRED_TIERS)]
        self.stems = SortedTexts(sections, "stems")
        self.forms = Lists(sections, "forms")  # by stem: places of words
        self.names = SortedTexts(sections, "names")  # folded, every name of every entry
        self.named = np.frombuffer(sections["named"], dtype=np.uint32)
        self.exact = HashedTexts(sections, "exact")
        self.people = SortedTexts(sections, "people")  # folded name or surname, slug, name
        self.peopled = np.frombuffer(sections["peopled"], dtype=np.uint32)
        self.has = {group: Columns(sections, f"has.{group}", len(values[group]), self.count) for group in LOOKED_UP}
        self.orders = {order: Order(sections, order) for order in ORDERS}

    def members(self, table: TopicTable) -> Members:
        return Members.read(self.sections, self.values, table)

    def number_of(self, pk: int) -> int | None:
        place = bisect_left(self.ids, pk)
        return int(self.numbers_by_id[place]) if place < self.count and self.ids[place] == pk else None

    def said_by_tier(self, word: str, tiers: int = TIERS) -> list[BitMap]:
        """The entries that say a word, in each of the first tiers."""
        place = self.words.find(word)
        return [EMPTY if place is None else self.said[tier][place] for tier in range(tiers)]

    def saying_pair(self, key: int) -> list[BitMap]:
        """The entries that say two words with this key side by side, in each of the tiers of which pairs are kept."""
        return [pairs.get(key) for pairs in self.pairs]

    def most_used_from(self, beginning: str, most: int) -> Sequence[int]:
        """The places of the words that begin so; of many, of those that are said most, then of the first in the alphabet."""
        places = self.words.beginning(beginning)
        if len(places) <= most:
            return places
        most_used_first = np.argsort(~self.used[places.start : places.stop], kind="stable")
        return (most_used_first[:most] + places.start).tolist()

    def uses(self, word: str) -> int:
        """How often a word is said."""
        place = self.words.find(word)
        return 0 if place is None else int(self.used[place])

    def forms_of(self, stem: str) -> list[str]:
        """The words that share this stem."""
        place = self.stems.find(stem)
        return [] if place is None else [self.words[word] for word in self.forms[place]]

    def named_exactly(self, key: str) -> BitMap:
        return self.exact.get(text_hash(key))

    def named_from(self, beginning: str) -> BitMap:
        """The entries with a folded name that begins so."""
        places = self.names.beginning(beginning)
        return set_of(np.sort(self.named[places.start : places.stop])) if places else EMPTY

    def place_in(self, order: str, key: Key, *, after: bool) -> int:
        """How many entries stand before this key in an order, one that has the very key included if `after`."""
        bisect = bisect_right if after else bisect_left
        return bisect(self.orders[order], key, key=lambda number: key_of(order, self.cards[number]))


def build(entries: Iterable[Entry]) -> Base:
    """The base of these entries, in whatever order they come."""
    builder = _Builder()
    for entry in entries:
        builder.add(entry)
    return Base(*builder.sections())


class _Vocabulary(dict[str, int]):
    """Words by number, in the order in which they are met; 0 is no word, which stands between texts."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self) + 1
        return number


class _Builder:
    """Collects entries one by one in flat arrays, under passing numbers; sorts and numbers them at the end."""

    def __init__(self):
        self.ids = array("q")
        self.cards = CardWriter()
        self.keys: list[tuple[Key, ...]] = []
        self.alike: list[tuple] = []
        self.vocabulary = _Vocabulary()
        self.spoken = [array("I") for _ in range(TIERS)]  # numbers of words, in the order of the texts
        self.spoken_of = [array("I") for _ in range(TIERS)]  # how many of them each entry has
        self.besides: list[list[tuple[int, int]]] = [[] for _ in range(TIERS)]  # word and entry
        self.members: dict[str, dict[str, array]] = {group: {} for group in GROUPS}
        self.names: list[tuple[str, int]] = []
        self.exact: list[tuple[int, int]] = []
        self.people: list[tuple[str, int]] = []

    def add(self, entry: Entry) -> None:
        number, card = len(self.ids), entry.card
        self.ids.append(card.id)
        self.cards.add(card)
        self.keys.append(keys_of(card))
        self.alike.append((card.topics, card.country, card.kind))
        for tier, texts in enumerate(entry.texts):
            self._add_words(number, tier, texts)
        for group, value in memberships(entry):
            self.members[group].setdefault(value, array("I")).append(number)
        for name in entry.names:
            self.names.append((fold(name), number))
            self.exact.append((text_hash(words.key(name)), number))
        self.people += [(row, number) for row in people_rows(entry)]

    def _add_words(self, number: int, tier: int, texts: list[str]) -> None:
        spoken, start = self.spoken[tier], len(self.spoken[tier])
        for text in texts:
            in_order, besides = words.spoken(text)
            spoken.extend(map(self.vocabulary.__getitem__, in_order))
            spoken.append(0)
            self.besides[tier] += [(self.vocabulary[word], number) for word in besides]
        self.spoken_of[tier].append(len(spoken) - start)

    def sections(self) -> tuple[dict[str, Buffer], dict[str, list[str]]]:
        final = self._final_numbers()
        by_number = np.argsort(final)
        flat: dict[str, Buffer] = self.cards.sections(by_number.tolist())
        ids = np.frombuffer(self.ids, dtype=np.int64)
        by_id = np.argsort(ids)
        flat |= {"ids": ids[by_id].tobytes(), "numbers_by_id": final[by_id].tobytes()}
        for place, order in enumerate(ORDERS):
            keys = [each[place] for each in self.keys]
            passing = sorted(range(len(keys)), key=keys.__getitem__)
            flat |= Order.sections(order, final[np.array(passing, dtype=np.int64)])
        flat |= self._words(final)
        flat |= _texts_with_numbers("names", "named", self.names, final)
        flat |= _texts_with_numbers("people", "peopled", self.people, final)
        hashes = np.array([hashed for hashed, _ in self.exact], dtype=np.uint64)
        flat |= HashedTexts.sections("exact", hashes, final[np.array([n for _, n in self.exact], dtype=np.int64)])
        members, values = self._members(final)
        return flat | members, values

    def _final_numbers(self) -> np.ndarray:
        """By passing number: neighbours are alike, first in their most common topics, then in country and kind."""
        common = Counter(topic for topics, _, _ in self.alike for topic in topics)
        ranks = {topic: rank for rank, (topic, _) in enumerate(common.most_common())}
        keys = [(sorted(map(ranks.__getitem__, topics)), country, kind) for topics, country, kind in self.alike]
        final = np.empty(len(keys), dtype=np.uint32)
        final[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys), dtype=np.uint32)
        return final

    def _members(self, final: np.ndarray) -> tuple[dict[str, Buffer], dict[str, list[str]]]:
        groups = {
            group: {
                value: set_of(final[np.frombuffer(numbers, dtype=np.uint32)], optimize=False)
                for value, numbers in values.items()
            }
            for group, values in self.members.items()
        }
        members = Members(groups, TopicTable())
        flat, values = members.sections()
        for group in LOOKED_UP:
            flat |= Columns.sections(f"has.{group}", [groups[group][value] for value in values[group]], len(final))
        return flat, values

    def _words(self, final: np.ndarray) -> dict[str, Buffer]:
        ordered = sorted(self.vocabulary)
        place_of = np.zeros(len(ordered) + 1, dtype=np.uint64)
        for place, word in enumerate(ordered):
            place_of[self.vocabulary[word]] = place
        flat = SortedTexts.sections("words", ordered) | _forms(ordered) | {"spelling": table_of(ordered)}
        used = np.zeros(len(ordered), dtype=np.uint32)
        hashed = [(0, 0), *(chained(word) for word in self.vocabulary)]
        values = np.array([value for value, _ in hashed], dtype=np.uint64)
        factors = np.array([factor for _, factor in hashed], dtype=np.uint64)
        for tier in range(TIERS):
            spoken = np.frombuffer(self.spoken[tier], dtype=np.uint32)
            entry = np.repeat(final, np.frombuffer(self.spoken_of[tier], dtype=np.uint32)).astype(np.uint64)
            is_word = spoken != 0
            besides = np.array(self.besides[tier] or [(0, 0)][:0], dtype=np.int64).reshape(-1, 2)
            used += np.bincount(place_of[spoken[is_word]].astype(np.int64), minlength=len(ordered)).astype(np.uint32)
            np.add.at(used, place_of[besides[:, 0]], np.uint32(1))
            postings = np.concatenate(
                [
                    (place_of[spoken[is_word]] << np.uint64(NUMBER_BITS)) | entry[is_word],
                    (place_of[besides[:, 0]] << np.uint64(NUMBER_BITS)) | final[besides[:, 1]].astype(np.uint64),
                ]
            )
            flat |= _sets_by_place(f"said{tier}", postings, len(ordered))
            if tier < PAIRED_TIERS:
                first, second = spoken[:-1], spoken[1:]
                beside = (first != 0) & (second != 0)
                keys = pair_keys(values[first[beside]], values[second[beside]], factors[second[beside]])
                flat |= KeyedSets.sections(f"pairs{tier}", (keys << np.uint64(NUMBER_BITS)) | entry[1:][beside])
        return flat | {"used": used.tobytes()}


def people_rows(entry: Entry) -> Iterable[str]:
    """Under which beginnings a person is suggested: the name and the surname, each with slug and name."""
    for slug, name in entry.people:
        folded = fold(name)
        for beginning in dict.fromkeys((folded, folded.rpartition(" ")[2])):
            yield SEPARATOR.join((beginning, slug, name))


def _texts_with_numbers(texts: str, numbers: str, rows: list[tuple[str, int]], final: np.ndarray) -> dict[str, Buffer]:
    ordered = sorted(rows)
    of = final[np.array([number for _, number in ordered], dtype=np.int64)]
    return SortedTexts.sections(texts, (text for text, _ in ordered)) | {numbers: of.tobytes()}


def _sets_by_place(name: str, postings: np.ndarray, count: int) -> dict[str, Buffer]:
    sets: list[BitMap | None] = [None] * count
    for place, members in zip(*grouped(postings), strict=True):
        sets[int(place)] = members
    return Sets.sections(name, sets)


def _forms(ordered: list[str]) -> dict[str, Buffer]:
    forms: dict[str, list[int]] = {}
    for place, word in enumerate(ordered):
        forms.setdefault(words.stem(word), []).append(place)
    stems = sorted(forms)
    return SortedTexts.sections("stems", stems) | Lists.sections("forms", (forms[stem] for stem in stems))
