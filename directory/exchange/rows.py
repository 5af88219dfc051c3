"""A document as one flat row of cells that a person can edit in a spreadsheet, and whole again: nothing is lost either way.

Texts and years are cells as they are. A list of texts is one cell: `education; health`. A list of parts is one cell with a line
for each part, its keys in their order with bars between them, what says nothing left off at the end: `donate | https://… | From
25 dollars`. A backslash takes their meaning from these marks. docs/exchange.md says it for curators; JSON needs none of it.
"""

import re
from collections.abc import Mapping
from typing import Any

from directory.curation.document import LISTS, PARTS, SHAPE, TEXTS, YEARS, Document

type Cell = str | int | None

COLUMNS = ("id", *SHAPE)  # the permanent id of the entry, then its document

# What a spreadsheet takes for a formula, or skips before one; the wide forms too, where people type Chinese or Japanese.
STARTS_FORMULA = "=+\\-@\t\r\n＝＋－＠"
UNSAFE = re.compile(f"'*[{STARTS_FORMULA}]")
GUARDED = re.compile(f"''*[{STARTS_FORMULA}]")

MARKS = {"\\": "\\", ";": ";", ",": ",", "|": "|", "n": "\n", "r": "\r"}
MARKED = re.compile(r"\\([\\;,|nr])")
BETWEEN_ITEMS = re.compile(r"(?:[^\\;,]+|\\.|\\\Z)+", re.DOTALL)
BETWEEN_KEYS = re.compile(r"(?:[^\\|]+|\\.|\\\Z)*", re.DOTALL)
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")


def flat(document: Document, id: str = "") -> dict[str, Cell]:
    """A document in the one shape (`document.normal`) as cells by column; a year is a number, and nothing is None."""
    return {"id": guarded(id) or None} | {key: _cell(key, document[key]) for key in SHAPE}


def _cell(key: str, value: Any) -> Cell:
    if key in YEARS:
        return value
    if key in TEXTS:
        return guarded(value) or None
    return guarded(joined(value) if key in LISTS else "\n".join(_line(key, part) for part in value)) or None


def whole(cells: Mapping[str, Cell]) -> Document:
    """The document that `flat` made these cells of; a column that is not there says nothing."""
    return {key: value(key, cells.get(key)) for key in SHAPE}


def value(key: str, cell: Cell) -> Any:
    """What a cell says of one key of the document."""
    if isinstance(cell, int) and key in YEARS:
        return cell
    text = unguarded("" if cell is None else str(cell))
    if key in YEARS:
        return int(text) if WHOLE_NUMBER.fullmatch(text) else text or None
    if key in TEXTS:
        return text
    return split(text) if key in LISTS else parts(key, text)


# Formulas


def guarded(text: str) -> str:
    """A text that no spreadsheet runs: what looks like the beginning of a formula gets an apostrophe before it."""
    return f"'{text}" if UNSAFE.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given; other apostrophes (`'t Hooft`) are the text's own."""
    return text[1:] if GUARDED.match(text) else text


# Lists


def joined(items: list[str]) -> str:
    return "; ".join(_marked(item, ";,") for item in items)


def split(text: str) -> list[str]:
    """The items of a list with semicolons or commas."""
    return [item for found in BETWEEN_ITEMS.findall(text) if (item := _unmarked(found.strip()))]


def _line(part: str, row: dict[str, Any]) -> str:
    keys = PARTS[part].keys
    said = list(keys)
    while said and row[said[-1]] == keys[said[-1]]:
        said.pop()
    line = " | ".join(_marked(_word(row[key]), "|") for key in said)
    return line.strip() or "|"  # a part that says nothing yet is a part all the same


def _word(value: Any) -> str:
    if isinstance(value, list):
        return joined(value)
    return "" if value is None else str(value)


def parts(part: str, text: str) -> list[dict[str, Any]]:
    """The parts of a cell with a line for each."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [_part(part, words(line)) for line in lines if line.strip()]


def words(line: str) -> list[str]:
    """What stands between the bars of a line."""
    found: list[str] = []
    position = 0
    while True:
        word = BETWEEN_KEYS.match(line, position)
        if word is None:  # it matches the empty text too
            return found
        found.append(_unmarked(word[0].strip()))
        position = word.end() + 1
        if position > len(line):
            return found


def _part(part: str, said: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for (key, default), word in zip(PARTS[part].keys.items(), said, strict=False):
        if isinstance(default, list):
            row[key] = split(word)
        elif default is None:
            row[key] = int(word) if WHOLE_NUMBER.fullmatch(word) else word or None
        else:
            row[key] = word or default
    return {key: row.get(key, default) for key, default in PARTS[part].keys.items()}


def _marked(text: str, marks: str) -> str:
    text = text.replace("\\", "\\\\")
    for mark in marks:
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n").replace("\r", "\\r")


def _unmarked(text: str) -> str:
    return MARKED.sub(lambda found: MARKS[found[1]], text)
