"""The facets of a listing as HTML: templates/directory/_facet.html, filled in."""

from collections.abc import Iterable, Mapping

from django.utils.safestring import SafeString

from directory.rendering.part import NOTHING, Part, Slot, few_kept, kept, part
from directory.search.facets import Choice, Facet
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

type Choices = tuple[Choice, ...]


def facets(query: Query, found: Mapping[str, Facet]) -> list[SafeString]:
    """The facets that have something to offer; and what is left out already, whether they have or not."""
    offered = [_facet(query, name, found[name]) for name in FACET_LABELS if found[name]]
    left_out = part("directory/_facet.html#left_out")
    return offered + [left_out(slug=slug) for slug in query.without]


def _facet(query: Query, name: str, facet: Facet) -> SafeString:
    if not facet.chosen and 0 not in facet.offered and 1 not in facet.numbers:
        return _around_all_numbers(name, facet.choices, query.match, bool(query.without)).numbered(facet.numbers)
    rows = _rows(name, facet)
    if name == "topic":
        rows = _families(facet, rows)
    if name == "began":
        rows = [_any_time(not facet.chosen), *rows]
    shown = len(facet) - sum(1 for place in _sub_causes(facet.choices) if facet.offered[place])
    leave_out = _leave_out(query, facet) if name == "topic" else ""
    return _frame(name, bool(facet.chosen), query.match, shown > LONG)(rows=_joined(rows), leave_out=leave_out)


@few_kept
def _around_all_numbers(name: str, choices: Choices, match: str, more: bool) -> Part:
    """A facet of which all is offered and nothing chosen, as most are on a page that finds much, but for its numbers."""
    around = _around_numbers(name, choices, False)
    rows = [Part([before, Slot(str(place)), after]) for place, (before, after) in enumerate(around)]
    if name == "topic":
        rows = [
            _family_of_parts(choices[place], rows[place], [rows[each] for each in places])
            for place, places in _children(choices)
        ]
    if name == "began":
        rows = [Part([_any_time(True)]), *rows]
    leave_out = _choice_to_leave_out(_joined(_options(choices)), more) if name == "topic" else ""
    shown = len(choices) - len(_sub_causes(choices))
    return _frame(name, False, match, shown > LONG).given(rows=Part.joined(rows), leave_out=leave_out)


@kept
def _frame(name: str, has_chosen: bool, match: str, is_long: bool) -> Part:
    """What is around the rows of a facet, and around what can be left out of it."""
    return part("directory/_facet.html#facet").given(
        name=name,
        label=FACET_LABELS[name],
        open=_mark("open", name in OPEN or has_chosen),
        match=_match(match) if name == "topic" else "",
        long=_mark("long", is_long),
    )


@few_kept
def _sub_causes(choices: Choices) -> list[int]:
    return [place for place, choice in enumerate(choices) if choice.parent is not None]


@kept
def _mark(name: str, holds: bool) -> SafeString:
    """What the partial of this name says, if it holds."""
    return part(f"directory/_facet.html#{name}")() if holds else NOTHING


def _match(match: str) -> SafeString:
    return part("directory/_facet.html#match")(all=_mark("checked", match == "all"), any=_mark("checked", match == "any"))


@kept
def _any_time(is_chosen: bool) -> SafeString:
    return part("directory/_facet.html#any_time")(name="began", checked=_mark("checked", is_chosen))


# Rows. There are hundreds, and from one page to the next only their numbers differ: what is around those is kept.


def _rows(name: str, facet: Facet) -> list[str]:
    """Beside each choice its row, or "" where it is not offered."""
    choices, numbers, adds = facet.choices, facet.numbers, facet.adds_to is not None
    beside = zip(_around_numbers(name, choices, adds), numbers, facet.offered, strict=True)
    rows = [f"{before}{number}{after}" if is_offered else "" for (before, after), number, is_offered in beside]
    if 1 in numbers:
        around_one = _around_numbers(name, choices, adds, is_one=True)
        for place in [place for place, number in enumerate(numbers) if number == 1]:
            rows[place] = "1".join(around_one[place])
    for place in _chosen_places(facet):
        rows[place] = str(numbers[place]).join(_around_number(name, choices[place], True, False, numbers[place] == 1))
    return rows


def _chosen_places(facet: Facet) -> list[int]:
    return [place for place, choice in enumerate(facet.choices) if choice.value in facet.chosen] if facet.chosen else []


@few_kept
def _around_numbers(name: str, choices: Choices, adds: bool, is_one: bool = False) -> list[tuple[str, ...]]:
    """The HTML before and after the number of each choice that is not chosen."""
    return [_around_number(name, choice, False, adds, is_one) for choice in choices]


@kept
def _around_number(name: str, choice: Choice, is_chosen: bool, adds: bool, is_one: bool) -> tuple[str, ...]:
    return part("directory/_facet.html#row").given(choice=_choice(name, choice, is_chosen, adds, is_one)).around()


def _families(facet: Facet, rows: list[str]) -> list[str]:
    """Causes, each with its sub-causes inside; a sub-cause whose cause is not offered stands for itself."""
    families = []
    for place, places in _children(facet.choices):
        below = "".join([rows[child] for child in places])
        families.append(_family(facet, place, places, below) if below and rows[place] else rows[place] + below)
    return families


@few_kept
def _children(choices: Choices) -> list[tuple[int, list[int]]]:
    """The places of all causes, each with those of its sub-causes."""
    places: dict[str, list[int]] = {}
    for place, choice in enumerate(choices):
        places.setdefault(choice.parent if choice.parent in places else choice.value, []).append(place)
    return [(first, rest) for first, *rest in places.values()]


def _family(facet: Facet, place: int, children: list[int], below: str) -> SafeString:
    cause, number = facet.choices[place], facet.numbers[place]
    is_chosen = cause.value in facet.chosen
    is_open = bool(facet.chosen) and any(facet.choices[each].value in facet.chosen for each in (place, *children))
    adds = facet.adds_to is not None and not is_chosen
    before, between, after = _row_with_more(cause, is_chosen, adds, number == 1, is_open).around()
    return SafeString(f"{before}{number}{between}{below}{after}")


def _family_of_parts(cause: Choice, row: Part, children: list[Part]) -> Part:
    if not children:
        return row
    number = Part([Slot(name) for _, name in row.slots])
    return _row_with_more(cause, False, False, False, False).given(number=number, rows=Part.joined(children))


@kept
def _row_with_more(cause: Choice, is_chosen: bool, adds: bool, is_one: bool, is_open: bool) -> Part:
    choice = _choice("topic", cause, is_chosen, adds, is_one)
    return part("directory/_facet.html#row_with_more").given(choice=choice, label=cause.label, open=_mark("open", is_open))


def _choice(name: str, choice: Choice, is_chosen: bool, adds: bool, is_one: bool) -> Part:
    """`adds` says that its number is of entries that it would add, and not of those that it gives."""
    counting = f"{'adds_' if adds else ''}{'one' if is_one else 'many'}"
    return part("directory/_facet.html#choice").given(
        type="radio" if name == "began" else "checkbox",
        name=name,
        value=choice.value,
        label=choice.label,
        checked=_mark("checked", is_chosen),
        count=part(f"directory/_facet.html#{counting}"),
    )


# What is left out


def _leave_out(query: Query, facet: Facet) -> SafeString:
    """A choice among the topics of the results that are not chosen themselves."""
    options = [option if is_offered else "" for option, is_offered in zip(_options(facet.choices), facet.offered, strict=True)]
    for place in _chosen_places(facet):
        options[place] = ""
    return _choice_to_leave_out(_joined(options), bool(query.without))


def _choice_to_leave_out(options: SafeString, more: bool) -> SafeString:
    """`more` says that something is left out already."""
    return part("directory/_facet.html#leave_out")(options=options, more=_mark("more", more)) if options else options


@few_kept
def _options(choices: Choices) -> list[SafeString]:
    return [_option(choice.value, choice.label) for choice in choices]


@kept
def _option(value: str, label: str, is_selected: bool = False) -> SafeString:
    return part("directory/_facet.html#option")(value=value, label=label, selected=_mark("selected", is_selected))


@kept
def sorts(order: str, has_words: bool) -> SafeString:
    """The orders to choose from. The first is what holds anyway, so it stays out of the address."""
    offered = [(value, label) for value, label in SORTS.items() if value != "relevance" or has_words]
    return _joined(_option(value if place else "", label, value == order) for place, (value, label) in enumerate(offered))


def _joined(pieces: Iterable[str]) -> SafeString:
    return SafeString("".join(pieces))
