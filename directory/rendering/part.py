"""A small piece of HTML that repeats, rendered fast from a template that stays an ordinary one."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from html import escape
from itertools import chain, groupby

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.template import Engine
from django.template.base import Node, TextNode, VariableNode
from django.utils.safestring import SafeString

NOTHING = SafeString("")
MOST_KEPT = 2048  # of each sort; cards, the largest, take up to 5 MB
FEW_KEPT = 64  # of what is as long as a facet: enough for all facets of a directory, and little for whoever asks for odd ones


def kept[**Given, Result](function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Remember what a function gave; under DEBUG nothing is remembered, so that an edited template shows at once."""
    return _remembering(function, MOST_KEPT)


def few_kept[**Given, Result](function: Callable[Given, Result]) -> Callable[Given, Result]:
    """The same of what is long."""
    return _remembering(function, FEW_KEPT)


def _remembering[**Given, Result](function: Callable[Given, Result], most: int) -> Callable[Given, Result]:
    return function if settings.DEBUG else lru_cache(most)(function)  # type: ignore[return-value]  # it takes the same


class Slot(str):
    """The name of a value, where that value will stand."""


class Part:
    """HTML with slots, as a function of their values.

    It gives what Django's own rendering gives, byte for byte: every value is escaped, unless it is HTML that Django or another
    part has made.
    """

    def __init__(self, pieces: Iterable[str]):
        self.pieces = [piece for is_slot, run in groupby(pieces, _is_slot) for piece in (run if is_slot else ["".join(run)])]
        self.slots = [(place, str(piece)) for place, piece in enumerate(self.pieces) if _is_slot(piece)]

    def __call__(self, **values: object) -> SafeString:
        return SafeString("".join(self._filled(values)))

    def encoded(self, **values: object) -> bytes:
        """The same as bytes. A list stands for its values, each escaped: they are sooner encoded one by one, as most are ASCII."""
        several = {name: value for name, value in values.items() if isinstance(value, list)}
        pieces: list[list[str]] = [[piece] for piece in self._filled(values | dict.fromkeys(several, NOTHING))]
        for place, name in self.slots:
            if name in several:
                pieces[place] = [escaped(each) for each in several[name]]
        return b"".join([each.encode() for each in chain.from_iterable(pieces)])

    def _filled(self, values: Mapping[str, object]) -> list[str]:
        pieces = self.pieces.copy()
        for place, name in self.slots:
            value = values[name]
            pieces[place] = value if type(value) is SafeString else _escape(value if type(value) is str else str(value))
        return pieces

    def numbered(self, numbers: Iterable[int]) -> SafeString:
        """With a number in each slot, in their order; the slots never stand side by side, nor at the beginning."""
        pieces = self.pieces.copy()
        pieces[1::2] = map(str, numbers)
        return SafeString("".join(pieces))

    def given(self, **values: object) -> "Part":
        """This part with some of its values in place for good. A value that is a part brings its own slots."""
        return Part(chain.from_iterable(self._with(piece, values) for piece in self.pieces))

    @classmethod
    def joined(cls, parts: "Iterable[Part]") -> "Part":
        """One after the other."""
        return cls(chain.from_iterable(each.pieces for each in parts))

    def _with(self, piece: str, values: dict[str, object]) -> Iterable[str]:
        if not _is_slot(piece) or piece not in values:
            return [piece]
        value = values[piece]
        return value.pieces if isinstance(value, Part) else [escaped(value)]

    def around(self) -> tuple[str, ...]:
        """The HTML before, between and after its slots, which never stand side by side."""
        return tuple(self.pieces[::2])


def _is_slot(piece: str) -> bool:
    return isinstance(piece, Slot)


def escaped(value: object) -> SafeString:
    """What Django shows of a value where nothing marks it as HTML."""
    return value if type(value) is SafeString else SafeString(_escape(str(value)))


def _escape(text: str) -> str:
    """`html.escape`, which takes ten times as long to find that there is nothing to do."""
    return escape(text) if "&" in text or "<" in text or ">" in text or '"' in text or "'" in text else text


@kept
def part(name: str) -> Part:
    """The partial of this name, such as `directory/_card.html#card`: text and plain `{{ values }}`, no tags, no filters."""
    return Part([_piece(name, node) for node in Engine.get_default().get_template(name).nodelist])


def _piece(name: str, node: Node) -> SafeString | Slot:
    if isinstance(node, TextNode):
        return SafeString(node.s)
    if isinstance(node, VariableNode) and str(node.filter_expression).isidentifier():
        return Slot(node.filter_expression)
    raise ImproperlyConfigured(f"{name} is rendered as a part, so it cannot hold {node}: only text and plain values.")
