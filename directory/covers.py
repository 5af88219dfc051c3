"""The picture of an entry without a logo: drawn from its permanent id and its first cause, the same for ever."""

import hashlib
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Disc:
    x: int
    y: int
    radius: int
    opacity: str


@dataclass(frozen=True)
class Cover:
    """Shapes on a square of 64 by 64; the colours come from the family of hue (0 when the entry has no cause)."""

    family: int
    discs: tuple[Disc, ...]
    angle: int
    band: int


def cover(uid: UUID, family: int) -> Cover:
    """Three discs and a band, placed by the digest of the id."""
    seed = hashlib.blake2b(uid.bytes, digest_size=12).digest()
    discs = tuple(
        Disc(x=seed[i] % 56 + 4, y=seed[i + 1] % 56 + 4, radius=seed[i + 2] % 20 + 8 + 6 * (i == 0), opacity=opacity)
        for i, opacity in ((0, ".3"), (3, ".5"), (6, ".8"))
    )
    return Cover(family=family, discs=discs, angle=seed[9] % 180, band=seed[10] % 10 + 5)
