from pathlib import Path

from bench import servers
from bench.cases import FRESH, Bar, cases
from bench.facts import deep_cursor, expected
from bench.load import load
from directory.search import index
from directory.search.query import Query
from tests.html import Page

LISTINGS = [case for case in FRESH if case.is_listing]


def test_every_fresh_listing_must_be_within_five_times_hello_at_a_hundred_thousand():
    assert {case.must(100_000) for case in LISTINGS} == {Bar("time", most=5)}


def test_wide_sets_have_a_wider_bar_at_a_million():
    bars = {case.name: case.must(1_000_000) for case in LISTINGS}
    assert bars["first page"] == Bar("time", most=5)
    assert bars["topic + country + help"] == Bar("time", most=10)
    assert bars["common word"] == Bar("time", most=15)


def test_datasette_is_compared_with_the_same_pages_of_ours_from_a_hundred_thousand_on():
    names = {case.name for case in cases(with_datasette=True)}
    against = [case for case in cases(with_datasette=True) if case.site == "datasette"]
    assert all(case.must(100_000).against in names and case.must(1_000) is None for case in against)
    assert not [case for case in cases(with_datasette=False) if case.site == "datasette"]


def test_no_two_cases_have_the_same_name():
    names = [case.name for case in cases(with_datasette=True)]
    assert len(set(names)) == len(names)


def test_every_listing_finds_what_the_database_counts(client, db):
    load(60)
    topics = index.current().topics
    for case in LISTINGS:
        if "{" not in case.query:
            answer = client.get(case.address)
            assert answer.status_code == 200
            assert case.says or f"{expected(case, topics)} entr" in Page(answer).text, case.name


def test_the_deep_page_begins_in_the_middle_of_the_list(db):
    load(60)
    current = index.current()
    page = current.find(Query(after=deep_cursor(current)))
    assert (page.first, len(page.cards), page.next) == (41, 20, None)


def test_the_measured_server_is_the_one_that_make_serve_starts():
    serve = (Path(__file__).parents[2] / "Makefile").read_text().partition("\nserve:")[2].partition("\n\n")[0]
    started = (
        serve[serve.index("-m granian") :]
        .replace("\\", "")
        .replace("$(THREADS)", str(servers.THREADS))
        .replace("$(WORKERS)", str(servers.WORKERS))
    )
    where = ["--host", "$(HOST)", "--port", "$(PORT)"]
    assert sorted(started.split()) == sorted([*servers.GRANIAN, *where, "socialchange.wsgi:application"])
