"""An index that takes over changes one by one answers as one that is built anew."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.search import base, counting
from directory.search.cards import ORDERS, Card
from directory.search.entries import Entry
from directory.search.index import Index
from directory.search.query import Query
from directory.search.topics import TopicRow, TopicTable

TABLE = TopicTable(
    {
        "poverty": TopicRow(1, "poverty", "Poverty", None, 1, "", ("need",)),
        "lending": TopicRow(2, "lending", "Micro-lending", "poverty", 1, ""),
        "water": TopicRow(3, "water", "Water", None, 2, ""),
    }
)
NAMES = ["Kiva", "Água", "Water Aid", "water aid", "水援助", "Zebra", "DonorsChoose"]
TEXTS = ["Lends small sums.", "Clean water for all.", "Micro-lending in Kenya", "Peer to peer", ""]
QUESTIONS = [
    "water",
    "lend",
    "wat",
    "kiva",
    "microlending",
    "need",
    "choose",
    "水",
    "-water kenya",
    "watr",
    "kivo",
    "kivo lends",
    "zebrq",
]


@st.composite
def entries(draw, pk: int) -> Entry:
    name = draw(st.sampled_from(NAMES))
    card = Card(
        id=pk,
        uid=pk.to_bytes(16),
        slug=f"entry-{pk}",
        name=name,
        kind=draw(st.sampled_from(["nonprofit", "blog"])),
        summary=draw(st.sampled_from(TEXTS)),
        seat="",
        country="",
        began=draw(st.none() | st.integers(1999, 2003)),
        ended=draw(st.none() | st.just(2010)),
        language="en",
        logo="",
        topics=tuple(draw(st.lists(st.sampled_from([1, 2, 3]), unique=True, max_size=2))),
        ways=tuple(draw(st.lists(st.sampled_from(["lend", "donate"]), unique=True))),
        published=draw(st.integers(1, 3)),
        verified=draw(st.none() | st.integers(730_000, 730_002)),
    )
    return Entry(
        card=card,
        texts=([name], [card.summary], [draw(st.sampled_from(TEXTS))]),
        countries=frozenset(draw(st.lists(st.sampled_from(["KE", "US"])))),
        languages=("en",),
        networks=frozenset(draw(st.lists(st.sampled_from(["blog", "x"])))),
        people=tuple(draw(st.lists(st.sampled_from([("ada", "Ada Byron"), ("bo", "Bo Byron")]), unique=True))),
    )


@st.composite
def histories(draw) -> list[dict[int, Entry | None]]:
    """Batches of changes: what becomes of some entries, None being withdrawn."""
    batch = st.lists(st.integers(1, 6), unique=True, min_size=1, max_size=4)
    return [
        {pk: draw(st.none() | entries(pk)) if draw(st.booleans()) else draw(entries(pk)) for pk in draw(batch)}
        for _ in range(draw(st.integers(1, 5)))
    ]


def kept_up(history: list[dict[int, Entry | None]]) -> tuple[Index, Index]:
    """One that began with the first batch and took over the others, and one that is built of what is left."""
    first, *later = history
    published = {pk: entry for pk, entry in first.items() if entry}
    index = Index.of(base.build(published.values()), 1, TABLE)
    for version, changes in enumerate(later, start=2):
        present = [entry for pk, entry in sorted(changes.items()) if entry]
        index = index.with_changes(version, set(changes), present, TABLE)
        published = {pk: entry for pk, entry in (published | changes).items() if entry}
    return index, Index.of(base.build(published.values()), len(history), TABLE)


def questions() -> Iterator[Query]:
    for order in (*ORDERS, ""):
        yield Query(sort=order, limit=2)
    yield Query(topics=("poverty",), help=("lend",))
    yield Query(topics=("poverty", "water"), match="any", without=("lending",), limit=3)
    for text in QUESTIONS:
        yield Query(text=text, limit=2)
        yield Query(text=text, sort="newest", kind=("blog",))


@pytest.mark.parametrize("as_dear", [0, counting.AS_DEAR])  # all intersected, and few looked up
@settings(max_examples=100)
@given(history=histories())
def test_it_answers_as_one_that_is_built_anew(as_dear, history):
    with patch.object(counting, "AS_DEAR", as_dear):
        answers_are_the_same(*kept_up(history))


def answers_are_the_same(old: Index, new: Index) -> None:
    assert old.total == new.total
    for question in questions():
        asked: Query | None = question
        while asked is not None:  # page after page, with the cursors of one for both
            found, expected = old.find(asked), new.find(asked)
            assert found == expected, asked
            if expected.previous:
                assert old.find(expected.previous) == new.find(expected.previous)
            asked = expected.next


@settings(max_examples=50)
@given(histories())
def test_it_suggests_the_same(history):
    old, new = kept_up(history)
    for beginning in ("w", "water", "by", "ada", "水", "z"):
        assert old.people_from(beginning, 4) == new.people_from(beginning, 4)
        names = [[index.card(number).id for number in index.first_named_from(beginning, 4)] for index in (old, new)]
        assert names[0] == names[1]
        assert {old.card(n).id for n in old.saying_in_name(beginning)} == {
            new.card(n).id for n in new.saying_in_name(beginning)
        }


def test_whoever_holds_an_older_version_sees_it_stay_as_it_was():
    old = Index.of(base.build([]), 1, TABLE)
    entry = Entry(Card(7, bytes(16), "a", "A", "blog", "", "", "", None, None, "", "", (1,), (), 1, None), (["A"], [], []))
    new = old.with_changes(2, {7}, [entry], TABLE)
    newest = new.with_changes(3, {7}, [], TABLE)
    totals = [(each.total, each.find(Query(topics=("poverty",))).total, each.number_of(7)) for each in (old, new, newest)]
    assert totals == [(0, 0, None), (1, 1, 0), (0, 0, None)]


def test_topics_are_arranged_anew():
    entry = Entry(Card(7, bytes(16), "a", "A", "blog", "", "", "", None, None, "", "", (2,), (), 1, None), (["A"], [], []))
    old = Index.of(base.build([entry]), 1, TABLE)
    apart = TopicTable({"loans": TopicRow(2, "loans", "Loans", None, 1, ""), "poverty": TABLE.rows["poverty"]})
    new = old.with_changes(2, set(), [], apart)
    assert [old.find(Query(topics=("poverty",))).total, new.find(Query(topics=("poverty",))).total] == [1, 0]
    assert new.find(Query(text="loans")).total == 1


@pytest.mark.parametrize("edits", [1, 30])
def test_changes_cost_a_fixed_number_of_queries(make_organization, django_assert_num_queries, edits):
    from directory.search import index

    index.current()
    for _ in range(edits):
        make_organization(people=[{"name": "Ada", "role": "Founder"}])
    with django_assert_num_queries(8):  # the version, the changes, the entries and their five parts
        assert index.current().total == edits
