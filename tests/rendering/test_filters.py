"""The filters of a listing."""

import pytest

from directory.rendering.filters import facets, sorts
from directory.search.facets import FacetValue
from directory.search.index import Found
from directory.search.query import Query, Years
from tests.html import parsed
from tests.rendering.test_part import HOSTILE

NAMES = ("topic", "help", "kind", "country", "network", "language", "began")


ALL = Query()


def shown(query=ALL, **values):
    found = Found(query, 1, [], {name: values.get(name, []) for name in NAMES})
    return parsed(f"<form>{facets(found)}</form>", strict="".join(query.without).isprintable())


def rows(tree, name: str) -> list[str]:
    boxes = [label for label in tree.iter("label") if any(each.get("name") == name for each in label.iter("input"))]
    return [" ".join("".join(label.itertext()).split()) for label in boxes]


def test_a_facet_that_offers_nothing_is_not_there():
    tree = shown(kind=[FacetValue("blog", "Blog", 3, False)])
    assert [each.get("id") for each in tree.iter("details")] == ["facet-kind"]


def test_a_row_says_what_a_click_gives():
    tree = shown(kind=[
        FacetValue("blog", "Blog", 1, False), FacetValue("company", "Company", 12, True),
        FacetValue("platform", "Platform", 13, False, adds=1), FacetValue("network", "Network", 14, False, adds=2),
    ])  # fmt: skip
    assert rows(tree, "kind") == [
        "Blog, 1 entry", "Company, 12 entries", "Platform, adds +1 entry", "Network, adds +2 entries",
    ]  # fmt: skip
    assert [box.get("value") for box in tree.iter("input") if "checked" in box.attrib] == ["company"]


def test_a_facet_is_open_when_something_in_it_is_chosen():
    values = [FacetValue("DE", "Germany", 1, False)]
    assert "open" not in shown(country=values).find(".//details").attrib
    assert "open" in shown(Query(country=("DE",)), country=values).find(".//details").attrib


def test_sub_causes_stand_inside_their_cause_which_opens_for_a_chosen_one():
    tree = shown(topic=[
        FacetValue("water", "Water", 5, False), FacetValue("wells", "Wells", 2, True, "water"), FacetValue("war", "War", 1, False),
    ])  # fmt: skip
    more = tree.find(".//details[@class='sub']")
    assert "open" in more.attrib
    assert "".join(more.find("summary").itertext()) == "More of Water"
    assert [box.get("value") for box in more.iter("input")] == ["wells"]
    assert [box.get("value") for box in tree.iter("input") if box.get("name") == "topic"] == ["water", "wells", "war"]


def test_causes_can_be_left_out_and_what_is_left_out_stays_in_the_form():
    topics = [FacetValue("water", "Water", 5, True), FacetValue("war", "War", 1, False)]
    tree = shown(Query(topics=("water",), without=("peace",), match="any"), topic=topics)
    assert [(each.get("value"), each.text) for each in tree.iter("option")] == [("", "nothing else"), ("war", "War")]
    assert [each.get("value") for each in tree.iter("input") if each.get("name") == "not"] == ["peace"]
    assert [each.get("id") for each in tree.iter("input") if each.get("name") == "match" and "checked" in each.attrib] == [
        "match-any"
    ]


def test_what_is_left_out_stays_in_the_form_of_a_listing_that_found_nothing():
    tree = shown(Query(text="xyz", without=("peace", "war")))
    assert [each.get("value") for each in tree.iter("input") if each.get("name") == "not"] == ["peace", "war"]


def test_one_span_of_years_or_any_time():
    years = [FacetValue("2000-2009", "2000–2009", 5, False)]
    boxes = [(box.get("type"), box.get("value"), "checked" in box.attrib) for box in shown(began=years).iter("input")]
    assert boxes == [("radio", "", True), ("radio", "2000-2009", False)]
    chosen = shown(Query(began=Years.read("2000-2009")), began=[FacetValue("2000-2009", "2000–2009", 5, True)])
    assert [box.get("value") for box in chosen.iter("input") if "checked" in box.attrib] == ["2000-2009"]


@pytest.mark.parametrize(("count", "is_long"), [(10, False), (11, True)])
def test_a_long_facet_says_so(count, is_long):
    tree = shown(country=[FacetValue(str(n), str(n), 1, False) for n in range(count)])
    assert ("choices--long" in tree.find(".//ul").get("class")) is is_long


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_text_in_every_value_is_text(value):
    def of(text):
        hostile = FacetValue(text, text, 2, False)
        every = {name: [hostile] for name in NAMES} | {"topic": [hostile, FacetValue(f"{text}x", text, 1, False, text)]}
        return shown(Query(without=(text,)), **every)

    tree, usual = of(value), of("usual")
    assert [(each.tag, set(each.attrib)) for each in tree.iter()] == [(each.tag, set(each.attrib)) for each in usual.iter()]
    said = value.replace("\r\n", "\n").replace("\r", "\n")
    assert [box.get("value") for box in tree.iter("input") if box.get("name") in ("kind", "not")] == [said, said]


def test_the_order_that_holds_is_selected_and_the_usual_one_needs_no_address():
    options = list(parsed(f"<select>{sorts('newest', False)}</select>").iter("option"))
    assert [each.get("value") for each in options] == ["", "newest", "verified", "began"]
    assert [each.text for each in options if "selected" in each.attrib] == ["Newest here"]
    assert parsed(f"<select>{sorts('relevance', True)}</select>").find(".//option").text == "Best match"
