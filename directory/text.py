"""What two spellings of the same word have in common."""

import unicodedata


def fold(text: str) -> str:
    """The text without case, accents and width: `Écologie`, `ECOLOGIE` and `ｅcologie` all give `ecologie`.

    NFKC, Unicode case folding, then combining marks of Latin, Greek and Cyrillic letters are dropped. Marks of other
    scripts stay, where they are vowels and change the word.
    """
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    kept = [char for char in decomposed if not "\u0300" <= char <= "\u036f"]
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())
