from math import nan

import pytest

from bench.cases import HELLO, Bar, Case
from bench.measure import Sample
from bench.report import Figure, Result, judged, keep, machine, pages, short


def test_a_bar_says_whether_it_is_met_or_by_how_much_it_is_missed():
    assert judged(4.9, most=5) == "at most 5 ×: met"
    assert judged(10, most=5) == "at most 5 ×: **missed, 2 times the bar**"
    assert judged(0.4, least=0.8) == "at least 0.8 ×: **missed, 2 times the bar**"
    assert Figure("start", 1.5, "s", most=3).verdict == "at most 3 s: met"
    assert Figure("start", 1.5, "s").verdict == ""


def test_numbers_are_as_long_as_they_say_something():
    assert [short(value) for value in (nan, 0, 0.0432, 4.26, 42.04, 12_345.6)] == ["", "0", "0.043", "4.3", "42.0", "12,346"]


@pytest.fixture
def results():
    cases = [HELLO, Case("first page"), Case("theirs", site="datasette", bar=Bar("time", least=50, against="first page"))]
    samples = [Sample(0.2, 5_000), Sample(1.2, 1_000, 0.9), Sample(90, 20)]
    return {case.name: Result(case, sample, 2_500) for case, sample in zip(cases, samples, strict=True)}


def test_pages_are_compared_with_hello_and_with_the_peer(results):
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in pages(results, 100_000).splitlines()]
    assert rows[2:] == [
        ["hello", "0.20", "1", "", "5,000", "1", "2.5", ""],
        ["first page", "1.20", "6", "0.9", "1,000", "0.2", "2.5", "at most 5 ×: **missed, 1.2 times the bar**"],
        ["theirs", "90.00", "450", "", "20.0", "0.004", "2.5", "at least 50.0 ×: met (75.0 × ours)"],
    ]


def test_results_of_other_sizes_stay_in_the_file(tmp_path):
    file = tmp_path / "RESULTS.md"
    for title, text in [
        ("100,000 entries on SQLite", "old"),
        ("1,000 entries on SQLite", "few"),
        ("100,000 entries on SQLite", "new"),
    ]:
        keep(title, text, file)
    said = file.read_text()
    assert "old" not in said
    assert said.index("## 1,000") < said.index("few") < said.index("## 100,000") < said.index("new")


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_machine_is_told_without_names_and_paths(database):
    assert "Django" in machine(database)
    assert "/" not in machine(database)
