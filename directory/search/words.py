"""Texts become words, the same way for entries and for queries."""

import re
from collections.abc import Iterator

from directory.text import fold

# Letters and digits of any script; an apostrophe inside a word belongs to it.
RUN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Scripts that are written without spaces: Thai, Lao, Khmer, Burmese, kana, Chinese characters.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
JOINT = re.compile(r"(?<=[^\W_])[-‐‑](?=[^\W_])")
STOP_WORDS = frozenset(
    "a an and are as at be by for from how i in into is it its me my of on or our that the their them they this to up us we "
    "what who with you your".split()
)


def tokens(text: str) -> list[str]:
    """The words of a text in order. A run of a script without spaces gives each pair of neighbours, or its one character."""
    return [token for run in RUN.findall(fold(text)) for token in _split(run.replace("'", "").replace("’", ""))]


def _split(run: str) -> Iterator[str]:
    end = 0
    for match in UNSPACED.finditer(run):
        if run[end : match.start()]:
            yield run[end : match.start()]
        chars = match.group()
        yield from [chars[i : i + 2] for i in range(len(chars) - 1)] or [chars]
        end = match.end()
    if run[end:]:
        yield run[end:]


def indexed(text: str) -> set[str]:
    """All words under which a text is found: its tokens, single characters of scripts without spaces, and joined compounds.

    `micro-lending` is found as micro, lending and microlending.
    """
    found = set(tokens(text))
    folded = fold(text)
    for chars in UNSPACED.findall(folded):
        found.update(chars)
    for compound in re.findall(r"[^\W_]+(?:[-‐‑][^\W_]+)+", folded):
        found.add(JOINT.sub("", compound))
    return found


def joined_neighbours(text: str) -> set[str]:
    """Each two neighbouring words as one, so that `microlending` finds a name that says `micro lending`."""
    words = tokens(text)
    return {first + second for first, second in zip(words, words[1:], strict=False)}


def telling(text: str) -> list[str]:
    """The words of a text that count: without stop words, unless there is nothing else."""
    all_words = tokens(text)
    return [word for word in all_words if word not in STOP_WORDS] or all_words


def key(text: str) -> str:
    """A phrase without its spaces and hyphens: what two ways of writing it have in common."""
    return "".join(tokens(text)) if not UNSPACED.search(text) else "".join(fold(text).split())
