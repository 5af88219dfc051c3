import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.curation import document
from directory.curation.document import LISTS, PARTS, TEXTS, YEARS
from directory.exchange import rows
from directory.exchange.rows import COLUMNS, flat, guarded, unguarded, whole
from tests.exchange.documents import documents


@given(documents())
def test_any_document_is_whole_again(said):
    assert whole(flat(said)) == said
    assert document.normal(whole(flat(said))) == said


@given(documents())
def test_the_cells_are_whole_again_when_all_of_them_are_text(said):
    assert whole({column: "" if cell is None else str(cell) for column, cell in flat(said).items()}) == said


def test_the_columns_are_the_id_and_the_keys_of_a_document():
    assert tuple(flat(document.normal({}), "1")) == COLUMNS
    assert set(COLUMNS) == {"id", *TEXTS, *YEARS, *LISTS, *PARTS}


def test_what_a_curator_reads():
    said = document.normal(
        {
            "name": "Example Lenders",
            "began": 2005,
            "works_in": ["KE", "UG"],
            "ways_to_help": [
                {"kind": "lend", "url": "https://example.org/lend", "note": "From 25 dollars"},
                {"kind": "donate"},
            ],
            "other_names": [{"name": "Lenders | Kenya", "kind": "legal"}, {"name": "Lenders; all"}],
            "disputes": [{"field": "began", "note": "One says 2004.", "sources": ["https://a.example/", "https://b.example/"]}],
        }
    )
    cells = flat(said, "5f6e")
    assert cells["id"] == "5f6e"
    assert cells["name"] == "Example Lenders"
    assert cells["began"] == 2005
    assert cells["ended"] is None
    assert cells["works_in"] == "KE; UG"
    assert cells["ways_to_help"] == "lend | https://example.org/lend | From 25 dollars\ndonate"
    assert cells["other_names"] == "Lenders \\| Kenya | legal\nLenders; all"
    assert cells["disputes"] == "began | One says 2004. | https://a.example/; https://b.example/"


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("https://x.example")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''-1", "＝1"]
)
def test_what_looks_like_a_formula_is_none_in_the_cell(text):
    assert guarded(text) == "'" + text
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["'t Hooft", "''", "a=1", "", "1-2", "’=1"])
def test_other_texts_stay_as_they_are(text):
    assert guarded(text) == text == unguarded(text)


@given(st.text(alphabet="'=+-@\t\r\nax＝"))
def test_no_guarded_text_begins_as_a_formula_does(text):
    assert not guarded(text).startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert unguarded(guarded(text)) == text


def test_a_backslash_that_marks_nothing_is_itself():
    assert rows.split(r"C:\temp; a\;b; c\\") == [r"C:\temp", "a;b", "c\\"]
    assert rows.words("a\\|b | c\\") == ["a|b", "c\\"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_a_cell_end_as_any_system_ends_them(end):
    assert rows.parts("identifiers", f"wikidata | Q1{end}{end}GB-CHC | 2") == [
        {"scheme": "wikidata", "value": "Q1"},
        {"scheme": "GB-CHC", "value": "2"},
    ]
