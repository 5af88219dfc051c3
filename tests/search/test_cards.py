"""Cards come out of their packing as they went in, on every thread."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.search.cards import SAMPLE, Card, Cards, CardWriter

texts = st.text(max_size=40)
cards = st.builds(
    Card,
    id=st.integers(1, 2**63 - 1),
    uid=st.binary(min_size=16, max_size=16),
    slug=texts,
    name=texts,
    kind=texts,
    summary=texts,
    seat=texts,
    country=texts,
    began=st.none() | st.integers(0, 9999),
    ended=st.none() | st.integers(0, 9999),
    language=texts,
    logo=texts,
    topics=st.lists(st.integers(1, 10**9), max_size=4).map(tuple),
    ways=st.lists(texts, max_size=4).map(tuple),
    published=st.integers(-(2**62), 2**62),
    verified=st.none() | st.integers(1, 3_000_000),
)


def packed(all_cards: list[Card]) -> Cards:
    writer = CardWriter()
    for card in all_cards:
        writer.add(card)
    return Cards(writer.sections(range(len(all_cards))))


@given(st.lists(cards, max_size=20))
def test_a_card_is_read_as_it_was_written(all_cards):
    assert list(packed(all_cards)) == all_cards


@pytest.fixture
def make_card():
    def make(number: int, name: str = "Entry") -> Card:
        return Card(
            id=number, uid=number.to_bytes(16), slug=f"entry-{number}", name=f"{name} {number}", kind="nonprofit", summary=name * 9,
            seat="", country="KE", began=2000 + number % 20, ended=None, language="sw", logo="", topics=(number % 7,), ways=("give",),
            published=number * 10**9, verified=None,
        )  # fmt: skip

    return make


@pytest.mark.parametrize("count", [0, 1, SAMPLE - 1, SAMPLE, 2 * SAMPLE + 1])
def test_any_number_of_cards_is_read_on_any_thread(make_card, count):
    all_cards = [make_card(number) for number in range(count)]
    read = packed(all_cards)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda _: list(read), range(8))) == [all_cards] * 8


def test_cards_that_are_all_the_same_are_packed_as_well(make_card):
    alike = [make_card(1)] * (2 * SAMPLE)
    assert list(packed(alike)) == alike


def test_many_cards_take_less_than_half_of_their_room(make_card):
    writer = CardWriter()
    for number in range(3 * SAMPLE):
        writer.add(make_card(number, "A name that many entries have"))
    assert len(writer.sections(range(3 * SAMPLE))["cards"]) < 3 * SAMPLE * 100
