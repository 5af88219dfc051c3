"""Which code is running: part of every page's ETag, so that a new release is never answered with an old page."""

import hashlib
from functools import cache

from django.conf import settings

FOLDERS = ("socialchange", "directory", "templates", "static")


def release() -> str:
    """A short digest of code, templates, static files and the site's address: the same in every process of one release."""
    return _digest(_newest() if settings.DEBUG else 0)


def _files():
    for folder in FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                yield path


def _newest() -> float:
    """Under DEBUG templates change while the server runs."""
    return max(path.stat().st_mtime for path in _files())


@cache
def _digest(changed: float) -> str:
    digest = hashlib.blake2b(settings.SITE_URL.encode(), digest_size=6)
    for path in _files():
        digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
