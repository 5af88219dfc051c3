import csv
import io
import json
import tracemalloc

import pytest

from directory.exchange import reading
from directory.exchange.reading import BadFile, open_table


@pytest.fixture
def table(tmp_path):
    """Open a file with this content."""

    def make(content, name="file.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return open_table(path)

    return make


def rows(table):
    return [record.cells for record in table.records()]


def faults(table):
    return {record.number: record.faults for record in table.records() if record.faults}


ACCENTS = "name;place\r\nCafé “Zürich”;Genève\r\n"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_the_encoding_is_found(table, encoding, said):
    found = table(ACCENTS, encoding=encoding)
    assert found.columns == ["name", "place"]
    assert rows(found) == [{"name": "Café “Zürich”", "place": "Genève"}]
    assert said in found.about


def test_a_russian_file_of_an_old_system_is_read(table):
    text = "название;город\n" + "Фонд помощи детям;Москва\n" * 30
    assert rows(table(text, encoding="cp1251"))[0] == {"название": "Фонд помощи детям", "город": "Москва"}


def test_a_letter_late_in_the_file_decides_too(table):
    text = "name,place\n" + "Water,Bern\n" * 50_000 + "Café,Genève\n"
    assert rows(table(text, encoding="cp1252"))[-1] == {"name": "Café", "place": "Genève"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_dialect_is_found(table, end, delimiter):
    text = delimiter.join(["name", "note"]) + end + delimiter.join(['"a, b; c"', '"line\nbreak"']) + end
    assert rows(table(text)) == [{"name": "a, b; c", "note": "line\nbreak"}]


def test_one_column_needs_no_delimiter(table):
    assert rows(table("name\nWater\n")) == [{"name": "Water"}]


def test_rows_are_numbered_as_a_spreadsheet_does(table):
    assert [record.number for record in table('name\nWater\n\n"Two\nlines"\n').records()] == [2, 4]


def test_short_rows_are_filled_and_long_ones_refused(table):
    found = table("name,place\nWater\nFire,Bern,,\nAir,Bern,x,y\n")
    assert rows(found)[0] == {"name": "Water", "place": ""}
    assert faults(found) == {4: {"": "it has 2 more cells than there are columns."}}


def test_every_column_gets_a_name_of_its_own(table):
    found = table("name,note,note,,note (2)\na,b,c,d,e\n")
    assert found.columns == ["name", "note", "note (3)", "column 4", "note (2)"]
    assert found.repeated == {"note"}


def test_a_cell_that_never_ends_is_named(table):
    found = table("name,note\n" + f'a,"{"x" * 1_100_000}"\nb,c\n')
    assert "1,100,000 characters" in faults(found)[2]["note"]
    assert rows(found)[1] == {"name": "b", "note": "c"}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "a.csv is empty"),
        ("a.csv", b"\r\n \n,,\n", "nothing in it"),
        ("a.pdf", b"%PDF", "a file to import ends in"),
        ("a.csv", b"PK\x03\x04", "a.csv is an archive or a workbook"),
        ("a.csv", b"%PDF-1.4", "a.csv is a PDF"),
        ("a.csv", b"<!DOCTYPE html><html>", "a.csv is a web page"),
        ("a.csv", b'[{"name": "x"}]', "a.csv is JSON"),
        ("a.csv", ",".join(f"c{n}" for n in range(10_000)).encode(), "more than 1000 columns"),
        ("a.csv", b'name\n"' + b"x" * 17 * 1024**2, "quotation mark missing"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0 rest", "protected by a password"),
        ("a.xlsx", b"name\nx\n", "no Excel workbook"),
        ("a.json", b"name\nx\n", "a.json is no JSON"),
        ("a.json", b'[{"name": "x"}, {"na', "cut off"),
        ("a.json", b'[{"name": "x"}] more', "a.json: "),
        ("a.json", b"[1, 2]", "no object with keys"),
        ("a.json", b"[]", "no object with keys"),
        ("a.jsonl", b"nothing", "no JSON Lines"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(table, name, content, message):
    with pytest.raises(BadFile, match=message):
        list(table(content, name).records())


def test_objects_within_objects_are_columns(table):
    found = table('[{"name": {"en": "Water", "local": "Wasser"}, "tags": ["a"], "x": null}, 7]', "a.json")
    assert found.columns == ["name.en", "name.local", "tags", "x"]
    assert rows(found)[0] == {"name.en": "Water", "name.local": "Wasser", "tags": ["a"], "x": None}
    assert faults(found) == {2: {"": "this is no object with keys."}}


def test_the_longest_list_of_objects_is_found(table):
    text = '\ufeff{"meta": {"links": [{"rel": "self"}]}, "data": {"items": [{"name": "a", "sub": [{"x": 1}]}, {"name": "b"}]}}'
    found = table(text, "a.json")
    assert [cells["name"] for cells in rows(found)] == ["a", "b"]
    assert "data.items" in found.about
    assert rows(table('{"name": "alone"}', "a.json")) == [{"name": "alone"}]


def test_a_broken_line_holds_up_no_other(table):
    found = table('{"name": "a"}\n\n{"name": \n{"name": NaN}\n[]\n{"name": "b"}\n' + "[" * 100_000 + "\n", "a.jsonl")
    assert [record.cells.get("name") for record in found.records()] == ["a", None, None, None, "b", None]
    assert sorted(faults(found)) == [2, 3, 4, 6]


@pytest.mark.parametrize("content", ['[{"name": "x", "a": %s}]', '{"name": "x", "a": %s}', '{"b": [{"a": %s}]}'])
def test_brackets_within_brackets_do_not_fill_the_memory(table, content):
    with pytest.raises(BadFile, match="more than 100 brackets"):
        table(content % ("[" * 5000 + "]" * 5000), name="a.json")
    assert list(table(content % ("[" * 50 + "]" * 50), name="a.json").records())


def test_a_long_file_is_not_held_in_memory(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("name,note\n" + f"Water,{'x' * 1000}\n" * 30_000)
    tracemalloc.start()
    assert sum(1 for _ in open_table(path).records()) == 30_000
    assert tracemalloc.get_traced_memory()[1] < 8 * 1024**2
    tracemalloc.stop()


def test_published_cases_of_csv(shared):
    folder = shared / "conformance/csv-spectrum"
    for path in sorted((folder / "csvs").glob("*.csv")):
        wanted = json.loads((folder / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
        if path.stem == "location_coordinates":  # its expectation has another telephone number than its table
            wanted = [{**wanted, "Contact Phone Number": "2095257564"}]
        assert [record.cells for record in open_table(path).records()] == wanted, path.stem


CASES = {
    "comma in quotes": ('a,b\n1,"x, y"\n', ["1", "x, y"]),
    "empty": ('a,b\r\n1,""\r\n', ["1", ""]),
    "escaped quotes": ('a,b\n1,"ha ""ha"" ha"\n', ["1", 'ha "ha" ha']),
    "JSON in a cell": ('a,b\n1,"{""type"": ""Point"", ""at"": [1.0, 0.5]}"\n', ["1", '{"type": "Point", "at": [1.0, 0.5]}']),
    "quotes and line breaks": ('a,b\n1,"ha \n""ha"" \nha"\n', ["1", 'ha \n"ha" \nha']),
    "long line breaks": ('a,b\r\n1,"Once \r\nmore"\r\n', ["1", "Once \r\nmore"]),
    "no line break at the end": ("a,b\n1,ʤ", ["1", "ʤ"]),
}


@pytest.mark.parametrize("case", CASES)
def test_cases_of_csv(table, case):
    text, wanted = CASES[case]
    assert [list(cells.values()) for cells in rows(table(text))] == [wanted]
    assert next(csv.reader(io.StringIO(text, newline=""))) == ["a", "b"]


def test_reading_twice_gives_the_same(table):
    found = table("name\na\nb\n")
    assert rows(found) == rows(found)
    assert reading.MOST_COLUMNS == 1_000


def test_other_code_that_allows_endless_cells_does_not_undo_our_limit(table):
    before = csv.field_size_limit(2**31 - 1)
    try:
        with pytest.raises(BadFile, match="quotation mark missing"):
            list(table(b'name\n"' + b"x" * 17 * 1024**2).records())
    finally:
        csv.field_size_limit(before)
