"""What each entry has of one group of values, in the columns of a table: to count a few entries is to look these up.

The first column holds the first value of every entry, the next one the second of those that have two, and so on. An entry's values
lie side by side, so that a look-up goes to one place in memory.
"""

from collections.abc import Buffer, Sequence

import numpy as np
from pyroaring import BitMap

from directory.search.tables import Sections, Sets, numbers_of

MOST_COLUMNS = 8  # what an entry has beyond is kept as sets, since few have so much
NOTHING = 0


class Columns:
    """Asked with sets of numbers below `count`. Values are known by their places; in the table they are counted from 1."""

    def __init__(self, sections: Sections, name: str, values: int, count: int):
        memory = memoryview(sections[f"{name}.columns"])
        self.values, self.dtype = values, np.dtype(_dtype(values))
        # Each entry's values as one piece of memory, which is copied four times as fast as a row of an array.
        self.rows = np.frombuffer(memory, dtype=np.dtype((np.void, len(memory) // count))) if len(memory) else None
        further = Sets(sections, f"{name}.further")
        self.further = [(place, having) for place in range(len(further)) if (having := further[place])]

    @staticmethod
    def sections(name: str, sets: Sequence[BitMap], count: int) -> dict[str, Buffer]:
        """What the columns of these sets are read from: each set is of the numbers that have a value."""
        table = np.zeros((count, MOST_COLUMNS), dtype=_dtype(len(sets)))
        filled = np.zeros(count, dtype=np.int64)
        further = []
        for place, having in enumerate(sets):
            numbers = numbers_of(having)
            column = filled[numbers]
            fits = column < MOST_COLUMNS
            table[numbers[fits], column[fits]] = place + 1
            further.append(BitMap(numbers[~fits].tolist()))
            filled[numbers] += 1
        needed = min(MOST_COLUMNS, int(filled.max(initial=0)))
        return {f"{name}.columns": table[:, :needed].tobytes()} | Sets.sections(f"{name}.further", further)

    def counts(self, members: BitMap) -> np.ndarray:
        """How many of the members have each value."""
        if self.rows is None:
            return np.zeros(self.values, dtype=np.int64)
        found = self.rows.take(numbers_of(members)).view(self.dtype)
        counts = np.bincount(found[found != NOTHING], minlength=self.values + 1)[1:]
        for place, having in self.further:
            counts[place] += having.intersection_cardinality(members)
        return counts


def _dtype(values: int) -> type[np.unsignedinteger]:
    """Room for so many values and for nothing."""
    return next(dtype for dtype in (np.uint8, np.uint16, np.uint32) if values <= np.iinfo(dtype).max)
