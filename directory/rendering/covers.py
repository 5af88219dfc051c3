"""The face of an entry, as HTML: its logo, or else the cover that is drawn from its id."""

from django.core.files.storage import default_storage
from django.utils.safestring import SafeString

from directory import covers
from directory.models import Organization
from directory.rendering.part import kept, part


def cover(organization: Organization) -> SafeString:
    """The face of an entry, as its cards have it."""
    topics = organization.topic_list
    return face(organization.uid.bytes, topics[0].family if topics else 0, organization.logo.name or "")


@kept
def face(uid: bytes, hue: int, logo: str) -> SafeString:
    """`logo` is the name of a file in the storage, or ""."""
    if logo:
        return part("directory/_cover.html#logo")(address=default_storage.url(logo))
    tiles = SafeString("").join(_tile(tile) for tile in covers.tiles(uid))
    return part("directory/_cover.html#cover")(hue=hue, tiles=SafeString(tiles))


@kept
def _tile(tile: covers.Tile) -> SafeString:
    turned = part("directory/_cover.html#turned")(turn=tile.turn) if tile.turn else ""
    return part("directory/_cover.html#tile")(outline=tile.outline, x=tile.x, y=tile.y, turned=turned, colour=_colour(tile))


def _colour(tile: covers.Tile) -> str:
    if tile.is_spark:
        return part("directory/_cover.html#spark")()
    return part("directory/_cover.html#tone")(tone=tile.tone) if tile.tone != "1" else ""
