"""What other sites and programs look for at well-known addresses."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_safe

from directory import sitemaps
from directory.views.public import current_index, public_page
from socialchange.release import release

TEXT = "text/plain; charset=utf-8"


@public_page
def sitemap(request: HttpRequest) -> StreamingHttpResponse:
    return as_xml(sitemaps.written("sitemapindex", "sitemap", sitemaps.index()))


@public_page
def sitemap_of_pages(request: HttpRequest) -> StreamingHttpResponse:
    return as_xml(sitemaps.written("urlset", "url", sitemaps.pages()))


@public_page
def sitemap_part(request: HttpRequest, section: str, part: int) -> StreamingHttpResponse:
    if section not in sitemaps.SECTIONS or not sitemaps.SECTIONS[section].part(part).exists():
        raise Http404("There is no such part of the sitemap.")
    return as_xml(sitemaps.written("urlset", "url", sitemaps.SECTIONS[section].entries(part)))


def as_xml(text: Iterator[str]) -> StreamingHttpResponse:
    return StreamingHttpResponse(text, content_type="application/xml; charset=utf-8")


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/robots.txt", content_type=TEXT)


@public_page
def opensearch(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/opensearch.xml", content_type="application/opensearchdescription+xml; charset=utf-8")


@public_page
def llms(request: HttpRequest) -> HttpResponse:
    """A guide for language models, as llmstxt.org proposes it."""
    index = current_index(request)
    causes = [(topic, len(index.having("topic", topic.slug))) for topic in index.topics.top()]
    return render(request, "directory/llms.txt", {"total": index.total, "causes": causes}, content_type=TEXT)


def expiry(now: datetime) -> datetime:
    """When what security.txt says should be read again: the first day of a month, five to six months ahead."""
    years, month = divmod(now.month + 5, 12)
    return datetime(now.year + years, month + 1, 1, tzinfo=UTC)


def security_etag(request: HttpRequest) -> str:
    return f'"{release()}-{expiry(datetime.now(UTC)):%Y-%m}"'


@csrf_exempt  # it changes nothing
@require_safe
@cache_control(public=True, max_age=60 * 60 * 24)
@condition(etag_func=security_etag)
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116. Unlike a public page it depends on the clock, by the month, and not on the directory."""
    context = {"contact": settings.SECURITY_CONTACT, "expires": expiry(datetime.now(UTC)).isoformat()}
    return render(request, "directory/security.txt", context, content_type=TEXT)
