"""An order of very many entries, walked from any place in it without sorting more than a few of them."""

from collections.abc import Buffer, Iterator, Sequence

import numpy as np
from pyroaring import BitMap

from directory.search.tables import Sections, Sets, numbers_of, set_of

BLOCKS = 256  # sets of neighbours in an order
FEW = 4096  # so many are sorted at once
DENSE = 32  # a set with more than one in so many of all entries
LOOKED_AT = 512  # places that are looked at one by one in such a set
AT_ONCE = 100  # so many become Python's numbers at once


class Order(Sequence[int]):
    """The numbers of all entries in an order. A place is counted from 0."""

    def __init__(self, sections: Sections, name: str):
        self.numbers = np.frombuffer(sections[f"{name}.order"], dtype=np.uint32)
        self.places = np.frombuffer(sections[f"{name}.places"], dtype=np.uint32)  # by number
        self.blocks = Sets(sections, name)
        self.held: list[BitMap | None] = [None] * len(self.blocks)
        self.size = block_size(len(self.numbers))
        self.end = np.uint32(len(self.numbers))

    @staticmethod
    def sections(name: str, numbers: np.ndarray) -> dict[str, Buffer]:
        """What an order that lists these numbers is read from."""
        places = np.empty(len(numbers), dtype=np.uint32)
        places[numbers] = np.arange(len(numbers), dtype=np.uint32)
        size = block_size(len(numbers))
        blocks = (set_of(numbers[start : start + size]) for start in range(0, len(numbers), size))
        flat = {f"{name}.order": numbers.astype(np.uint32).tobytes(), f"{name}.places": places.tobytes()}
        return flat | Sets.sections(name, blocks)

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, place):
        return int(self.numbers[place])

    def walk(self, members: BitMap, start: int = 0) -> Iterator[int]:
        """Those of the members that stand at this place or after it, in order."""
        if len(members) <= FEW:
            yield from self._at(self._places(members, start, len(self)))
            return
        if len(members) * DENSE > len(self):  # the next few are found sooner one by one than in a whole block
            soon = start + LOOKED_AT
            yield from (number for number in self.numbers[start:soon].tolist() if number in members)
            start = soon
        for block in range(start // self.size, len(self.blocks)):
            yield from self._at(self._places(self._block(block) & members, start, len(self)))

    def walk_back(self, members: BitMap, stop: int) -> Iterator[int]:
        """Those of the members that stand before this place, the last first."""
        if len(members) <= FEW:
            yield from self._at(self._places(members, 0, stop)[::-1])
            return
        for block in range(min(stop // self.size, len(self.blocks) - 1), -1, -1):
            yield from self._at(self._places(self._block(block) & members, 0, stop)[::-1])

    def count_before(self, members: BitMap, stop: int) -> int:
        """How many of the members stand before this place."""
        if len(members) <= FEW:
            return len(self._places(members, 0, stop))
        whole = stop // self.size
        count = sum(self._block(block).intersection_cardinality(members) for block in range(whole))
        return count + (len(self._places(self._block(whole) & members, 0, stop)) if whole < len(self.blocks) else 0)

    def _block(self, block: int) -> BitMap:
        held = self.held[block]
        if held is None:
            held = self.held[block] = self.blocks[block]
        return held

    def _places(self, members: BitMap, start: int, stop: int) -> np.ndarray:
        """Where the members stand between two places, ascending; those that are not of this order are passed over."""
        numbers = numbers_of(members)
        places = self.places[numbers[: numbers.searchsorted(self.end)]]
        places.sort()
        first, last = places.searchsorted(np.array([start, stop], dtype=np.uint32))
        return places[first:last]

    def _at(self, places: np.ndarray) -> Iterator[int]:
        """The numbers at these places; of many, a page's worth is made at a time."""
        for start in range(0, len(places), AT_ONCE):
            yield from self.numbers[places[start : start + AT_ONCE]].tolist()


def block_size(count: int) -> int:
    return max(1, -(-count // BLOCKS))
