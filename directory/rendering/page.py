"""A whole page whose tags say the same each time: Django renders it once, around slots for what differs."""

import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from directory.rendering.part import Part, Slot, kept

MARK = "\ue000{}\ue001"  # around the name of a value; characters that no template of ours has
MARKED = re.compile(MARK.format(r"(\w+)"))


class _Mark(SafeString):
    """Stands for a value while the page around it is rendered, and notices when that depends on what the value is.

    It cannot say so at once, since Django takes an error in a condition for False.
    """

    is_asked = False

    def _asked(self, *args: object) -> Any:
        self.is_asked = True
        return True

    __bool__ = __eq__ = __ne__ = __contains__ = __len__ = __getitem__ = __add__ = _asked
    __hash__ = SafeString.__hash__

    def __str__(self) -> str:
        self._asked()  # by a filter, since a value that is shown is a string already
        return self


def page(name: str, /, **values: object) -> bytes:
    """The template of this name with its values, encoded; each is escaped where it is not HTML of ours. One may be several, in a list.

    Its tags may be any that give the same on every page, such as `extends`, `include` and `url`. A value can only be shown: in a
    condition or a filter it is refused, and so is one that the template does not show.
    """
    return _around(name, tuple(values)).encoded(**values)


@kept
def _around(name: str, slots: tuple[str, ...]) -> Part:
    marks = {slot: _Mark(MARK.format(slot)) for slot in slots}
    pieces = MARKED.split(render_to_string(name, marks))
    shown = set(pieces[1::2])
    if wrong := sorted(slot for slot, mark in marks.items() if mark.is_asked or slot not in shown):
        raise ImproperlyConfigured(
            f"{name} is rendered once for all values, so it must show {', '.join(wrong)} and ask nothing."
        )
    return Part(Slot(piece) if place % 2 else SafeString(piece) for place, piece in enumerate(pieces))
