"""Compresses what is the same for everybody, as the browser takes it. Pages of one person go Django's way, which hides their length."""

import gzip
import re
import threading
from collections.abc import Callable

import brotli
import zstandard
from django.http import HttpResponse


class _Zstd(threading.local):
    """Each thread's own packer, which two must not share and which costs as much to make as half a page to pack."""

    def __init__(self):
        self.compress = zstandard.ZstdCompressor(level=1).compress


_zstd = _Zstd()

# The best first, and each at its quickest: docs/decisions/0008-the-server.md has the figures.
QUICK: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda text: _zstd.compress(text),
    "br": lambda text: brotli.compress(text, quality=1),
    "gzip": lambda text: gzip.compress(text, compresslevel=1, mtime=0),
}
TAKES = {name: re.compile(rf"\b{name}\b(?!\s*;\s*q=0(?:\.0*)?(?![\d.]))") for name in QUICK}
SHORT = 200  # bytes that are not worth it


def encoding_for(accepted: str) -> str:
    """The first of ours that an Accept-Encoding header names, but not with a weight of nothing; "" for none."""
    return next((name for name, takes in TAKES.items() if takes.search(accepted)), "")


def compress(response: HttpResponse, encoding: str) -> None:
    """Pack an answer that is not packed already; its strong ETag becomes a weak one, since the same page has other bytes now."""
    if not encoding or len(response.content) < SHORT or response.has_header("Content-Encoding"):
        return
    response.content = QUICK[encoding](response.content)
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["Content-Encoding"] = encoding
    if response.headers.get("ETag", "").startswith('"'):
        response.headers["ETag"] = f"W/{response.headers['ETag']}"
