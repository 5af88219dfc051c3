import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from directory.search.query import NAMES, BadQuery, Cursor, Query, Years
from directory.search.topics import TopicRow, TopicTable


def row(slug, parent=None):
    return TopicRow(id=1, slug=slug, name=slug, parent=parent, family=1, description="")


TOPICS = TopicTable(
    {"education": row("education"), "écologie": row("écologie"), "poverty": row("poverty")}, former={"schools": "education"}
)


def read(text, **options):
    return Query.from_params(QueryDict(text), TOPICS, **options)


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("", ""),
        ("utm_source=mail&q=water&topic=", "q=water"),
        ("q=++micro+++lending+", "q=micro+lending"),
        ("q=%01&sort=relevance", ""),
        ("topic=poverty&topic=education&topic=poverty", "topic=poverty&topic=education"),
        ("topic=schools", "topic=education"),
        ("not=schools&not=education", "not=education"),
        ("topic=%C3%A9cologie", "topic=%C3%A9cologie"),
        ("match=all&sort=name&limit=20", ""),
        ("match=any", "match=any"),
        ("sort=relevance", ""),
        ("q=x&sort=relevance", "q=x"),
        ("q=x&sort=name", "q=x&sort=name"),
        ("help=lend&kind=blog&country=KE&country=001&network=x&language=zh-Hant", None),
        ("began=2005", "began=2005"),
        ("began=2005-2005", "began=2005"),
        ("began=-1999", "began=-1999"),
        ("began=2010-", "began=2010-"),
        ("began=0", "began=0"),
        ("began=0-7", "began=0-7"),
        ("limit=100", "limit=100"),
        ("q=a%00b%0Ac", "q=a+b+c"),
    ],
)
def test_an_address_is_read_and_written_in_one_way(address, canonical):
    query = read(address)
    if canonical is not None:
        assert str(query) == canonical
    assert read(str(query)) == query


@pytest.mark.parametrize(
    ("address", "parameter", "value", "without"),
    [
        ("q=water&topic=nonsense&kind=blog", "topic", "nonsense", "q=water&kind=blog"),
        ("topic=education&topic=nonsense", "topic", "nonsense", "topic=education"),
        ("not=nonsense", "not", "nonsense", ""),
        ("kind=circus&utm_source=x", "kind", "circus", ""),
        ("help=Lend", "help", "Lend", ""),
        ("country=ke", "country", "ke", ""),
        ("country=EU", "country", "EU", ""),
        ("network=myspace", "network", "myspace", ""),
        ("language=xx-nowhere-1", "language", "xx-nowhere-1", ""),
        ("began=soon", "began", "soon", ""),
        ("began=-", "began", "-", ""),
        ("began=2009-2000", "began", "2009-2000", ""),
        ("began=²00٥", "began", "²00٥", ""),
        ("match=some", "match", "some", ""),
        ("sort=random", "sort", "random", ""),
        ("limit=0", "limit", "0", ""),
        ("limit=101", "limit", "101", ""),
        ("limit=ten", "limit", "ten", ""),
        ("after=!!!", "after", "!!!", ""),
        ("after=AAAA", "after", "AAAA", ""),
        ("q=" + "x" * 501, "q", "x" * 500, ""),
        ("kind=%00&q=x", "kind", "\N{REPLACEMENT CHARACTER}", "q=x"),
    ],
)
def test_a_value_that_we_do_not_know_is_named(address, parameter, value, without):
    with pytest.raises(BadQuery) as refusal:
        read(address)
    assert (refusal.value.parameter, refusal.value.value, refusal.value.without) == (parameter, value, without)


def test_an_unknown_parameter_is_refused_only_when_strict():
    assert read("colour=green") == Query()
    with pytest.raises(BadQuery, match="colour=green: there is no such parameter"):
        read("colour=green", strict=True)


def test_a_cursor_belongs_to_one_order():
    cursor = Cursor("name", ("kiva",), 7)
    assert read(f"after={cursor}").after == cursor
    with pytest.raises(BadQuery, match="by name, not by newest"):
        read(f"sort=newest&after={cursor}")
    with pytest.raises(BadQuery, match="not both"):
        read(f"before={cursor}&after={cursor}")


@given(st.text())
def test_any_text_as_cursor_is_read_or_refused(text):
    try:
        cursor = Cursor.read(text)
    except ValueError:
        return
    assert Cursor.read(str(cursor)) == cursor


@given(st.builds(Cursor, st.just("relevance"), st.tuples(st.integers(0, 5), st.text(max_size=50)), st.integers(0, 2**62)))
def test_a_cursor_survives_its_address(cursor):
    if "\ud800" <= max(cursor.key[1], default="") <= "\udfff":
        return
    assert Cursor.read(str(cursor)) == cursor


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=12)), max_size=6))
def test_any_query_string_is_understood_or_refused(pairs):
    params = QueryDict(mutable=True)
    for name, value in pairs:
        params.appendlist(name, value)
    try:
        query = Query.from_params(params, TOPICS)
    except BadQuery as error:
        refused = error.parameter
    else:
        refused = None
        assert read(str(query)) == query
    assert refused is None or refused in NAMES


@pytest.mark.parametrize(("text", "first", "last"), [("2005", 2005, 2005), ("2000-2009", 2000, 2009), ("-1999", None, 1999)])
def test_years_are_read(text, first, last):
    assert Years.read(text) == Years(first, last)
    assert str(Years(first, last)) == text
