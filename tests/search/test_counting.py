"""Counts are the same in whichever way they are counted: against a plain count, and against an index that is built anew."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from directory.search.base import build
from directory.search.columns import FEW, MOST_COLUMNS, Columns
from directory.search.facets import FACETS
from directory.search.index import Index
from tests.search import test_facets
from tests.search.test_facets import TOPICS, Entry, queries, read

VALUES = 2 * MOST_COLUMNS
COUNT = 5 * FEW


def columns_of(sets: list[BitMap], count: int) -> Columns:
    return Columns(Columns.sections("x", sets, count), "x", len(sets), count)


def counted(columns: Columns, members: BitMap) -> list[int]:
    return columns.counts(members).tolist()


@pytest.fixture(scope="module")
def sets():
    """Some numbers have nothing, most little, and some more than there are columns."""
    random = Random(7)  # noqa: S311  # the same each time
    wanted = [random.choice([0, 1, 1, 2, 3, MOST_COLUMNS, VALUES]) for _ in range(COUNT)]
    having = [random.sample(range(VALUES), count) for count in wanted]
    return [BitMap(number for number, values in enumerate(having) if value in values) for value in range(VALUES)]


@pytest.mark.parametrize("members", [range(0), range(1), range(FEW), range(0, COUNT, 2), range(COUNT)], ids=len)
def test_columns_count_few_and_many_numbers_with_any_number_of_values(sets, members):
    members = BitMap(members)
    assert counted(columns_of(sets, COUNT), members) == [len(having & members) for having in sets]


@pytest.mark.parametrize("values", [0, 3, 300])
@pytest.mark.parametrize("count", [0, 2])
def test_columns_of_what_nobody_has_count_nothing(values, count):
    columns = columns_of([BitMap()] * values, count)
    assert counted(columns, BitMap(range(count))) == [0] * values


entry = st.builds(
    Entry,
    topics=test_facets.subset(list(test_facets.PARENTS)),
    help=test_facets.subset(test_facets.HELPS),
    country=test_facets.subset(test_facets.COUNTRIES),
    began=st.none() | st.integers(1995, 2012),
)
directory = st.dictionaries(st.integers(1, 20), entry, max_size=12)


def index_of(entries: dict[int, Entry]) -> Index:
    return Index.of(build(read(pk, entry) for pk, entry in entries.items()), 1, TOPICS)


@settings(max_examples=200)
@given(directory, directory, st.sets(st.integers(1, 20), max_size=4), queries)
def test_what_is_new_edited_or_gone_is_counted_as_if_all_were_read_anew(before, edited, gone, query):
    changed = edited.keys() | gone
    published = {pk: entry for pk, entry in edited.items() if pk not in gone}
    new = [read(pk, entry) for pk, entry in published.items()]
    kept_up = index_of(before).with_changes(2, changed, new, TOPICS).find(query)
    anew = index_of({pk: entry for pk, entry in before.items() if pk not in changed} | published).find(query)
    assert (kept_up.total, kept_up.ids) == (anew.total, anew.ids)
    for facet in FACETS:
        assert list(kept_up.facets[facet]) == list(anew.facets[facet]), facet
