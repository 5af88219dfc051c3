"""Texts become words, the same way for entries and for queries."""

import re
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

from directory.text import fold

_english = snowballstemmer.stemmer("english")

# Letters and digits of any script; an apostrophe inside a word belongs to it.
RUN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
ASCII_WORDS = {code: None if char == "'" else char if char.isalnum() else " " for code, char in enumerate(map(chr, range(128)))}
# Scripts that are written without spaces: Thai, Lao, Khmer, Burmese, kana, Chinese characters.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
# Where a capital begins a new word inside a name: Donors|Choose.
HUMPED = re.compile("[a-z][A-Z]")
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
AMERICAN = {"our": "or", "is": "iz", "isat": "izat", "ogramm": "ogram", "tre": "ter", "yse": "yze"}
BRITISH = re.compile(f"({'|'.join(sorted(AMERICAN, key=len, reverse=True))})$")
HYPHEN = re.compile("[-‐‑]")
COMPOUND = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)+")
# Forms that no rule of endings joins to their word.
IRREGULAR = {
    form: word
    for word, *forms in (group.split("/") for group in (
        "become/became begin/began/begun break/broke/broken bring/brought build/built buy/bought catch/caught "
        "child/children choose/chose/chosen draw/drew/drawn drive/drove/driven eat/ate/eaten fall/fell/fallen feed/fed "
        "fight/fought foot/feet forget/forgot/forgotten freeze/froze/frozen give/gave/given grow/grew/grown hear/heard "
        "hide/hid/hidden hold/held keep/kept know/knew/known lend/lent lose/lost make/made man/men mean/meant meet/met "
        "mouse/mice pay/paid ride/rode/ridden run/ran say/said see/saw/seen seek/sought sell/sold send/sent shoot/shot "
        "sing/sang/sung sleep/slept speak/spoke/spoken spend/spent stand/stood steal/stole/stolen swim/swam/swum "
        "take/took/taken teach/taught tell/told think/thought throw/threw/thrown tooth/teeth understand/understood "
        "wear/wore/worn win/won woman/women write/wrote/written"
    ).split())
    for form in forms
}  # fmt: skip
JOINT = re.compile(r"(?<=[^\W_])[-‐‑](?=[^\W_])")
# Words of asking, and of wanting to help, which say nothing about whom: in a list of those who do, they would hide most.
STOP_WORDS = frozenset(
    "a about after against all also am an and any anybody anyone are around as at away be because been before being between both but "
    "by can could did do does during each else every everyone find for from get gets getting go goes going had has have he her "
    "here him his how i if in into is it its just me may might mine more most must my near need needs no not of on one "
    "only or other others our out over own perhaps see she should so some somebody someone something than that the their them "
    "then there these they things this those through to too under until up us very want wants was way ways we were what when "
    "where which while who whom whose why will with would you your "
    "defend end fight help helping helps improve lets make makes myself protect stop support use".split()
)


def tokens(text: str) -> list[str]:
    """The words of a text in order. A run of a script without spaces gives each pair of neighbours, or its one character."""
    if text.isascii():  # the same, at a tenth of the price
        return text.lower().translate(ASCII_WORDS).split()
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


def spoken(text: str) -> tuple[list[str], set[str]]:
    """The words of a text in order, with the humps of names as words, and the others under which it is found besides.

    `DonorsChoose` is donors, choose, and besides donorschoose; `micro-lending` is micro, lending, and besides microlending.
    """
    besides: set[str] = set()
    in_order = tokens(text)
    if HUMPED.search(text):
        besides.update(in_order)
        in_order = tokens(HUMP.sub(" ", text))
    if not text.isascii():
        for chars in UNSPACED.findall(fold(text)):
            besides.update(chars)
    if HYPHEN.search(text):
        besides.update(JOINT.sub("", compound) for compound in COMPOUND.findall(fold(text)))
    return in_order, besides


def indexed(text: str) -> set[str]:
    """All words under which a text is found."""
    in_order, besides = spoken(text)
    return {*in_order, *besides}


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What the forms of an English word have in common (Porter's second algorithm), in either spelling: `colours`, `color`.

    Words of other languages mostly stay as they are.
    """
    if not word.isascii():
        return word
    stemmed = _english.stemWord(IRREGULAR.get(word, word))
    return _english.stemWord(BRITISH.sub(lambda ending: AMERICAN[ending.group()], stemmed)) if len(stemmed) > 4 else stemmed


def telling(text: str) -> list[str]:
    """The words of a text that count: without stop words, unless there is nothing else."""
    all_words = tokens(text)
    return [word for word in all_words if word not in STOP_WORDS] or all_words


def key(text: str) -> str:
    """A phrase without its spaces and hyphens: what two ways of writing it have in common."""
    return "".join(tokens(text)) if not UNSPACED.search(text) else "".join(fold(text).split())
