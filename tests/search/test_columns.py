"""Looking entries up gives the counts that intersecting sets gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from directory.search.columns import MOST_COLUMNS, Columns

numbers = st.sets(st.integers(0, 40))


def columns_of(sets: list[BitMap], count: int) -> Columns:
    return Columns(Columns.sections("has", sets, count), "has", len(sets), count)


@given(st.lists(numbers.map(BitMap), max_size=MOST_COLUMNS + 4), numbers.map(BitMap))
def test_it_counts_what_the_sets_have(sets, members):
    expected = [having.intersection_cardinality(members) for having in sets]
    assert columns_of(sets, 41).counts(members).tolist() == expected


@pytest.mark.parametrize("values", [255, 256, 70_000])
def test_there_is_room_for_any_number_of_values(values):
    sets = [BitMap([place % 5]) for place in range(values)]
    counts = columns_of(sets, 5).counts(BitMap([3]))
    assert [place for place, count in enumerate(counts) if count] == list(range(3, values, 5))


def test_a_directory_without_entries_has_nothing():
    assert columns_of([], 0).counts(BitMap()).tolist() == []
    assert columns_of([BitMap()], 0).counts(BitMap()).tolist() == [0]
