"""Algebra on sets of numbers without needless copies: a set is never altered once others may hold it, so it can be shared."""

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_

from pyroaring import BitMap

EMPTY = BitMap()
FEW = 3  # so many are put together sooner one by one


def union(sets: Iterable[BitMap]) -> BitMap:
    """What is in any of these sets, some of which may be one and the same."""
    some = list({id(members): members for members in sets if members}.values())
    if len(some) < 2:
        return some[0] if some else EMPTY
    some.sort(key=len, reverse=True)  # so the others are added to what has room for them
    return BitMap.union(*some) if len(some) > FEW else reduce(or_, some)


def intersection(sets: Iterable[BitMap]) -> BitMap:
    """What is in all of these sets, of which there is at least one."""
    return reduce(and_, sorted(sets, key=len))


def difference(members: BitMap, others: BitMap) -> BitMap:
    """What is in the first set and not in the other."""
    return members - others if others else members


def with_some(members: BitMap, some: BitMap) -> BitMap:
    """What is in the first set or among a few more, most of which it has as a rule."""
    return members if some.issubset(members) else members | some
