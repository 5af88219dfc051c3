"""Excel workbooks: rows of cells in, rows of cells out, one at a time.

Excel knows no carriage return in a cell and no cell of more than 32,767 characters. The first is written `_x000D_`, as Excel does
it itself; a longer text goes to a second sheet in pieces, and its cell says which one it is.
"""

import re
import shutil
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from directory.exchange.rows import Cell

SHEET, LONG_TEXTS = "organizations", "long texts"
PIECE = 16_000  # characters; Excel counts some of them twice
LONG = "↪ {}"
IS_LONG = re.compile(r"↪ ([0-9]{1,9})")
LIKE_LONG = re.compile(r"'*↪")
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
LONG_AGO = datetime(1980, 1, 1)  # the first moment that a zip file knows: the same content, the same bytes
MOST_FILES = 5_000
MOST_BYTES = 2 * 1024**3  # unpacked
MOST_SHARED = 256 * 1024**2  # of them held in memory


class BadWorkbook(Exception):
    """A file that cannot be read as a workbook; says why, in words for whoever sent it."""


# Writing


def write(target: Path | IO[bytes], rows: Iterable[Iterable[Cell]]) -> None:
    """Write the rows as the first sheet of a workbook."""
    workbook = Workbook(write_only=True)
    workbook.properties.creator = "socialchange"
    workbook.properties.created = workbook.properties.modified = LONG_AGO
    sheet, long_texts = workbook.create_sheet(SHEET), _LongTexts(workbook)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([_typed(sheet, long_texts.kept(value)) for value in row])
    long_texts.finish()
    with _Timeless(target, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(workbook, archive).save()


class _LongTexts:
    """The second sheet, which is there only if it is needed."""

    def __init__(self, workbook: Workbook):
        self.workbook, self.count = workbook, 0
        self.sheet: WriteOnlyWorksheet | None = None

    def kept(self, value: Cell) -> Cell:
        """What the cell itself holds of a value."""
        if not isinstance(value, str):
            return value
        value = _escaped(f"'{value}" if LIKE_LONG.match(value) else value)
        if len(value) <= PIECE:
            return value
        if self.sheet is None:
            self.sheet = self.workbook.create_sheet(LONG_TEXTS)
        self.count += 1
        for start in range(0, len(value), PIECE):
            self.sheet.append([self.count, _typed(self.sheet, value[start : start + PIECE])])
        return LONG.format(self.count)

    def finish(self) -> None:
        if self.sheet is not None:
            self.sheet.close()


def _typed(sheet: WriteOnlyWorksheet, value: Cell) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"  # a text, whatever it looks like
    return cell


def _escaped(text: str) -> str:
    return ESCAPED.sub(lambda found: f"_x005F{found[0]}", text).replace("\r", "_x000D_")


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


class _Timeless(zipfile.ZipFile):
    """An archive that does not say when it was made."""

    def writestr(self, name, data, compress_type=None, compresslevel=None):
        super().writestr(self._entry(name), data)

    def write(self, filename, arcname=None, compress_type=None, compresslevel=None):
        with open(filename, "rb") as source, self.open(self._entry(arcname), "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target)

    def _entry(self, name) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, LONG_AGO.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        return entry


# Reading

# What openpyxl raises for workbooks that are broken in one way or another.
BROKEN = (
    InvalidFileException,
    SyntaxError,  # what both parsers of XML call a fault
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


def read(source: IO[bytes], most_columns: int) -> Iterator[list[str]]:
    """The rows of the first sheet (or of the one called `organizations`), every cell as text; raise BadWorkbook."""
    _check_size(source)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of drawings, styles and dates that we do not need
        try:
            workbook = load_workbook(source, read_only=True, data_only=True)
            try:
                yield from _rows(workbook, most_columns)
            finally:
                workbook.close()
        except BROKEN as error:
            raise BadWorkbook("This workbook is damaged: open it in a spreadsheet program and save it anew.") from error


def _check_size(source: IO[bytes]) -> None:
    """Nothing is unpacked that would fill the memory, and no document type definition is read."""
    try:
        with zipfile.ZipFile(source) as archive:
            files = archive.infolist()
            shared = sum(file.file_size for file in files if "sharedStrings" in file.filename or "styles" in file.filename)
            if len(files) > MOST_FILES or sum(file.file_size for file in files) > MOST_BYTES or shared > MOST_SHARED:
                raise BadWorkbook("This workbook is too large when unpacked: save it as CSV.")
            if "[Content_Types].xml" not in archive.namelist():
                raise BadWorkbook("This is an archive, but not an Excel workbook (.xlsx).")
            if any(file.flag_bits & 1 for file in files):
                raise BadWorkbook("This workbook is protected by a password: save it without one.")
            for file in files:
                if file.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.open(file).read(4096):
                    raise BadWorkbook("This workbook is not as Excel writes them.")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError) as error:
        raise BadWorkbook("This workbook is damaged or cut off: send it anew.") from error
    source.seek(0)


def _rows(workbook: Any, most_columns: int) -> Iterator[list[str]]:
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    if not sheets:
        raise BadWorkbook("This workbook has no sheet with cells.")
    long_texts = _read_long_texts(sheets[LONG_TEXTS]) if LONG_TEXTS in sheets else {}
    sheet = sheets.get(SHEET) or next(iter(sheets.values()))
    sheet.reset_dimensions()  # what a file says of its size need not be true
    for row in sheet.iter_rows(max_col=most_columns + 1, values_only=True):
        yield _trimmed([_text(value, long_texts) for value in row])


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


def _read_long_texts(sheet: Any) -> dict[int, str]:
    pieces: dict[int, list[str]] = {}
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_col=2, values_only=True):
        number, piece = (*row, None, None)[:2]
        if isinstance(number, int) and piece is not None:
            pieces.setdefault(number, []).append(str(piece))
    return {number: "".join(found) for number, found in pieces.items()}


def _text(value: Any, long_texts: dict[int, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        if long_texts and (found := IS_LONG.fullmatch(value)):
            value = long_texts.get(int(found[1]), value)
        value = _unescaped(value)
        return value[1:] if LIKE_LONG.match(value) and value.startswith("'") else value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date | time) else str(value)
