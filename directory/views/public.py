"""What all public pages have in common: read-only, the same for everybody, and dated by the directory's version."""

import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from math import inf
from time import monotonic
from types import MappingProxyType

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from directory.models import DirectoryVersion
from directory.search import index
from directory.search.query import BadQuery
from directory.views import errors
from socialchange.release import release

type View = Callable[..., HttpResponseBase]

# Browsers ask again each time and mostly get a 304; a CDN may hold a page for a second, which is when an edit must show.
FRESHNESS = {"public": True, "max_age": 0, "s_maxage": 1}
# Of what the scripts of other sites may read, too.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class Version:
    """The directory's version as this process last saw it."""

    def __init__(self) -> None:
        self.seen = (-inf, 0)  # when, and which

    def current(self) -> int:
        """At most VERSION_FRESHNESS seconds old: asking for it costs a busy site as much as all else of a stored page."""
        now = monotonic()  # before the question, so that the answer is never older than it says
        if now - self.seen[0] >= settings.VERSION_FRESHNESS:
            self.seen = (now, DirectoryVersion.current())
        return self.seen[1]


_version = Version()


def version(request: HttpRequest) -> int:
    """The directory's version that this request is answered from: asked once."""
    known: int | None = getattr(request, "directory_version", None)
    if known is None:
        known = _version.current()
        request.directory_version = known  # type: ignore[attr-defined]  # our own, for this request
    return known


def current_index(request: HttpRequest) -> index.Index:
    return index.current(version(request))


def etag(request: HttpRequest, *args, **kwargs) -> str:
    """Release, version and address: a public page depends on nothing else.

    The address is signed, so that whoever shows an ETag has been given the page: nobody can make up one for a page that is
    not there, or take it from one page to another.
    """
    known: str | None = getattr(request, "etag", None)
    if known is None:
        known = request.etag = f'"{release()}-{version(request)}-{_signed_address(request)}"'  # type: ignore[attr-defined]  # as above
    return known


def _signed_address(request: HttpRequest) -> str:
    said = request.META
    address = f"{request.scheme}://{said.get('HTTP_HOST', '')}{request.path}?{said.get('QUERY_STRING', '')}"
    key = settings.SECRET_KEY.encode()[: hashlib.blake2b.MAX_KEY_SIZE]
    return hashlib.blake2b(address.encode("utf-8", "surrogatepass"), digest_size=12, key=key).hexdigest()


def public_page(view: View, *, headers: Mapping[str, str] = MappingProxyType({})) -> View:
    """Answers GET and HEAD, with an ETag for a page that is there, and a query that cannot be read with a 400 that helps.

    What has not changed is answered before it comes here, with these same headers: see `views/stored.py`.
    """

    # It changes nothing, so it needs no token; a form that is sent here by mistake is told 405, not that a cookie is missing.
    @csrf_exempt
    @require_safe
    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except BadQuery as bad:
            response = errors.bad_query(request, bad)
        except Http404 as missing:  # here, so that a CDN is told how long: an entry may be published there any moment
            response = errors.page_not_found(request, missing)
        return dated(request, response, headers)

    return same_for_everybody(page, headers)


def dated(request: HttpRequest, response: HttpResponseBase, headers: Mapping[str, str]) -> HttpResponseBase:
    """The answer with these headers and, for what is there, with its ETag: or a 304, to whoever has it already."""
    for name, value in headers.items():
        response.headers[name] = value
    patch_cache_control(response, **FRESHNESS)
    if response.status_code != 200:
        return response
    response.headers["ETag"] = tag = etag(request)
    return get_conditional_response(request, tag, response=response)  # type: ignore[arg-type, return-value]  # streams too


def same_for_everybody(view: View, headers: Mapping[str, str]) -> View:
    """Tell whoever resolves an address that what is there may be stored, and which headers its 304 has."""
    view.public_headers = headers  # type: ignore[attr-defined]
    return view
