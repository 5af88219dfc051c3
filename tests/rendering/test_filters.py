"""The filters of a listing."""

import pytest

from directory.rendering import filters
from directory.rendering.filters import facets, sorts
from directory.rendering.part import FEW_KEPT
from directory.search.facets import Choice, Facet
from directory.search.query import Query, Years
from tests.html import parsed
from tests.rendering.test_part import HOSTILE

NAMES = ("topic", "help", "kind", "country", "network", "language", "began")


ALL = Query()


def facet(*rows: tuple, chosen: tuple[str, ...] = (), adds_to: int | None = None) -> Facet:
    """Of rows with a value, a label, a number and perhaps a parent."""
    choices = tuple(Choice(value, label, *parent) for value, label, _, *parent in rows)
    return Facet(choices, [row[2] for row in rows], [1] * len(rows), chosen, adds_to)


def shown(query=ALL, **facets_of):
    found = {name: facets_of.get(name, facet()) for name in NAMES}
    return parsed(f"<form>{''.join(facets(query, found))}</form>", strict="".join(query.without).isprintable())


def rows(tree, name: str) -> list[str]:
    boxes = [label for label in tree.iter("label") if any(each.get("name") == name for each in label.iter("input"))]
    return [" ".join("".join(label.itertext()).split()) for label in boxes]


def test_a_facet_that_offers_nothing_is_not_there():
    nobody = Facet((Choice("DE", "Germany"),), [0], [0])
    tree = shown(kind=facet(("blog", "Blog", 3)), country=nobody)
    assert [each.get("id") for each in tree.iter("details")] == ["facet-kind"]


def test_a_row_says_what_a_click_gives():
    tree = shown(kind=facet(("blog", "Blog", 1), ("company", "Company", 12)))
    assert rows(tree, "kind") == ["Blog, 1 entry", "Company, 12 entries"]
    assert not [box for box in tree.iter("input") if box.get("name") == "kind" and "checked" in box.attrib]


@pytest.mark.parametrize(("count", "said"), [(1, "1 entry"), (12, "12 entries")])
def test_a_row_says_what_a_further_choice_adds(count, said):
    kinds = facet(
        ("blog", "Blog", 1), ("company", "Company", count), ("network", "Network", 2), ("platform", "Platform", 0),
        chosen=("company",), adds_to=count,
    )  # fmt: skip
    tree = shown(kind=kinds)
    assert rows(tree, "kind") == [
        "Blog, adds +1 entry", f"Company, {said}", "Network, adds +2 entries", "Platform, adds +0 entries",
    ]  # fmt: skip
    assert [box.get("value") for box in tree.iter("input") if "checked" in box.attrib] == ["company"]


def test_a_facet_is_open_when_something_in_it_is_chosen():
    assert "open" not in shown(country=facet(("DE", "Germany", 1))).find(".//details").attrib
    chosen = shown(Query(country=("DE",)), country=facet(("DE", "Germany", 1), chosen=("DE",)))
    assert "open" in chosen.find(".//details").attrib


WATER = [("water", "Water", 5), ("wells", "Wells", 2, "water"), ("war", "War", 1)]


def test_sub_causes_stand_inside_their_cause_which_opens_for_a_chosen_one():
    tree = shown(topic=facet(*WATER, chosen=("wells",)))
    more = tree.find(".//details[@class='sub']")
    assert "open" in more.attrib
    assert "".join(more.find("summary").itertext()) == "More of Water"
    assert [box.get("value") for box in more.iter("input")] == ["wells"]
    assert [box.get("value") for box in tree.iter("input") if box.get("name") == "topic"] == ["water", "wells", "war"]
    assert "open" not in shown(topic=facet(*WATER)).find(".//details[@class='sub']").attrib


def test_a_sub_cause_whose_cause_is_not_offered_stands_for_itself():
    topics = facet(*WATER)
    tree = shown(topic=Facet(topics.choices, [0, 2, 1], [0, 2, 1]))
    assert tree.find(".//details[@class='sub']") is None
    assert [box.get("value") for box in tree.iter("input") if box.get("name") == "topic"] == ["wells", "war"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("query", [ALL, Query(match="any"), Query(without=("peace",))])
def test_a_facet_that_offers_all_looks_like_one_that_does_not(name, query):
    """The first is filled in at once, with all of its HTML kept."""
    usual = [("war", "War & <peace>", 3), *(row for row in WATER if row[2] > 1), ("wells-2", "More wells", 7, "water")]
    usual += [(f"{place}", f"No. {place}", 10 + place) for place in range(12)]
    seldom = [*usual, ("nobody", "What nobody has", 0)]
    every = facet(*seldom)
    only_some = Facet(every.choices, every.numbers, every.numbers)

    def html(of: Facet) -> str:
        return "".join(facets(query, {each: facet() for each in NAMES} | {name: of}))

    assert html(facet(*usual)) == html(only_some)
    assert html(facet(*usual)).count("<li") == len(usual) + (name == "began")


def test_causes_can_be_left_out_and_what_is_left_out_stays_in_the_form():
    topics = facet(("water", "Water", 5), ("war", "War", 1), chosen=("water",))
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
    decade = ("2000-2009", "2000–2009", 5)
    boxes = [(box.get("type"), box.get("value"), "checked" in box.attrib) for box in shown(began=facet(decade)).iter("input")]
    assert boxes == [("radio", "", True), ("radio", "2000-2009", False)]
    chosen = shown(Query(began=Years.read("2000-2009")), began=facet(decade, chosen=("2000-2009",)))
    assert [box.get("value") for box in chosen.iter("input") if "checked" in box.attrib] == ["2000-2009"]


@pytest.mark.parametrize(("count", "is_long"), [(10, False), (11, True)])
def test_a_long_facet_says_so(count, is_long):
    tree = shown(country=facet(*((str(n), str(n), 1) for n in range(count))))
    assert ("choices--long" in tree.find(".//ul").get("class")) is is_long


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_text_in_every_value_is_text(value):
    def of(text):
        hostile = (text, text, 2)
        every = {name: facet(hostile) for name in NAMES} | {"topic": facet(hostile, (f"{text}x", text, 1, text))}
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


def test_little_is_kept_of_facets_that_only_one_visitor_asks_for():
    """Whatever nobody has can be chosen beside all that somebody has, in more ways than there is room for."""
    filters._around_numbers.cache_clear()
    usual = [(f"{place}", f"No. {place}", 2) for place in range(12)]
    for number in range(FEW_KEPT + 10):
        shown(country=facet(*usual, (f"odd-{number}", "Odd", 0), chosen=(f"odd-{number}",), adds_to=0))
    assert filters._around_numbers.cache_info().currsize == FEW_KEPT
