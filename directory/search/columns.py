"""What each entry has of one group of values, in columns: to count a few entries is to look these up.

The first column holds the first value of every entry, the next one the second of those that have two, and so on.
"""

from collections.abc import Buffer, Sequence

import numpy as np
from pyroaring import BitMap

from directory.search.tables import Sections, Sets, numbers_of

MOST_COLUMNS = 8  # what an entry has beyond is kept as sets, since few have so much
FEW = 800  # members are looked up in all columns at once
NOTHING = 0  # in a column; values are counted from 1


class Columns:
    """Asked with sets of numbers below `count`."""

    def __init__(self, sections: Sections, name: str, values: int, count: int):
        flat = np.frombuffer(sections[f"{name}.columns"], dtype=_dtype(values))
        self.columns = flat.reshape(-1, max(count, 1))
        further = Sets(sections, f"{name}.further")
        self.further = [(place, having) for place in range(len(further)) if (having := further[place])]
        self.values = values
        self.reaching: dict[int, BitMap] = {}

    @staticmethod
    def sections(name: str, sets: Sequence[BitMap], count: int) -> dict[str, Buffer]:
        """What the columns of these sets are read from: each set is of the numbers that have a value."""
        columns = np.zeros((MOST_COLUMNS, count), dtype=_dtype(len(sets)))
        filled = np.zeros(count, dtype=np.int64)
        further = []
        for place, having in enumerate(sets):
            numbers = numbers_of(having)
            depth = filled[numbers]
            fits = depth < MOST_COLUMNS
            columns[depth[fits], numbers[fits]] = place + 1
            further.append(BitMap(numbers[~fits].tolist()))
            filled[numbers] += 1
        needed = min(MOST_COLUMNS, int(filled.max(initial=0)))
        return {f"{name}.columns": columns[:needed].tobytes()} | Sets.sections(f"{name}.further", further)

    def counts(self, members: BitMap) -> np.ndarray:
        """How many of the members have each value, by its place among the values."""
        numbers = numbers_of(members).astype(np.intp)
        if len(numbers) <= FEW:
            counts = np.bincount(self.columns[:, numbers].ravel(), minlength=self.values + 1)
        else:
            counts = self._counts_by_column(members, numbers)
        for place, having in self.further:
            counts[place + 1] += having.intersection_cardinality(members)
        return counts[1:]

    def _counts_by_column(self, members: BitMap, numbers: np.ndarray) -> np.ndarray:
        """Column by column, in each the members that have something there: soon there are few."""
        counts = np.zeros(self.values + 1, dtype=np.int64)
        for place, column in enumerate(self.columns):
            if place:
                numbers = numbers_of(members & self._reaching(place)).astype(np.intp)
            counts += np.bincount(column[numbers], minlength=len(counts))
        return counts

    def _reaching(self, place: int) -> BitMap:
        """The numbers that have something in this column."""
        if place not in self.reaching:
            numbers = np.flatnonzero(self.columns[place] != NOTHING)
            self.reaching[place] = BitMap(numbers.astype(np.uint32).tolist())
        return self.reaching[place]


def _dtype(values: int) -> type[np.unsignedinteger]:
    """Room for so many values and for nothing."""
    return next(dtype for dtype in (np.uint8, np.uint16, np.uint32) if values <= np.iinfo(dtype).max)
