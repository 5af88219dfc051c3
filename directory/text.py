"""What two spellings of the same word have in common."""

import re
import unicodedata

# Control characters, halves of surrogate pairs and noncharacters: neither HTML nor XML nor PostgreSQL takes them all.
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def fold(text: str) -> str:
    """The text without case, accents and width: `Écologie`, `ECOLOGIE` and `ｅcologie` all give `ecologie`.

    NFKC, Unicode case folding, then combining marks of Latin, Greek and Cyrillic letters are dropped. Marks of other
    scripts stay, where they are vowels and change the word.
    """
    if text.isascii():  # most texts are, and there is nothing else to fold in them
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    kept = [char for char in decomposed if not "\u0300" <= char <= "\u036f"]
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


LONGEST_KEY = 200  # folding can make eighteen letters of one sign, and a column has an end


def sort_key(name: str) -> str:
    """Where a name stands in a list: folded, and without the signs that it may begin with (`#InternetNecesario` is under I)."""
    folded = fold(name)
    if not folded[:1].isalnum():
        folded = re.sub(r"^[\W_]+", "", folded) or folded
    return folded[:LONGEST_KEY]
