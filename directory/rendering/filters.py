"""The facets of a listing as HTML: templates/directory/_facet.html, filled in."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from directory.rendering.part import Part, kept, part
from directory.search.facets import FacetValue
from directory.search.index import Found
from directory.search.query import SORTS, Query

FACET_LABELS = {
    "topic": "Cause",
    "help": "Way to help",
    "kind": "Kind",
    "country": "Country",
    "network": "Speaks on",
    "language": "Language",
    "began": "Begun",
}
OPEN = {"topic", "help", "kind"}
LONG = 10


def facets(found: Found) -> SafeString:
    """The facets that have something to offer; and what is left out already, whether they have or not."""
    offered = _joined(_facet(found, name) for name in FACET_LABELS if found.facets[name])
    left_out = part("directory/_facet.html#left_out")
    return offered + _joined(left_out(slug=slug) for slug in found.query.without)


def _facet(found: Found, name: str) -> SafeString:
    query, values = found.query, found.facets[name]
    rows = _topic_rows(values) if name == "topic" else _rows(name, values)
    if name == "began":
        rows = _any_time(query) + rows
    return part("directory/_facet.html#facet")(
        name=name,
        label=FACET_LABELS[name],
        open=_mark("open", name in OPEN or bool(query.chosen(name))),
        match=_match(query) if name == "topic" else "",
        long=_mark("long", sum(value.parent is None for value in values) > LONG),
        rows=rows,
        leave_out=_leave_out(query, values) if name == "topic" else "",
    )


@kept
def _mark(name: str, holds: bool) -> SafeString:
    """What the partial of this name says, if it holds."""
    return part(f"directory/_facet.html#{name}")() if holds else SafeString("")


def _match(query: Query) -> SafeString:
    match = part("directory/_facet.html#match")
    return match(all=_mark("checked", query.match == "all"), any=_mark("checked", query.match == "any"))


def _any_time(query: Query) -> SafeString:
    return part("directory/_facet.html#any_time")(name="began", checked=_mark("checked", query.began is None))


# Rows. There are hundreds, and from one page to the next only their numbers differ: what is around those is kept.


def _rows(name: str, values: Iterable[FacetValue]) -> SafeString:
    pieces: list[str] = []
    for value, label, count, is_chosen, _parent, adds in values:
        number = count if adds is None else adds
        before, after = _around_number(name, value, label, is_chosen, adds is not None, number == 1)
        pieces += (before, str(number), after)
    return SafeString("".join(pieces))


def _topic_rows(values: Iterable[FacetValue]) -> SafeString:
    """Causes, each with its sub-causes inside; a sub-cause whose cause is not offered stands for itself."""
    families: dict[str, list[FacetValue]] = {}
    for value in values:
        families.setdefault(value.parent if value.parent in families else value.value, []).append(value)
    return _joined(_family(*family) if len(family) > 1 else _rows("topic", family) for family in families.values())


def _family(cause: FacetValue, *children: FacetValue) -> SafeString:
    is_open = cause.selected or any(child.selected for child in children)
    number = cause.count if cause.adds is None else cause.adds
    row = _row_with_more(cause.value, cause.label, cause.selected, cause.adds is not None, number == 1, is_open)
    return row(number=number, rows=_rows("topic", children))


@kept
def _around_number(name: str, value: str, label: str, is_chosen: bool, adds: bool, is_one: bool) -> tuple[str, str]:
    return part("directory/_facet.html#row").given(choice=_choice(name, value, label, is_chosen, adds, is_one)).around()


@kept
def _row_with_more(value: str, label: str, is_chosen: bool, adds: bool, is_one: bool, is_open: bool) -> Part:
    choice = _choice("topic", value, label, is_chosen, adds, is_one)
    return part("directory/_facet.html#row_with_more").given(choice=choice, label=label, open=_mark("open", is_open))


def _choice(name: str, value: str, label: str, is_chosen: bool, adds: bool, is_one: bool) -> Part:
    """`adds` says that its number is of entries that it would add, and not of those that it gives."""
    counting = f"{'adds_' if adds else ''}{'one' if is_one else 'many'}"
    return part("directory/_facet.html#choice").given(
        type="radio" if name == "began" else "checkbox",
        name=name,
        value=value,
        label=label,
        checked=_mark("checked", is_chosen),
        count=part(f"directory/_facet.html#{counting}"),
    )


# What is left out


def _leave_out(query: Query, values: Iterable[FacetValue]) -> SafeString:
    """A choice among the topics of the results that are not chosen themselves."""
    options = _joined(_option(value.value, value.label) for value in values if not value.selected)
    if not options:
        return SafeString("")
    return part("directory/_facet.html#leave_out")(options=options, more=_mark("more", bool(query.without)))


@kept
def _option(value: str, label: str, is_selected: bool = False) -> SafeString:
    return part("directory/_facet.html#option")(value=value, label=label, selected=_mark("selected", is_selected))


@kept
def sorts(order: str, has_words: bool) -> SafeString:
    """The orders to choose from. The first is what holds anyway, so it stays out of the address."""
    offered = [(value, label) for value, label in SORTS.items() if value != "relevance" or has_words]
    return _joined(_option(value if place else "", label, value == order) for place, (value, label) in enumerate(offered))


def _joined(pieces: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(pieces))
