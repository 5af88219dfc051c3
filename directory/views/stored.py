"""Pages that cost nothing twice: a middleware that knows what has not changed, and what somebody has asked for before."""

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.cache import patch_cache_control, patch_vary_headers

from directory.views.public import FRESHNESS, etag
from socialchange.compression import compress, encoding_for

logger = logging.getLogger(__name__)

LARGEST = 128 * 1024  # bytes of a page that is stored
LONGEST = 1_000  # characters of its address, or of any that is looked at
KEPT_FOR = 60 * 60  # seconds; a page of a former version is never asked for again


class StoredPages:
    """Answers a public page that has not changed with a 304, and one that has been built before from the store.

    Both need the directory's version and nothing else. What is stored is the whole answer, compressed if the browser takes
    that, under the page's ETag: so it holds for this release, this version and this address. Errors, redirects and answers
    with a cookie are not stored.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or len(request.path_info) > LONGEST:
            return self.get_response(request)
        if (headers := public_headers(request.path_info)) is None:
            return self.get_response(request)
        tag = etag(request)
        encoding = encoding_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        if tag in request.META.get("HTTP_IF_NONE_MATCH", ""):
            return _not_modified(f"W/{tag}" if encoding else tag, headers)
        key = f"{tag[1:-1]}-{encoding}"
        if stored := _get(key):
            return stored
        response = self.get_response(request)
        if response.get("ETag") != tag or response.status_code != 200 or response.streaming:
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        compress(response, encoding)
        if request.method == "GET" and _may_be_stored(request, response):
            _set(key, response)
        return response


@lru_cache(maxsize=1024)
def public_headers(path: str) -> Mapping[str, str] | None:
    """The headers of the public page that answers at this path, which is the same for everybody; None where none does."""
    try:
        return getattr(resolve(path).func, "public_headers", None)
    except Resolver404:
        return None


def _not_modified(tag: str, headers: Mapping[str, str]) -> HttpResponse:
    response = HttpResponse(status=304, headers={**headers, "ETag": tag, "Vary": "Accept-Encoding"})
    del response.headers["Content-Type"]
    patch_cache_control(response, **FRESHNESS)
    return response


def _may_be_stored(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether it says nothing to one visitor alone, and the store can take it."""
    return not response.cookies and len(response.content) <= LARGEST and len(request.get_full_path()) <= LONGEST


def _get(key: str) -> HttpResponse | None:
    try:
        stored = caches["pages"].get(key)
    except Exception as error:  # each cache backend has errors of its own, and a page can do without any of them
        logger.warning("The store of pages does not answer: %s", error)
        return None
    return HttpResponse(stored["content"], headers=stored["headers"]) if stored else None


def _set(key: str, response: HttpResponse) -> None:
    try:
        caches["pages"].set(key, {"content": response.content, "headers": dict(response.items())}, KEPT_FOR)
    except Exception as error:  # as above
        logger.warning("The store of pages does not answer: %s", error)
