"""What we tell feed readers: entries and changes as Atom and JSON Feed, and the organizations' own feeds as OPML."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import StringIO
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, SyndicationFeed, rfc3339_date

from directory.licences import KNOWN, may_be_passed_on
from directory.models import Change, Channel, Organization
from directory.models.organization import OWN_LICENCE
from directory.templatetags.directory import markdown

LICENCE = f"{KNOWN[OWN_LICENCE].name}, {KNOWN[OWN_LICENCE].url}"
RIGHTS = f"Texts: {LICENCE}, unless an entry says otherwise"


class Feed(SyndicationFeed):
    """What both formats share. An item has, beside Django's own, `content` (HTML) or ""; a feed has `next`, an address or ""."""

    content_type: str

    def latest_post_date(self) -> datetime:
        """When the newest of the items changed; of an empty feed, the day before there was anything."""
        return max((item["updateddate"] for item in self.items), default=datetime.fromisoformat("2000-01-01T00:00:00Z"))


class AtomFeed(Feed, Atom1Feed):
    """RFC 4287, with the links between pages of RFC 5005."""

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        if self.feed["next"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["next"]})

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if item["summary"]:
            handler.addQuickElement("summary", item["summary"])
        if item["content"]:
            handler.addQuickElement("content", item["content"], {"type": "html"})


class JsonFeed(Feed):
    """JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        json.dump(self.shape(), outfile, ensure_ascii=False)

    def shape(self) -> dict[str, Any]:
        said = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "next_url": self.feed["next"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"], "url": self.feed["author_link"]}],
            "_licence": {"about": f"{settings.SITE_URL}{reverse('directory:data')}", "says": self.feed["feed_copyright"]},
            "items": [self.item_shape(item) for item in self.items],
        }
        return {key: value for key, value in said.items() if value not in ("", None)}

    def item_shape(self, item: dict[str, Any]) -> dict[str, Any]:
        said = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": item["summary"],
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "tags": list(item["categories"]),
            "_licence": {"says": item["item_copyright"]} if item["item_copyright"] else "",
        }
        said |= {"content_html": item["content"]} if item["content"] else {"content_text": item["summary"] or item["title"]}
        return {key: value for key, value in said.items() if value not in ("", None, [])}


def new_feed(kind: type[Feed], title: str, *, page: str, address: str, key: str, following: str = "") -> Feed:
    """A feed without items. Paths on this site: the page that shows the same, the feed's own, one that is the same on all its
    pages, and that of the next page."""
    return kind(
        title=f"socialchange: {title}",
        link=f"{settings.SITE_URL}{page}",
        description=RIGHTS,
        language="en-GB",
        author_name="socialchange",
        author_link=f"{settings.SITE_URL}/",
        feed_url=f"{settings.SITE_URL}{address}",
        feed_guid=f"{settings.SITE_URL}{key}",
        feed_copyright=RIGHTS,
        next=f"{settings.SITE_URL}{following}" if following else "",
    )


def add_organization(feed: Feed, organization: Organization) -> None:
    """An entry as an item; no query after with_card_data()."""
    feed.add_item(
        title=organization.name,
        link=f"{settings.SITE_URL}{organization.get_absolute_url()}",
        description=None,  # type: ignore[arg-type]  # Django leaves it out then; ours are `summary` and `content`
        unique_id=f"urn:uuid:{organization.uid}",
        pubdate=organization.published_at,
        updateddate=organization.changed_at,
        categories=[topic.name for topic in organization.topic_list],
        summary=organization.summary,
        content=markdown(organization.description) if may_be_passed_on(organization.licence) else "",
        item_copyright=rights(organization),
    )


def rights(organization: Organization) -> str | None:
    """Under what the entry's texts stand, where it is not what the feed says of all."""
    if organization.licence == OWN_LICENCE and not organization.attribution:
        return None
    known = KNOWN.get(organization.licence)
    named = f"{known.name}, {known.url}" if known else organization.licence
    return f"{named}; {organization.attribution}" if organization.attribution else named


def add_change(feed: Feed, change: Change) -> None:
    """A change as an item; no query after with_addresses()."""
    address = change.address or f"{reverse('directory:change_list')}?before={change.number + 1}"  # type: ignore[attr-defined]  # with_addresses() says it
    host = urlsplit(settings.SITE_URL).hostname
    feed.add_item(
        title=f"{change.name}: {change.get_action_display()}",
        link=f"{settings.SITE_URL}{address}",
        description=None,  # type: ignore[arg-type]  # Django leaves it out then; ours are `summary` and `content`
        unique_id=f"tag:{host},{change.at:%Y-%m-%d}:change/{change.number}",
        pubdate=change.at,
        updateddate=change.at,
        categories=[change.get_subject_display()],
        author_name=change.by.byline() if change.by else None,
        summary=change.message,
        content="",
    )


def written(feed: Feed) -> str:
    text = StringIO()
    feed.write(text, "utf-8")
    return text.getvalue()


def own_feeds(organizations: QuerySet[Organization]) -> Iterator[tuple[str, str, str]]:
    """Name of the organization, its channel's address, and the feed of that channel; read bit by bit."""
    channels = Channel.objects.filter(organization__in=organizations).exclude(feed="")
    ordered = channels.order_by("organization__name", "organization_id", "position", "id")
    return ordered.values_list("organization__name", "url", "feed").iterator(chunk_size=1000)


def opml(title: str, feeds: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """OPML 2.0, as feed readers take it, bit by bit."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">\n<head>'
    yield f"<title>{escape(title)}</title><ownerId>{escape(settings.SITE_URL)}/</ownerId>"
    yield f"<docs>http://opml.org/spec2.opml</docs><dc:rights>{LICENCE}</dc:rights></head>\n<body>\n"
    for name, page, feed in feeds:
        named = quoteattr(name)
        yield f'<outline type="rss" text={named} title={named} xmlUrl={quoteattr(feed)} htmlUrl={quoteattr(page)}/>\n'
    yield "</body>\n</opml>\n"
