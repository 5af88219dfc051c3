"""Two texts, compared word by word."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby


class Mark(StrEnum):
    """What became of something between one version and the next."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Run:
    """Some words in a row to which the same happened: they stayed, were added or were removed."""

    mark: Mark
    text: str


# Scripts without blanks between words are compared sign by sign; signs that only mark another stay with it.
WORD = re.compile(
    r"\s+"
    r"|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff][\u0300-\u036f\u3099\u309a\ufe00-\ufe0f]*"
    r"|[!-/:-@\[-`{-~\u2010-\u205e\u3001-\u303f]"
    r"|[^\s!-/:-@\[-`{-~\u2010-\u205e\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
# Comparing takes about as many steps as one length times the other; longer texts are compared line by line.
MOST_STEPS = 1_000_000


def compare_words(before: str, after: str) -> tuple[Run, ...]:
    """The words of both texts in their order: without what was added they say `before`, without what was removed `after`."""
    start = len(_common_start(before, after))
    end = len(_common_start(before[start:][::-1], after[start:][::-1]))
    runs = [Run(Mark.SAME, before[:start])]
    runs += _changed(before[start : len(before) - end], after[start : len(after) - end])
    runs.append(Run(Mark.SAME, before[len(before) - end :]))
    return tuple(_joined(_widened(runs)))


def text_before(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs if run.mark != Mark.ADDED)


def text_after(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs if run.mark != Mark.REMOVED)


def _common_start(one: str, other: str) -> str:
    """What both begin with, up to a blank: so that no word is cut in two."""
    length = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if length < len(one) or length < len(other):
        while length and not one[length - 1].isspace():
            length -= 1
    return one[:length]


def _changed(before: str, after: str) -> Iterator[Run]:
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) * len(new) > MOST_STEPS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) * len(new) > MOST_STEPS:
        old, new = [before], [after]
    for deed, a, b, c, d in difflib.SequenceMatcher(str.isspace, old, new).get_opcodes():
        if deed == "equal":
            yield Run(Mark.SAME, "".join(old[a:b]))
        else:
            yield Run(Mark.REMOVED, "".join(old[a:b]))
            yield Run(Mark.ADDED, "".join(new[c:d]))


def _widened(runs: list[Run]) -> Iterator[Run]:
    """A blank between two changes belongs to both: `old cat` became `new dog`, not `old` `new` and `cat` `dog`."""
    for i, run in enumerate(runs):
        between = 0 < i < len(runs) - 1 and runs[i - 1].mark != Mark.SAME and runs[i + 1].mark != Mark.SAME
        if run.mark == Mark.SAME and run.text.isspace() and "\n" not in run.text and between:
            yield Run(Mark.REMOVED, run.text)
            yield Run(Mark.ADDED, run.text)
        else:
            yield run


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """Neighbours that are alike become one, and of each change what was removed comes first."""
    for is_same, stretch in groupby((run for run in runs if run.text), key=lambda run: run.mark == Mark.SAME):
        together = list(stretch)
        for mark in (Mark.SAME,) if is_same else (Mark.REMOVED, Mark.ADDED):
            if text := "".join(run.text for run in together if run.mark == mark):
                yield Run(mark, text)
