"""However long or hostile the words: a bounded number of sets is asked for, and every text gets an answer."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.search import correcting, index, matching
from directory.search.finding import MOST_SPELLINGS
from directory.search.query import Query
from directory.search.sets import EMPTY
from directory.search.tables import Sets
from directory.search.understanding import MOST_TERMS, understand

HOSTILE = [
    "water " * 1700,
    " ".join(f"word{number}" for number in range(1500)),
    "a" * 10_000,
    "-" * 10_000,
    '"' * 10_000,
    '"water aid" ' * 800,
    "-water " * 1400,
    "水" * 10_000,
    "é" * 10_000,
    "ﷺ" * 500,
    "w a t e r " * 1000,
    "watre adi lendign " * 500,
    "micro-" * 1600,
    "\U0001f4a7" * 2500,
    "\u202eretaw " * 1000,
    "' OR 1=1 -- " * 800,
    "(a+)+$" * 1600,
]


class CountingLexicon:
    """Passes every question on to the index, and counts them."""

    def __init__(self, held: index.Index) -> None:
        self.held, self.asked = held, 0

    def __getattr__(self, name):
        known = getattr(self.held, name)
        if not callable(known):
            return known

        def asking(*args, **options):
            self.asked += 1
            return known(*args, **options)

        return asking


@pytest.fixture
def lexicon(make_topic, make_organization):
    make_topic("Clean water", "clean-water", synonyms=["drinking water", "wells", "micro"])
    rare = " ".join(f"way{letter}{other}" for letter in "abcdefghij" for other in range(40))
    for number in range(4):
        make_organization(
            name=f"Water {number}", topics=["clean-water"], summary=f"Aid, lending, word{number}.", description="水 é"
        )
    make_organization(name="Wzz", summary="Lending.", description=f"{rare} w a t e r water")
    return CountingLexicon(index.current())


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_the_sets_asked_for_are_bounded_by_the_terms(lexicon, text):
    found = matching.match(lexicon, text)
    for _ in found.ranked(found.all):
        pass
    # Each term in three tiers, as written and nearly: its word, a few forms, the pair that it may be; once more when corrected.
    assert lexicon.asked <= 2 * MOST_TERMS * 40


def test_a_beginning_stands_for_the_most_used_words_and_for_names(lexicon):
    """`water` is said most; of the others the alphabet's last are left out, but an entry's name is found whatever else begins so."""
    held = lexicon.held
    places = held.base.most_used_from("w", MOST_SPELLINGS)
    begun = [held.base.words[place] for place in places]
    assert len(begun) == MOST_SPELLINGS
    assert begun[0] == "water"
    assert "waya0" in begun
    assert "wzz" not in begun
    assert "Wzz" in [held.card(number).name for number in matching.match(lexicon, "w").all]
    assert lexicon.asked < 100


@pytest.mark.parametrize("text", ["w", "water", "lendings", "water aid lending", "lending watre", "-w water"])
def test_no_word_is_looked_up_twice(lexicon, text):
    asked = []
    for question in ("said", "said_from", "said_pair", "spellings"):

        def counted(word, *, question=question, **options):
            asked.append((question, word))
            return getattr(lexicon.held, question)(word, **options)

        setattr(lexicon, question, counted)
    found = matching.match(lexicon, text)
    list(found.ranked(found.all))
    assert len(asked) == len(set(asked))


def test_a_beginning_reads_each_set_once(lexicon, monkeypatch):
    read = []
    get = Sets.__getitem__
    monkeypatch.setattr(Sets, "__getitem__", lambda sets, place: read.append((sets, place)) or get(sets, place))
    lexicon.said_from("w")
    assert MOST_SPELLINGS <= len(read) == len(set(read)) <= MOST_SPELLINGS + 4, (
        "`water` is said in two tiers, and few words are"
    )


def test_the_order_is_worked_out_as_far_as_it_is_read(lexicon):
    found = matching.match(lexicon, "water")
    before = lexicon.asked
    ranked = found.ranked(found.all)
    next(ranked)
    first = lexicon.asked - before
    list(ranked)
    assert first < lexicon.asked - before


def test_of_very_many_words_the_first_count(lexicon):
    asked = understand(lexicon.held.topics, " ".join(f"word{number}" for number in range(100)))
    assert [term.words[0] for term in asked.terms] == [f"word{number}" for number in range(MOST_TERMS)]


def test_only_some_words_of_a_text_are_corrected(lexicon):
    near = []
    lexicon.near_words = lambda word, slips: near.append(word) or []
    matching.match(lexicon, " ".join(f"unheard{letter}" for letter in "abcdefghijklmnop"))
    assert len(near) == correcting.MOST_CORRECTED


@pytest.mark.parametrize("text", ["x" * 501, "x" * 10_000])
def test_a_longer_text_is_refused_by_name(client, db, text):
    response = client.get("/organizations/", {"q": text})
    assert response.status_code == 400
    assert "use at most 500 characters" in response.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # the directory stays as it is
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_understood_and_matched(lexicon_once, before, after):
    for text in (before, before + ' "' + after, before + " -" + after, after.upper()):
        asked = understand(lexicon_once.topics, text)
        assert len(asked.terms) <= MOST_TERMS
        assert all(term.words and all(term.words) for term in (*asked.terms, *asked.unwanted))
        found = matching.match(lexicon_once, text)
        seen = EMPTY
        ranks = []
        for rank, members in found.ranked(found.all):
            assert members
            assert not members & seen, "no entry has two ranks"
            seen = seen | members
            ranks.append(rank)
        assert seen == found.all
        assert ranks == sorted(ranks)


@pytest.fixture
def lexicon_once(lexicon):
    return lexicon.held


def test_the_same_words_give_the_same_page(lexicon):
    pages = [index.current().find(Query(text="water lending word7")).ids for _ in range(3)]
    assert pages[0] == pages[1] == pages[2]
