"""Addresses of our own pages: what `reverse` gives, without asking it for each."""

from urllib.parse import quote

from django.urls import reverse

from directory.rendering.part import kept


def address(view: str, slug: str) -> str:
    """The page of this view and slug, such as an entry's."""
    before, after = _around_slug(view)
    return f"{before}{quote(slug)}{after}"


@kept
def _around_slug(view: str) -> list[str]:
    return reverse(f"directory:{view}", args=["_"]).rsplit("_", 1)


@kept
def plain_address(view: str) -> str:
    """The page of this view, which takes no argument."""
    return reverse(f"directory:{view}")
