import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from directory.curation import document
from directory.exchange import writing
from directory.exchange.rows import COLUMNS, whole
from directory.exchange.writing import Entry
from tests.exchange.documents import documents

SEVERAL = st.lists(documents(), max_size=3)


def entries(said):
    return [Entry(f"id-{number}", each) for number, each in enumerate(said)]


@given(SEVERAL)
def test_csv_keeps_everything(said):
    text = "".join(writing.csv_lines(entries(said)))
    head, *lines = csv.reader(io.StringIO(text, newline=""))
    assert tuple(head) == COLUMNS
    assert [whole(dict(zip(head, line, strict=True))) for line in lines] == said


@given(SEVERAL)
def test_json_lines_keep_everything(said):
    lines = list(writing.jsonl_lines(entries(said)))
    assert all(line.count("\n") == 1 for line in lines)
    assert [json.loads(line) for line in lines] == [{"id": f"id-{number}"} | each for number, each in enumerate(said)]


@given(SEVERAL)
def test_json_keeps_everything(said):
    text = "".join(writing.json_pieces(entries(said)))
    assert json.loads(text) == [{"id": f"id-{number}"} | each for number, each in enumerate(said)]


def test_texts_of_a_table_stand_in_quotes_and_years_do_not():
    _, line = writing.csv_lines([Entry("1", document.normal({"name": "a;=1", "began": 2005}))])
    assert '"a;=1"' in line
    assert ",2005,," in line
    assert line.endswith("\r\n")
