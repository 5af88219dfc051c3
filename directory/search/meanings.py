"""Everyday words for what an entry is and for what one can do: `loans` finds where one can lend, `event` finds conferences.

The labels themselves (`Lend`, `Conference`) are words of the entry already.
"""

from directory.models.vocabulary import Help, Kind
from directory.search import words

EVERYDAY = {
    ("help", Help.DONATE): "gift give fund sponsor contribute",
    ("help", Help.GIVE): "donate",
    ("help", Help.LEND): "loan borrow",
    ("help", Help.SIGN): "petition signature",
    ("help", Help.LEARN): "course training lesson guide workshop",
    ("help", Help.ATTEND): "event conference meeting meetup gathering workshop",
    ("help", Help.FOLLOW): "newsletter",
    ("help", Help.JOIN): "member membership",
    ("help", Help.BUY): "shop purchase",
    ("kind", Kind.NONPROFIT): "charity ngo",
    ("kind", Kind.COMPANY): "business firm startup",
    ("kind", Kind.CONFERENCE): "attend event meeting meetup gathering",
    ("kind", Kind.COOPERATIVE): "coop",
}
MEANT: dict[str, list[tuple[str, str]]] = {}
for value, said in EVERYDAY.items():
    for word in said.split():
        MEANT.setdefault(words.stem(word), []).append(value)


def meant(word: str) -> list[tuple[str, str]]:
    """The facets' values that a word in any of its forms stands for."""
    return MEANT.get(words.stem(word), [])
