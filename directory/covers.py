"""The picture of an entry without a logo: drawn from its permanent id and its first cause, the same for ever."""

import hashlib
from typing import NamedTuple

TILE = 32
# Outlines that fill a tile of 32 by 32, by what they look like.
OUTLINES = (
    "M0 0h32A32 32 0 0 1 0 32z",  # a quarter of a disc
    "M0 0h32A16 16 0 0 1 0 0z",  # half a disc
    "M16 0a16 16 0 0 1 0 32a16 16 0 0 1 0-32z",  # a disc
    "M0 0h32L0 32z",  # a triangle
    "M0 0A32 32 0 0 1 32 32A32 32 0 0 1 0 0z",  # a leaf
    "M0 32V16a16 16 0 0 1 32 0v16z",  # an arch
    "M0 0h32v8H0zM0 16h32v8H0z",  # two bars
    "M0 0h32v32H0z",  # the whole tile
)
TONES = ("1", ".75", ".45")


class Tile(NamedTuple):
    """One shape of a cover, on a square of 64 by 64; the colours come from the family of hue (0 for an entry without causes)."""

    outline: str
    x: int
    y: int
    turn: int
    tone: str
    is_spark: bool


def tiles(uid: bytes) -> tuple[Tile, ...]:
    """Four shapes, turned and toned by the digest of the id; one of them, the spark, takes the marker's colour."""
    seed = hashlib.blake2b(uid, digest_size=12).digest()
    spark = seed[8] % 4
    return tuple(
        Tile(
            outline=OUTLINES[(seed[0] + i * (1 + seed[1] % 3) + seed[2 + i] % 2) % len(OUTLINES)],
            x=i % 2 * TILE,
            y=i // 2 * TILE,
            turn=seed[2 + i] // 2 % 4 * 90,
            tone=TONES[seed[9] // (i + 1) % len(TONES)],
            is_spark=i == spark,
        )
        for i in range(4)
    )
