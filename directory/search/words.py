"""Texts become words, the same way for entries and for queries."""

import re
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

from directory.text import fold

_english = snowballstemmer.stemmer("english")

# Letters and digits of any script; an apostrophe inside a word belongs to it.
RUN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Scripts that are written without spaces: Thai, Lao, Khmer, Burmese, kana, Chinese characters.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
# Where a capital begins a new word inside a name: Donors|Choose.
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
AMERICAN = {"our": "or", "is": "iz", "isat": "izat", "ogramm": "ogram", "tre": "ter", "yse": "yze"}
BRITISH = re.compile(f"({'|'.join(sorted(AMERICAN, key=len, reverse=True))})$")
HYPHEN = re.compile("[-‐‑]")
COMPOUND = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)+")
JOINT = re.compile(r"(?<=[^\W_])[-‐‑](?=[^\W_])")
STOP_WORDS = frozenset(
    "a about an and are as at be by can do does find for from get go has have how i in into is it its me my of on or our see some "
    "someone something that the their them there they this to up us want was we what when where which who will with you your".split()
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

    `micro-lending` is found as micro, lending and microlending, `DonorsChoose` also as donors and choose.
    """
    found = set(tokens(text)) | set(tokens(HUMP.sub(" ", text)))
    folded = fold(text)
    for chars in UNSPACED.findall(folded):
        found.update(chars)
    for compound in re.findall(r"[^\W_]+(?:[-‐‑][^\W_]+)+", folded):
        found.add(JOINT.sub("", compound))
    return found


def pairs(text: str) -> set[str]:
    """Each two neighbouring words as one: for phrases, and so that `microlending` finds a text that says `micro lending`."""
    found = tokens(HUMP.sub(" ", text))
    return {first + second for first, second in zip(found, found[1:], strict=False)}


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What the forms of an English word have in common (Porter's second algorithm), in either spelling: `colours`, `color`.

    Words of other languages mostly stay as they are.
    """
    if not word.isascii():
        return word
    stemmed = _english.stemWord(word)
    return _english.stemWord(BRITISH.sub(lambda ending: AMERICAN[ending.group()], stemmed)) if len(stemmed) > 4 else stemmed


def telling(text: str) -> list[str]:
    """The words of a text that count: without stop words, unless there is nothing else."""
    all_words = tokens(text)
    return [word for word in all_words if word not in STOP_WORDS] or all_words


def key(text: str) -> str:
    """A phrase without its spaces and hyphens: what two ways of writing it have in common."""
    return "".join(tokens(text)) if not UNSPACED.search(text) else "".join(fold(text).split())


def spoken(text: str) -> tuple[list[str], set[str]]:
    """The words of a text in order, with the humps of names as words, and the others under which it is found besides.

    `DonorsChoose` is donors, choose, and besides donorschoose; `micro-lending` is micro, lending, and besides microlending.
    """
    spaced = HUMP.sub(" ", text)
    in_order = _ascii_tokens(spaced) if spaced.isascii() else tokens(spaced)
    besides = set(tokens(text)) if spaced != text else set()
    if not text.isascii():
        for chars in UNSPACED.findall(fold(text)):
            besides.update(chars)
    if HYPHEN.search(text):
        besides.update(JOINT.sub("", compound) for compound in COMPOUND.findall(fold(text)))
    return in_order, besides


def _ascii_tokens(text: str) -> list[str]:
    runs = RUN.findall(text.lower())
    return [run.replace("'", "") for run in runs] if "'" in text else runs
