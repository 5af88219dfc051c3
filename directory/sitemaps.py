"""The sitemap: an index, and parts that stay within what crawlers take however large the directory grows.

A part holds the public things of one range of ids, so it is read in one go, in bounded memory, and keeps its address.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import F, Max, QuerySet
from django.urls import reverse

from directory.models import Collection, Organization, Person, Topic

LARGEST_PART = 50_000  # addresses, says sitemaps.org
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGES = (
    "home",
    "organization_list",
    "topic_list",
    "person_list",
    "collection_list",
    "change_list",
    "about",
    "data",
    "api_docs",
    "privacy",
    "accessibility",
)

type Entry = tuple[str, datetime | None]  # an address on this site, and when it changed as far as we know


@dataclass(frozen=True)
class Section:
    """Things with a page each: their rows, the name of their page's address, and the field that says when they changed."""

    rows: Callable[[], QuerySet]
    page: str
    changed: str = ""

    def parts(self) -> Iterable[tuple[int, datetime | None]]:
        """The numbers of the parts that hold something, and when the newest thing in each changed."""
        numbered = self.rows().order_by().annotate(part=F("pk") / LARGEST_PART)
        if self.changed:
            return numbered.values("part").annotate(newest=Max(self.changed)).order_by("part").values_list("part", "newest")
        return [(part, None) for part in numbered.order_by("part").values_list("part", flat=True).distinct()]

    def part(self, part: int) -> QuerySet:
        return self.rows().filter(pk__gte=part * LARGEST_PART, pk__lt=(part + 1) * LARGEST_PART)

    def entries(self, part: int) -> Iterator[Entry]:
        """What a part holds, read bit by bit."""
        rows = self.part(part).order_by("pk")
        for slug, *changed in rows.values_list("slug", *filter(None, [self.changed])).iterator(chunk_size=2000):
            yield reverse(f"directory:{self.page}", args=[slug]), *(changed or [None])


SECTIONS = {
    "organizations": Section(Organization.objects.published, "organization_detail", "changed_at"),
    "topics": Section(Topic.objects.all, "topic_detail"),
    "people": Section(Person.objects.public, "person_detail"),
    "collections": Section(Collection.objects.public, "collection_detail"),
}


def index() -> Iterator[Entry]:
    """The address of each part."""
    yield reverse("directory:sitemap_of_pages"), None
    for name, section in SECTIONS.items():
        for part, newest in section.parts():
            yield reverse("directory:sitemap_part", args=[name, part]), newest


def pages() -> Iterator[Entry]:
    """The pages that are there once."""
    for name in PAGES:
        yield reverse(f"directory:{name}"), None


def written(root: str, item: str, entries: Iterable[Entry]) -> Iterator[str]:
    """A sitemap, or its index, as XML, bit by bit."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n'
    for path, changed in entries:
        when = f"<lastmod>{changed:%Y-%m-%d}</lastmod>" if changed else ""
        yield f"<{item}><loc>{escape(settings.SITE_URL + path)}</loc>{when}</{item}>\n"
    yield f"</{root}>\n"
