from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from directory.search.spelling import LONGEST, SHORTEST, Spelling, table_of

WORDS = sorted(
    ["cat", "cart", "lending", "lendings", "microlending", "petition", "petitions", "волонтёр", "naïveté", "x", "w" * 40]
)


@pytest.mark.parametrize(
    ("typed", "slips", "near"),
    [
        ("crat", 1, ["cart", "cat"]),
        ("lendin", 1, ["lending"]),
        ("lednings", 2, ["lending", "lendings"]),
        ("lednings", 1, ["lendings"]),
        ("pettition", 2, ["petition", "petitions"]),
        ("ptetiiton", 2, ["petition"]),
        ("волонтер", 1, ["волонтёр"]),
        ("zzzzz", 1, []),
        ("y", 1, []),
        ("w" * 39, 2, []),
        ("", 2, []),
    ],
)
def test_near_words_are_found(typed, slips, near):
    assert Spelling.of(WORDS).near(typed, slips) == near


# Few letters and many repeats, so that most words are near to some other.
near_words = st.text(alphabet="abcé", min_size=SHORTEST, max_size=11)


@given(st.sets(near_words, max_size=40), near_words, st.sampled_from([1, 2]))
@example({"abcdefgh"}, "abcedfhg", 2)
@example({"abcdefgh"}, "abcedfg", 1)
@example({"abcdefghij"}, "bacdefgihj", 2)
@example({"abcdefghij"}, "abcdfeghj", 2)
@example({"abcdefghij"}, "bcdfeghij", 2)
@example({"abcdefghij"}, "abbcdfeghij", 2)
@example({"abcdefghij"}, "abcdfeghhij", 2)
def test_nothing_near_is_missed_and_nothing_else_is_found(known, typed, slips):
    known = sorted(known)
    allowed = min(slips, 1 if len(typed) < 8 else 2)
    assert Spelling.of(known).near(typed, slips) == [word for word in known if OSA.distance(typed, word) <= allowed]


def test_a_table_is_bytes_that_can_lie_in_a_file(tmp_path):
    file = tmp_path / "spelling"
    file.write_bytes(table_of(WORDS))
    assert Spelling(WORDS, memoryview(file.read_bytes())).near("crat", 1) == ["cart", "cat"]
    assert table_of(WORDS) == file.read_bytes()


@pytest.mark.parametrize("words", [WORDS[:-1], [*WORDS, "more"]])
def test_a_table_of_other_words_is_refused(words):
    with pytest.raises(ValueError, match="other words"):
        Spelling(words, table_of(WORDS))


def test_a_table_that_was_cut_short_is_refused():
    with pytest.raises(ValueError, match="not whole"):
        Spelling(WORDS, table_of(WORDS)[:-4])


def test_without_words_nothing_is_near():
    assert Spelling.of([]).near("anything", 2) == []


class Counted(list):
    """Words that count how many of them are looked at."""

    looked_at = 0

    def __getitem__(self, place):
        self.looked_at += 1
        return super().__getitem__(place)


def looked_at(words: list[str], typed: str) -> int:
    counted = Counted(sorted(words))
    spelling = Spelling.of(counted)
    counted.looked_at = 0
    spelling.near(typed, 2)
    return counted.looked_at


FOUR_LETTERS = ["".join(letters) for letters in product("abcdefgh", repeat=4)]


@pytest.mark.parametrize("typed", ["lendinq", "microlendinq", "aaaa", "q" * LONGEST])
def test_few_of_many_words_are_looked_at(typed):
    words = WORDS + FOUR_LETTERS
    assert looked_at(words, typed) < len(words) / 10


def test_of_many_words_with_nearly_the_same_ending_few_are_looked_at():
    words = [beginning + "ation" for beginning in FOUR_LETTERS]
    assert 0 < looked_at(words, "abcdaton") < len(words) / 10
