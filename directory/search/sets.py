"""Algebra on sets of numbers without needless copies: a set is never altered once others may hold it, so it can be shared."""

from collections.abc import Iterable

from pyroaring import BitMap

EMPTY = BitMap()


def union(sets: Iterable[BitMap]) -> BitMap:
    """What is in any of these sets."""
    some = [members for members in sets if members]
    if len(some) < 2:
        return some[0] if some else EMPTY
    return BitMap.union(*some)


def intersection(sets: Iterable[BitMap]) -> BitMap:
    """What is in all of these sets, of which there is at least one."""
    first, *others = sets
    return BitMap.intersection(first, *others) if others else first


def difference(members: BitMap, others: BitMap) -> BitMap:
    """What is in the first set and not in the other."""
    return members - others if others else members


def with_some(members: BitMap, some: BitMap) -> BitMap:
    """What is in the first set or among a few more, most of which it has as a rule."""
    return members if some.issubset(members) else members | some
