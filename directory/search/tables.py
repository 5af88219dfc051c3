"""Sorted tables over flat memory: the file of a snapshot, or bytes. They hold no Python object for each of their rows."""

from array import array
from bisect import bisect_left
from collections.abc import Buffer, Iterable, Mapping, Sequence

import numpy as np
from pyroaring import BitMap

from directory.search.sets import EMPTY

type Sections = Mapping[str, Buffer]  # named pieces of memory

LAST_CHARACTER = "\U0010ffff"
MARKED = 256  # one in so many texts is kept in the process
NUMBER_BITS = 32  # of a posting's lower half: the number of an entry


def numbers_of(members: BitMap) -> np.ndarray:
    """A set's numbers, ascending."""
    return np.frombuffer(members.to_array(), dtype=np.uint32)


def set_of(numbers: np.ndarray, *, optimize: bool = True) -> BitMap:
    """A set of numbers; with runs of them kept as runs, which is smaller, but slower to count, if `optimize`."""
    return BitMap(array("I", numbers.astype(np.uint32, copy=False).tobytes()), optimize=optimize)


class SortedTexts(Sequence[str]):
    """Texts in the order of their code points; a text's place is its row in every table beside this one."""

    def __init__(self, sections: Sections, name: str):
        self.texts = memoryview(sections[f"{name}.texts"])
        self.ends = memoryview(sections[f"{name}.ends"]).cast("B").cast("Q")
        self.marks = [self[place] for place in range(0, len(self), MARKED)]

    @staticmethod
    def sections(name: str, texts: Iterable[str]) -> dict[str, Buffer]:
        """What a table of these texts, already sorted, is read from."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        ends = np.cumsum([0, *map(len, encoded)], dtype=np.uint64)
        return {f"{name}.texts": b"".join(encoded), f"{name}.ends": ends.tobytes()}

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, place):
        return str(self.texts[self.ends[place] : self.ends[place + 1]], "utf-8", "surrogatepass")

    def find(self, text: str) -> int | None:
        """The place of a text that is in the table."""
        place = self._place(text)
        return place if place < len(self) and self[place] == text else None

    def beginning(self, text: str) -> range:
        """The places of all texts that begin so."""
        start = self._place(text)
        has_some = start < len(self) and self[start].startswith(text)
        return range(start, self._place(text + LAST_CHARACTER) if has_some else start)

    def _place(self, text: str) -> int:
        """How many of the texts come before this one. Marks tell nearly where, at a fraction of the price."""
        near = bisect_left(self.marks, text) * MARKED
        return bisect_left(self, text, max(0, near - MARKED), min(near, len(self)))


class Sets:
    """Sets of numbers by place, one after the other in memory; each is read when it is asked for."""

    def __init__(self, sections: Sections, name: str):
        self.memory = memoryview(sections[f"{name}.sets"])
        self.ends = memoryview(sections[f"{name}.set_ends"]).cast("B").cast("Q")

    @staticmethod
    def sections(name: str, sets: Iterable[BitMap | None]) -> dict[str, Buffer]:
        serialized = [members.serialize() if members else b"" for members in sets]
        ends = np.cumsum([0, *map(len, serialized)], dtype=np.uint64)
        return {f"{name}.sets": b"".join(serialized), f"{name}.set_ends": ends.tobytes()}

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, place: int) -> BitMap:
        start, end = self.ends[place], self.ends[place + 1]
        return BitMap.deserialize(self.memory[start:end]) if end > start else EMPTY  # type: ignore[arg-type]  # any bytes do

    def some(self, places: Iterable[int]) -> list[BitMap]:
        """The sets at these places, empty ones left out."""
        return [self[place] for place in places if self.ends[place + 1] > self.ends[place]]


class KeyedSets:
    """Sets of numbers by a key of 32 bits."""

    def __init__(self, sections: Sections, name: str):
        self.keys = np.frombuffer(sections[f"{name}.keys"], dtype=np.uint32)
        self.sets = Sets(sections, name)

    @staticmethod
    def sections(name: str, postings: np.ndarray) -> dict[str, Buffer]:
        """What the sets of these postings are read from."""
        keys, sets = grouped(postings)
        return {f"{name}.keys": keys.astype(np.uint32).tobytes()} | Sets.sections(name, sets)

    def get(self, key: int) -> BitMap:
        place = int(self.keys.searchsorted(np.uint32(key)))
        return self.sets[place] if place < len(self.keys) and self.keys[place] == key else EMPTY


def grouped(postings: np.ndarray) -> tuple[np.ndarray, list[BitMap]]:
    """The distinct keys of postings, ascending, and the set of numbers of each. A posting is `key << 32 | number`; repeats
    do no harm."""
    if not len(postings):
        return np.empty(0, np.uint32), []
    ordered = np.sort(postings)
    keys = (ordered >> np.uint64(NUMBER_BITS)).astype(np.uint32)
    numbers = ordered.astype(np.uint32)
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    ends = [*starts[1:].tolist(), len(keys)]
    flat = memoryview(numbers.tobytes())
    sets = [BitMap(array("I", bytes(flat[4 * start : 4 * end]))) for start, end in zip(starts.tolist(), ends, strict=True)]
    return keys[starts], sets


class HashedTexts:
    """Numbers by a text of which only a hash of 64 bits is kept."""

    def __init__(self, sections: Sections, name: str):
        self.hashes = np.frombuffer(sections[f"{name}.hashes"], dtype=np.uint64)
        self.numbers = np.frombuffer(sections[f"{name}.numbers"], dtype=np.uint32)

    @staticmethod
    def sections(name: str, hashes: np.ndarray, numbers: np.ndarray) -> dict[str, Buffer]:
        order = np.lexsort((numbers, hashes))
        return {f"{name}.hashes": hashes[order].tobytes(), f"{name}.numbers": numbers[order].astype(np.uint32).tobytes()}

    def get(self, hashed: int) -> BitMap:
        value = np.uint64(hashed)
        start, stop = self.hashes.searchsorted(value, "left"), self.hashes.searchsorted(value, "right")
        return set_of(self.numbers[start:stop]) if start < stop else EMPTY


class Lists:
    """Lists of small numbers by place."""

    def __init__(self, sections: Sections, name: str, dtype: type[np.unsignedinteger] = np.uint32):
        self.values = np.frombuffer(sections[f"{name}.values"], dtype=dtype)
        self.ends = np.frombuffer(sections[f"{name}.list_ends"], dtype=np.uint64)

    @staticmethod
    def sections(name: str, lists: Iterable[Sequence[int]]) -> dict[str, Buffer]:
        kept = list(lists)
        values = array("I", (value for each in kept for value in each))
        ends = np.cumsum([0, *map(len, kept)], dtype=np.uint64)
        return {f"{name}.values": values.tobytes(), f"{name}.list_ends": ends.tobytes()}

    def __getitem__(self, place: int) -> list[int]:
        return self.values[int(self.ends[place]) : int(self.ends[place + 1])].tolist()
