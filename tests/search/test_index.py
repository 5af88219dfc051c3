from typing import NamedTuple

import pytest
from django.http import QueryDict

from directory.curation import actions
from directory.models import Organization
from directory.search import index
from directory.search.query import Query
from directory.text import sort_key


class Looked(NamedTuple):
    names: list[str]
    corrected: str
    is_partial: bool


@pytest.fixture
def look(db):
    """What is found for a query string: the names, the words that were searched instead, and whether most words were enough."""

    def look(text: str) -> Looked:
        held = index.current()
        found = held.find(Query.from_params(QueryDict(text), held.topics))
        return Looked([sort_key(card.name) for card in found.cards], found.corrected, found.is_partial)

    return look


@pytest.fixture
def ask(look):
    """The names found for a query string, in order."""
    return lambda text: look(text).names


@pytest.fixture
def lenders(make_topic, make_organization):
    poverty = make_topic("Poverty", "poverty", synonyms=["poor"])
    make_topic("Micro-lending", "micro-lending", parent=poverty, synonyms=["microfinance", "peer-to-peer lending"])
    make_organization(
        name="Kiva",
        other_names=[{"name": "Kiva Microfunds"}],
        topics=["micro-lending"],
        ways_to_help=[{"kind": "lend"}],
        country="US",
        works_in=["KE"],
        description="Entrepreneurs borrow small sums.",
        people=[{"name": "Jessica Jackley", "role": "Co-founder"}],
    )
    make_organization(name="零時政府", other_names=[{"name": "g0v", "kind": "short"}], country="TW")
    make_organization(name="Équité", topics=["poverty"], summary="Fair pay for all.", works_in=["001"])


@pytest.mark.parametrize(
    "words",
    [
        "kiva", "KIVA", "kiv", "microfunds", "kiva microfunds", "micro-lending", "micro lending", "microlending", "microlend",
        "microfinance", "peer to peer lending", "lend", "jackley", "jessica jack", "entrepreneurs", "borrow the small sums",
        "kenya", "lending in Kenya",
    ],
)  # fmt: skip
def test_words_find_the_lender(lenders, ask, words):
    assert ask(f"q={words}") == ["kiva"]


@pytest.mark.parametrize("words", ["零時", "政府", "零時政府", "時", "g0v", "G0V", "taiwan"])
def test_names_in_other_scripts_are_found(lenders, ask, words):
    assert ask(f"q={words}") == ["零時政府"]


@pytest.mark.parametrize("words", ["equite", "ÉQUITÉ", "équi"])
def test_accents_do_not_matter(lenders, ask, words):
    assert ask(f"q={words}") == ["equite"]


@pytest.mark.parametrize("words", ["zzz", "zzz qqq", "kiva -borrow", "-fair -kiva -政府", '"borrow sums"'])
def test_words_that_nobody_says_find_nothing(lenders, ask, words):
    assert ask(f"q={words}") == []


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("kiva equite", ["equite", "kiva"]),
        ("borrow zzz", ["kiva"]),
        ("jess jackley", ["kiva"]),
        ("lending qqq in kenya", ["kiva"]),
    ],
)
def test_most_words_are_enough_when_all_give_nothing(lenders, look, words, names):
    found = look(f"q={words}")
    assert (found.is_partial, found.corrected, sorted(found.names)) == (True, "", names)


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("kivva", "kiva"),
        ("micro-lendng", "micro-lending"),
        ("microlendng", "microlending"),
        ("Microfinanse", "microfinance"),
        ("jackly kiva", "jackley kiva"),
        ("entreprenuers", "entrepreneurs"),
        ("borow small sums", "borrow small sums"),
    ],
)
def test_a_slip_of_the_finger_is_corrected_and_said(lenders, look, typed, searched):
    found = look(f"q={typed}")
    assert (found.names, found.corrected, found.is_partial) == (["kiva"], searched, False)


@pytest.mark.parametrize("typed", ["kv", "zzzzzzzz", "零時間"])
def test_what_is_too_far_from_any_word_is_not_corrected(lenders, look, typed):
    assert look(f"q={typed}").corrected == ""


def test_a_correction_is_decided_by_the_words_alone(lenders, look):
    """`kiva` exists, so nothing is corrected, even where a filter leaves nothing of it."""
    found = look("q=kiva&country=TW")
    assert (found.names, found.corrected) == ([], "")
    assert look("q=kivva&country=TW").corrected == "kiva"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ('"small sums"', ["kiva"]),
        ('"sums small"', []),
        ('"fair pay" all', ["equite"]),
        ('"kiva" -zzz', ["kiva"]),
        ("poor -fair", ["kiva"]),
        ('poor -"fair pay"', ["kiva"]),
        ('poor -"pay fair"', ["equite", "kiva"]),
        ("-zzz", ["equite", "kiva", "零時政府"]),
        ("peer-to-peer", []),
        ('"', ["equite", "kiva", "零時政府"]),
        ('"kiva', ["kiva"]),
        ("- -- -", ["equite", "kiva", "零時政府"]),
    ],
)
def test_quoted_phrases_and_unwanted_words(lenders, ask, words, names):
    assert sorted(ask(f"q={words}")) == names


@pytest.mark.parametrize("words", ["entrepreneur", "borrowing", "borrowed small sum", "lend", "lends"])
def test_forms_of_a_word_find_each_other(lenders, look, words):
    assert "kiva" in look(f"q={words}").names


def test_an_exact_word_comes_before_its_other_forms(make_organization, ask):
    make_organization(name="A", summary="Lenders.")
    make_organization(name="B", summary="Lender.")
    assert ask("q=lender ") == ["b", "a"]
    assert ask("q=lenders ") == ["a", "b"]


def test_a_synonym_counts_as_the_topic_and_its_sub_topics(lenders, ask):
    assert ask("q=poor") == ["equite", "kiva"]


def test_only_the_last_word_is_a_prefix(lenders, ask):
    assert ask("q=jessica jack") == ["kiva"]
    assert ask("q=jess microfunds") == ["kiva"]  # most of the words


def test_names_come_before_summaries_and_summaries_before_descriptions(make_organization, ask):
    make_organization(name="Anything", description="About water.")
    make_organization(name="Beta", summary="Clean water.")
    make_organization(name="Clean water now")
    make_organization(name="Water and light")
    make_organization(name="Water")
    assert ask("q=water") == ["water", "water and light", "clean water now", "beta", "anything"]


def test_stop_words_count_only_when_there_is_nothing_else(make_organization, ask):
    make_organization(name="The Who")
    make_organization(name="Water")
    assert ask("q=the water") == ["water"]
    assert ask("q=the") == ["the who"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("topic=poverty", ["equite", "kiva"]),
        ("topic=poverty&topic=micro-lending", ["kiva"]),
        ("topic=poverty&not=micro-lending", ["equite"]),
        ("not=poverty", ["零時政府"]),
        ("country=US", ["kiva"]),
        ("country=KE", ["kiva"]),
        ("country=KE&country=TW", ["kiva", "零時政府"]),
        ("country=001", ["equite"]),
        ("country=TV", []),
        ("country=KE&kind=blog", []),
        ("help=lend&q=kiva", ["kiva"]),
    ],
)
def test_filters_hold_together(lenders, ask, query, names):
    assert ask(query) == names


def test_years_and_orders(make_organization, ask):
    make_organization(name="A", began=1999)
    make_organization(name="B", began=2005)
    make_organization(name="C")
    make_organization(name="D", began=2005)
    assert ask("began=2005") == ["b", "d"]
    assert ask("began=2000-2009") == ["b", "d"]
    assert ask("began=-2004") == ["a"]
    assert ask("began=2000-") == ["b", "d"]
    assert ask("sort=began") == ["b", "d", "a", "c"]
    assert ask("sort=newest") == ["d", "c", "b", "a"]


@pytest.mark.parametrize("sort", ["name", "newest", "verified", "began", "relevance&q=water"])
def test_cursors_walk_through_everything_and_back(make_organization, sort):
    for i in range(7):
        make_organization(name=f"Water {i % 3}", began=2000 + i // 2 if i % 2 else None)
    held = index.current()
    query = Query.from_params(QueryDict(f"sort={sort}&limit=3"), held.topics)
    everything = held.find(Query.from_params(QueryDict(f"sort={sort}&limit=100"), held.topics)).ids
    pages, found = [], held.find(query)
    while True:
        pages.append(found.ids)
        assert found.first == 1 + 3 * (len(pages) - 1)
        if found.next is None:
            break
        found = held.find(Query.from_params(QueryDict(str(found.next)), held.topics))
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [pk for page in pages for pk in page] == everything
    back = []
    while found.previous is not None:
        found = held.find(Query.from_params(QueryDict(str(found.previous)), held.topics))
        back.append(found.ids)
    assert back == [pages[1], pages[0]]


def test_a_cursor_means_the_same_place_while_entries_come_and_go(make_organization):
    for name in "BDFH":
        make_organization(name=name)
    held = index.current()
    next_page = held.find(Query(limit=2)).next
    make_organization(name="A")
    make_organization(name="E")
    held = index.current()
    found = held.find(next_page)
    assert [card.name for card in found.cards] == ["E", "F"]
    assert found.previous is not None


@pytest.fixture(params=["", "sort=name", "sort=newest"])
def two_pages(make_organization, request):
    for letter in "ABCD":
        make_organization(name=f"School {letter}")
    held = index.current()
    first = held.find(Query.from_params(QueryDict(f"q=school&limit=2&{request.param}"), held.topics))
    return first, held.find(first.next)


def withdraw(ids):
    for organization in Organization.objects.filter(pk__in=ids):
        actions.withdraw(organization, because="It asked us to.", by=None)


def test_after_what_has_become_the_last_entry_is_the_way_back_to_it(two_pages):
    first, last = two_pages
    withdraw(last.ids)
    found = index.current().find(first.next)
    assert (found.ids, found.next, found.total) == ([], None, 2)
    assert index.current().find(found.previous).ids == first.ids


def test_before_what_has_become_the_first_entry_is_the_way_on_to_it(two_pages):
    first, last = two_pages
    withdraw(first.ids)
    found = index.current().find(last.previous)
    assert (found.ids, found.previous, found.total) == ([], None, 2)
    assert index.current().find(found.next).ids == last.ids


def test_the_index_moves_on_only_when_the_directory_has_changed(make_organization, django_assert_num_queries):
    organization = make_organization()
    first = index.current()
    with django_assert_num_queries(1):
        assert index.current() is first
    with django_assert_num_queries(0):
        assert index.current(first.version) is first
    make_organization()
    assert index.current().total == 2
    assert index.current().number_of(organization.pk) is not None


@pytest.mark.parametrize("entries", [1, 12])
def test_building_costs_a_fixed_number_of_queries(make_organization, django_assert_num_queries, entries):
    for _ in range(entries):
        make_organization(ways_to_help=[{"kind": "lend"}], people=[{"name": "Ada", "role": "Founder"}])
    with django_assert_num_queries(12):
        index.current()


def test_an_endless_query_is_bounded(make_organization, ask):
    make_organization(name="Water")
    assert ask("q=" + "water " * 83) == ["water"]


@pytest.mark.parametrize("query", ["", "q=lending", "kind=nonprofit&sort=newest", "country=US&sort=began&limit=1"])
def test_a_stream_gives_what_the_pages_give_one_after_the_other(lenders, query):
    held = index.current()
    asked = Query.from_params(QueryDict(query), held.topics)
    paged, page = [], asked
    while page:
        found = held.find(page)
        paged += found.ids
        page = found.next
    assert list(held.stream(asked)) == paged
