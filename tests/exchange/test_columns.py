import pytest

from directory.curation.document import SHAPE
from directory.exchange import columns, fields
from directory.exchange.columns import BadMapping, Fields
from directory.exchange.fields import Said
from directory.exchange.reading import open_table


@pytest.fixture
def guessed(write):
    def make(content, name="file.csv"):
        return dict(columns.guess(open_table(write(content, name))).of)

    return make


def test_columns_are_known_by_usual_names_in_any_letters(guessed):
    assert guessed("ORGANISATION NAME;Year_Founded;Home Page;City;Tags;Twitter\nA;2000;a.example;Bern;x;@a\n") == {
        "ORGANISATION NAME": "name",
        "Year_Founded": "began",
        "Home Page": "website",
        "City": "seat",
        "Tags": "topics",
        "Twitter": "x",
    }


def test_our_own_names_win_over_others(guessed):
    assert guessed("title,name,url,website\na,b,c.example,d.example\n") == {"name": "name", "website": "website"}


@pytest.mark.parametrize(
    ("text", "field"),
    [("name,type\nA,charity\n", "kind"), ("name,type\nA,Brigade\n", None), ("name,license\nA,CC0-1.0\n", "licence"),
     ("name,license\nA,GPL\n", None), ("name,id\nA,17\n", None), ("name,id\nA,5f6e1a7e-0000-4000-8000-000000000000\n", "id")],
)  # fmt: skip
def test_names_that_mean_many_things_count_where_the_cells_fit(guessed, text, field):
    column = text.partition("\n")[0].partition(",")[2]
    assert guessed(text).get(column) == field


def test_objects_within_objects_are_known_by_their_last_name_where_that_is_sure(guessed):
    assert guessed([{"name": {"en": "A"}, "social": {"facebook": "f"}, "geo": {"name": "x"}}], "file.json") == {
        "name.en": "name",
        "social.facebook": "facebook",
    }


def test_an_export_is_known_to_be_whole():
    assert Fields({key: key for key in SHAPE}).is_whole
    assert not Fields({key: key for key in SHAPE if key != "logo"}).is_whole
    assert not Fields({key.upper(): key for key in SHAPE}).is_whole


def test_several_columns_may_say_one_list_and_not_one_text():
    assert columns.checked(Fields({"a": "name", "b": "topics", "c": "topics"}))
    with pytest.raises(BadMapping, match="both “a” and “b” are to be the name"):
        columns.checked(Fields({"a": "name", "b": "name"}))


@pytest.mark.parametrize("key", [*SHAPE, "id", "website", "donate", "legal_name", "identifier:GB-CHC", "channel", "feed"])
def test_every_field_can_be_read_and_says_where_it_ends_up(key):
    said = Said()
    fields.take(key, "Column", "", said)
    assert not said.faults
    assert said.columns == {fields.key_of(key): "Column"}
    assert fields.is_field(key)
    assert not fields.is_field("identifier:")


def read(key, cell):
    said = Said()
    fields.take(key, "Column", cell, said)
    assert not said.faults, said.faults
    return said.document.get(key) or said.added


@pytest.mark.parametrize(
    ("key", "cell", "wanted"),
    [
        ("ways_to_help", "Donate; volunteer", [("donate", ""), ("volunteer", "")]),
        ("ways_to_help", "lend | https://a.example | From 25", [("lend", "https://a.example")]),
        ("channels", "https://x.com/a\nblog.example", [("x", "https://x.com/a"), ("website", "https://blog.example")]),
        ("identifiers", "wikidata Q42; GB-CHC-17", [("wikidata", "Q42"), ("GB-CHC", "17")]),
        ("people", "Asha Example | Founder | 2005", [("", "Asha Example")]),
        ("people", "asha-example | Asha Example | Founder", [("asha-example", "Asha Example")]),
        ("people", "Asha Example", [("", "Asha Example")]),
    ],
)
def test_lines_that_say_less_are_understood(key, cell, wanted):
    assert [tuple(row.values())[:2] for row in read(key, cell)] == wanted


def test_a_persons_years_are_read_without_an_address():
    (row,) = read("people", "Asha Example | Founder | 2005")
    assert (row["role"], row["began"]) == ("Founder", 2005)


def test_lists_of_json_are_lists():
    assert read("topics", ["a, b", {"name": "c"}, None]) == ["a, b", "c"]
    assert read("works_in", ["Kenya", "UG"]) == ["KE", "UG"]
    assert read("country", ["Kenya"]) == "KE"
    said = Said()
    fields.take("name", "Column", {"en": "A"}, said)
    assert said.faults == {"Column": "this is an object where a text should be."}
