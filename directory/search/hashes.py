"""Hashes that are the same in every process and every year: they stand in snapshots."""

from hashlib import blake2b

import numpy as np

FACTOR = 0x9E3779B97F4A7C15  # odd, and irregular in all its bits
MASK = 2**64 - 1
PAIR_BITS = 32  # two of a million pairs hardly ever share a key


def text_hash(text: str) -> int:
    """64 bits of a text."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def chained(text: str) -> tuple[int, int]:
    """A hash that can be put together: the hash and the factor of a text. Both of `ab` follow from those of `a` and `b`."""
    value, factor = 0, 1
    for byte in text.encode("utf-8", "surrogatepass"):
        value = (value * FACTOR + byte + 1) & MASK
        factor = factor * FACTOR & MASK
    return value, factor


def pair_key(joined: str) -> int:
    """The key of two words that stand side by side, given as one: `microlending` for `micro lending`."""
    return (chained(joined)[0] * FACTOR & MASK) >> (64 - PAIR_BITS)


def pair_keys(first: np.ndarray, second: np.ndarray, second_factor: np.ndarray) -> np.ndarray:
    """The keys of many pairs, from the words' hashes and the second ones' factors."""
    joined = first * second_factor + second
    return (joined * np.uint64(FACTOR)) >> np.uint64(64 - PAIR_BITS)
