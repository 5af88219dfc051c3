"""The picture that a link to an entry shows on other sites: its face, its name and ours."""

import io
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image, ImageChops, ImageDraw, ImageFont

from directory import covers
from directory.models import Organization
from directory.models.vocabulary import Network

WIDTH, HEIGHT = 1200, 630
FACE, EDGE = 470, 80
FINE = 4  # each point of a face is drawn as so many squared, for smooth curves
SIZES = (92, 80, 70, 60, 52, 46)  # of a name, the largest that fits
MOST_LINES = 4
PAPER, SHEET, INK, SOFT, MARKER = "#f6f6f1", "#ffffff", "#14161c", "#50545e", "#ffe04a"
# The families of hue in static/css/tokens.css, by day.
HUES = (SOFT, "#ac1922", "#874e00", "#036639", "#516000", "#006574", "#1251b4", "#682dac", "#a4126c")
BESLEY = settings.BASE_DIR / "static" / "fonts" / "besley.woff2"


class Shown(NamedTuple):
    """All that the picture depends on. `names`: the name, and others to take where no font has its letters."""

    uid: bytes
    hue: int
    logo: str
    names: tuple[str, ...]
    line: str


def shown(organization: Organization) -> Shown:
    """No query after with_page_data()."""
    topics = organization.topic_list
    site = next((each for each in organization.channels.all() if each.network == Network.WEBSITE), None)
    host = site.url.partition("://")[2].partition("/")[0].removeprefix("www.") if site else ""
    names = [organization.name, *(each.name for each in organization.other_names.all()), host]
    return Shown(
        uid=organization.uid.bytes,
        hue=topics[0].family if topics else 0,
        logo=organization.logo.name or "",
        names=tuple(unicodedata.normalize("NFC", name) for name in names if name),
        line=", ".join(part for part in (str(organization.get_kind_display()), organization.country_name) if part),
    )


@lru_cache(maxsize=256)
def draw(shown: Shown) -> bytes:
    """A PNG of 1200 by 630, the same for the same entry."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    picture.paste(_face(shown), (EDGE, (HEIGHT - FACE) // 2))
    pen, left = ImageDraw.Draw(picture), EDGE + FACE + 60
    pen.text((left, EDGE), "socialchange", font=_font(BESLEY, 34), fill=SOFT)
    if chosen := _drawable(shown.names):
        lines, font = _fitted(*chosen, WIDTH - left - EDGE)
        height = font.size * 1.15
        top = (HEIGHT - height * len(lines)) / 2
        for number, line in enumerate(lines):
            pen.text((left, top + number * height), line, font=font, fill=INK)
    if _has_all(BESLEY, shown.line):
        font = _font(BESLEY, 30)
        pen.text((left, HEIGHT - EDGE), _cut(shown.line, font, WIDTH - left - EDGE), fill=SOFT, font=font, anchor="ls")
    file = io.BytesIO()
    picture.quantize(128).save(file, "PNG", optimize=True)
    return file.getvalue()


# Names


@cache
def _font(path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def _drawable(names: tuple[str, ...]) -> tuple[str, object] | None:
    """The first of the names that a font has all letters of, and that font."""
    for name in names:
        for path in (BESLEY, *settings.PICTURE_FONTS):
            if _has_all(path, name):
                return name, path
    return None


def _has_all(path, text: str) -> bool:
    """Whether the font draws each letter as something else than the box for what it lacks."""
    return all(_has(path, letter) for letter in set(text) if not letter.isspace() and unicodedata.category(letter) != "Cf")


@lru_cache(maxsize=10_000)
def _has(path, letter: str) -> bool:
    font = _font(path, 40)
    return bytes(font.getmask(letter)) not in (b"", bytes(font.getmask("\uffff")))


def _fitted(name: str, path, width: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The name in lines, in the largest size that takes it whole; in the smallest it ends where it must."""
    for size in SIZES:
        font = _font(path, size)
        lines = _lines(name, font, width)
        if len(lines) <= MOST_LINES and all(font.getlength(line) <= width for line in lines):
            return lines, font
    lines = [_cut(line, font, width) for line in lines]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], _cut(f"{lines[MOST_LINES - 1]} {lines[MOST_LINES]}", font, width)]
    return lines, font


def _lines(name: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Broken at spaces; where there are none, as in Chinese, between letters."""
    words, space = (name.split(), " ") if " " in name else (list(name) if font.getlength(name) > width else [name], "")
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]}{space}{word}"
        if font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    if font.getlength(line) <= width:
        return line
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


# Faces


def _face(shown: Shown) -> Image.Image:
    return _logo(shown.logo) if shown.logo and default_storage.exists(shown.logo) else _cover(shown)


def _logo(name: str) -> Image.Image:
    sheet = Image.new("RGB", (FACE, FACE), SHEET)
    with default_storage.open(name) as file, Image.open(file) as logo:
        fitted = logo.convert("RGBA")
    fitted.thumbnail((FACE - 40, FACE - 40))
    if max(fitted.size) < FACE - 40:
        factor = (FACE - 40) / max(fitted.size)
        fitted = fitted.resize((round(fitted.width * factor), round(fitted.height * factor)))
    sheet.paste(fitted, ((FACE - fitted.width) // 2, (FACE - fitted.height) // 2), fitted)
    return sheet


def _cover(shown: Shown) -> Image.Image:
    """The entry's cover, as rendering/covers.py has it for pages."""
    side = FACE // 2
    colour = HUES[shown.hue]
    face = Image.new("RGB", (side * 2, side * 2), _mixed(colour, SHEET, 0.17))
    for tile in covers.tiles(shown.uid):
        mask = _outline(covers.OUTLINES.index(tile.outline)).rotate(-tile.turn).resize((side, side), Image.Resampling.LANCZOS)
        tone = 1.0 if tile.is_spark else float(tile.tone)
        fill = Image.new("RGB", (side, side), MARKER if tile.is_spark else colour)
        place = (tile.x // covers.TILE * side, tile.y // covers.TILE * side)
        face.paste(fill, place, mask.point(lambda level, tone=tone: round(level * tone)))
    return face


def _mixed(colour: str, ground: str, share: float) -> tuple[int, ...]:
    pairs = ((int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5))
    return tuple(round(one * share + other * (1 - share)) for one, other in pairs)


@cache
def _outline(number: int) -> Image.Image:
    """One of covers.OUTLINES, filled."""
    unit = FACE // 2 * FINE / covers.TILE
    mask = Image.new("L", (round(covers.TILE * unit),) * 2)
    DRAWN[number](_Tile(mask, unit))
    return mask


class _Tile:
    """Shapes by the units of a tile."""

    def __init__(self, mask: Image.Image, unit: float):
        self.mask, self.pen, self.unit = mask, ImageDraw.Draw(mask), unit

    def disc(self, x: float, y: float, radius: float) -> None:
        self.pen.ellipse([(each * self.unit) for each in (x - radius, y - radius, x + radius, y + radius)], fill=255)

    def box(self, left: float, top: float, right: float, bottom: float) -> None:
        self.pen.rectangle([left * self.unit, top * self.unit, right * self.unit - 1, bottom * self.unit - 1], fill=255)

    def triangle(self) -> None:
        self.pen.polygon([(0, 0), (32 * self.unit, 0), (0, 32 * self.unit)], fill=255)

    def leaf(self) -> None:
        """What two discs have in common."""
        other = _Tile(Image.new("L", self.mask.size), self.unit)
        self.disc(0, 32, 32)
        other.disc(32, 0, 32)
        self.mask.paste(ImageChops.multiply(self.mask, other.mask))


def _arch(tile: _Tile) -> None:
    tile.disc(16, 16, 16)
    tile.box(0, 16, 32, 32)


def _bars(tile: _Tile) -> None:
    tile.box(0, 0, 32, 8)
    tile.box(0, 16, 32, 24)


# In the order of covers.OUTLINES.
DRAWN: tuple[Callable[[_Tile], None], ...] = (
    lambda tile: tile.disc(0, 0, 32),
    lambda tile: tile.disc(16, 0, 16),
    lambda tile: tile.disc(16, 16, 16),
    _Tile.triangle,
    _Tile.leaf,
    _arch,
    _bars,
    lambda tile: tile.box(0, 0, 32, 32),
)
