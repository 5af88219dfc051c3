"""Texts from outside, made fit to be shown."""

import json
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["image", "heading", "lheading"])
ALLOWED_TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr"}


@lru_cache(maxsize=1024)
def markdown(text: str) -> SafeString:
    """Markdown as safe HTML: no raw HTML, no pictures, no headings, and links only to http, https and mail addresses."""
    html = nh3.clean(
        MARKDOWN.render(text),
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
    return mark_safe(html)  # noqa: S308  sanitized in the line above


def jsonld(data: dict[str, Any]) -> SafeString:
    """JSON for a script element that holds data: nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False)
    escaped = text.replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026")
    return mark_safe(escaped)  # noqa: S308  escaped in the line above


def host(url: str) -> str:
    """`https://www.example.org/about` as a person says it: `example.org/about`."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/") or url


def site_of(url: str) -> str:
    """The site that an address leads to: `https://www.example.org/give?to=us` is at `example.org`."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
