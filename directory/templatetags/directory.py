"""How our templates show texts from outside, covers, and addresses of the listing."""

import json
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import nh3
from django import template
from django.template.defaultfilters import stringfilter
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from directory.models import Organization
from directory.rendering.cards import name
from directory.rendering.changes import changed_fields, field_names
from directory.rendering.covers import face

register = template.Library()
register.filter(changed_fields)
register.filter(field_names)

MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["image", "heading", "lheading"])
ALLOWED_TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr"}


@register.filter
@stringfilter
def markdown(text: str) -> SafeString:
    """Markdown as safe HTML: no raw HTML, no pictures, no headings, and links only to http, https and mail addresses."""
    return _markdown(text)


@lru_cache(maxsize=1024)
def _markdown(text: str) -> SafeString:
    html = nh3.clean(
        MARKDOWN.render(text),
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
    return mark_safe(html)  # noqa: S308  sanitized in the line above


@register.filter
def jsonld(data: dict[str, Any]) -> SafeString:
    """JSON for a script element that holds data: nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False)
    escaped = text.replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026")
    return mark_safe(escaped)  # noqa: S308  escaped in the line above


@register.filter
def cover(organization: Organization) -> SafeString:
    """The face of an entry: its logo, or else the picture that is drawn from its id."""
    topics = organization.topic_list
    return face(organization.uid.bytes, topics[0].family if topics else 0, organization.logo.name or "")


@register.filter
def host(url: str) -> str:
    """`https://www.example.org/about` as a person says it: `example.org/about`."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/") or url


@register.filter
def site_of(url: str) -> str:
    """The site that an address leads to: `https://www.example.org/give?to=us` is at `example.org`."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


@register.filter
def named(organization: Organization) -> SafeString:
    """Its name in its own direction; in another script than Latin also with its language, to be spoken and drawn well."""
    return name(organization.name, organization.languages[0] if organization.languages else "")
