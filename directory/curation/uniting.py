"""Two documents become one: what is asked of the curator, what is suggested, and the document that the answers make.

Nothing here touches the database; `merging` carries out what was chosen. The target keeps its address, and its items come
first in every list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from directory.curation.document import LISTS, PARTS, SHAPE, Document

INTO, SOURCE = "into", "source"


@dataclass(frozen=True)
class Option:
    """Something that one of the two says: a whole field, or one item of a list."""

    name: str
    side: str
    value: Any
    is_suggested: bool


@dataclass(frozen=True)
class Question:
    """A field in which the two differ: one of the options is to be chosen, or of a list any number."""

    key: str
    is_list: bool
    options: tuple[Option, ...]


def questions(source: Document, into: Document) -> list[Question]:
    """What is to be chosen, in the order of an entry; what both say alike is no question."""
    source, into = _apart(source, into), _apart(into, source)
    found = []
    for key in SHAPE:
        if key == "slug" or source[key] == into[key]:
            continue
        is_list = key in LISTS or key in PARTS
        options = _items(key, source[key], into[key]) if is_list else _fields(source[key], into[key])
        found.append(Question(key, is_list, options))
    return found


def _apart(document: Document, other: Document) -> Document:
    """Without relations between the two: an entry is not related to itself."""
    relations = [row for row in document["relations"] if row["organization"] not in {document["slug"], other["slug"]}]
    return {**document, "relations": relations}


def _fields(source: Any, into: Any) -> tuple[Option, ...]:
    says_something = into not in ("", None)
    return Option(INTO, INTO, into, says_something), Option(SOURCE, SOURCE, source, not says_something)


def _items(key: str, source: Sequence[Any], into: Sequence[Any]) -> tuple[Option, ...]:
    """All items of both, each once; of two that say the same thing differently, the target's is suggested."""
    said = {_telling(key, item) for item in into}
    options = [Option(f"{INTO}:{i}", INTO, item, True) for i, item in enumerate(into)]
    for i, item in enumerate(source):
        if item not in into:
            options.append(Option(f"{SOURCE}:{i}", SOURCE, item, _telling(key, item) not in said))
    return tuple(options)


def _telling(key: str, item: Any) -> Any:
    """What no two items of a list share."""
    if key in PARTS:
        return tuple(item[name] for name in PARTS[key].unique) or tuple(map(str, item.values()))
    return item


def united(source: Document, into: Document, picks: Mapping[str, Sequence[str]] | None = None) -> Document:
    """The one document: as suggested, or as picked, by the names of the options for each key.

    A field for which nothing was picked is as suggested; a list for which nothing was picked is empty.
    """
    whole = _apart(into, source)
    for question in questions(source, into):
        if question.is_list:
            whole[question.key] = [option.value for option in question.options if _is_picked(question.key, option, picks)]
        else:
            picked = [option for option in question.options if _is_picked(question.key, option, picks)]
            suggested = next(option for option in question.options if option.is_suggested)
            whole[question.key] = (picked or [suggested])[0].value
    return whole


def _is_picked(key: str, option: Option, picks: Mapping[str, Sequence[str]] | None) -> bool:
    return option.is_suggested if picks is None else option.name in picks.get(key, ())
