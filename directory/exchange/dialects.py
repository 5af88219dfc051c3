"""How a table in a text file is written: its encoding, and the sign between its cells."""

import codecs
import csv
import io
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

SAMPLE = 256 * 1024
ROWS = 50
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
# A mark at the beginning; the longer first, since UTF-32 begins as UTF-16 does.
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252"}
MOSTLY_FOREIGN = 0.4  # of the letters: more than any language written in Latin has


@dataclass(frozen=True)
class Dialect:
    encoding: str
    delimiter: str

    def __str__(self) -> str:
        encoding = NAMES.get(self.encoding, self.encoding.upper())
        return f"CSV, {encoding}, cells between {DELIMITERS[self.delimiter]}"


def detect(path: Path) -> Dialect:
    """How a file is written, as far as one can tell from what stands in it."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    encoding = _encoding(path, sample)
    text = sample.decode(encoding, errors="ignore")
    return Dialect(encoding, _delimiter(text, is_whole=len(sample) < SAMPLE))


def _encoding(path: Path, sample: bytes) -> str:
    for mark, encoding in MARKS.items():
        if sample.startswith(mark):
            return encoding
    if wide := _wide(sample):
        return wide
    if _is_utf8(path):
        return "utf-8"
    text = sample.decode("cp1252", errors="replace")
    letters = [char for char in text if char.isalpha()]
    foreign = sum(char > "\x7f" for char in letters)
    if "\ufffd" not in text and foreign <= MOSTLY_FOREIGN * len(letters):
        return "cp1252"
    best = from_bytes(sample).best()
    return best.encoding if best else "latin-1"


def _wide(sample: bytes) -> str:
    """UTF-16 without its mark: every other byte of Latin letters is zero."""
    even, odd = sample[0:2000:2].count(0), sample[1:2000:2].count(0)
    half = len(sample[:2000]) / 2
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.1 else ""


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(SAMPLE):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _delimiter(text: str, *, is_whole: bool) -> str:
    """The sign that parts most rows into as many cells as the first row has; a comma when nothing does."""

    def fit(delimiter: str) -> tuple[float, int]:
        rows = _rows(text, delimiter, is_whole=is_whole)
        width = len(rows[0]) if rows else 0
        return (sum(len(row) == width for row in rows) / len(rows) if width > 1 else 0, width)

    return max(DELIMITERS, key=fit)


def _rows(text: str, delimiter: str, *, is_whole: bool) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) > ROWS:
                break
    except csv.Error:
        return rows
    return rows[:ROWS] if is_whole or len(rows) > ROWS else rows[:-1] or rows
