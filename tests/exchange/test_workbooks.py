import datetime
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from directory.exchange import workbooks
from directory.exchange.rows import COLUMNS, flat, whole
from directory.exchange.workbooks import BadWorkbook
from tests.exchange.documents import documents, texts


def written(rows):
    target = io.BytesIO()
    workbooks.write(target, rows)
    return target.getvalue()


def read(content, most_columns=50):
    return list(workbooks.read(io.BytesIO(content), most_columns))


@given(st.lists(documents(), min_size=1, max_size=3))
def test_documents_are_kept_whole(said):
    head, *lines = read(written([COLUMNS, *(flat(each, "1").values() for each in said)]))
    assert tuple(head) == COLUMNS
    lines = [line + [""] * (len(head) - len(line)) for line in lines]
    assert [whole(dict(zip(head, line, strict=True))) for line in lines] == said


@given(texts, st.integers(15_000, 40_000))
def test_texts_that_are_longer_than_a_cell_are_kept(text, length):
    long = (text * length)[:length] or "x" * length
    assert read(written([["a", "b"], [long, "end"], ["↪ 1", "'↪ 1"]])) == [["a", "b"], [long, "end"], ["↪ 1", "'↪ 1"]]


def test_a_text_is_never_a_formula():
    content = written([["name"], ["=1+1"], ["#N/A"]])
    cells = [cell for (cell,) in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()]
    assert [(cell.value, cell.data_type) for cell in cells] == [("name", "s"), ("=1+1", "s"), ("#N/A", "s")]


def test_the_same_rows_give_the_same_bytes(monkeypatch):
    rows = [["name"], ["x" * 40_000]]
    before = written(rows)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000)
    assert written(rows) == before


def test_cells_of_other_types_become_texts():
    workbook = Workbook()
    workbook.active.append(
        ["NA", 2005, 2005.0, 1.5, True, datetime.datetime(2005, 3, 1), datetime.time(9, 30), None, "_x000D_"]
    )
    target = io.BytesIO()
    workbook.save(target)
    assert read(target.getvalue()) == [["NA", "2005", "2005", "1.5", "True", "2005-03-01", "09:30:00", "", "\r"]]


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_BYTES", 10_000)
    with pytest.raises(BadWorkbook, match="too large when unpacked"):
        read(written([["x" * 10_000]]))


def archive(**files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in files.items():
            packed.writestr(name.replace("Content_Types", "[Content_Types].xml"), content)
    return target.getvalue()


WHOLE = written([["name"], ["Kept"]])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 not at all",
        WHOLE[: len(WHOLE) // 2],
        WHOLE[:-30],
        archive(readme="hello"),
        archive(Content_Types="<Types/>"),
        archive(Content_Types="no xml"),
        archive(Content_Types='<!DOCTYPE x [<!ENTITY a "b">]><Types>&a;</Types>'),
    ],
)
def test_a_broken_workbook_is_refused_in_words(content):
    with pytest.raises(BadWorkbook, match="workbook"):
        read(content)
