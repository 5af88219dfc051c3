"""What all public pages have in common: read-only, the same for everybody, and dated by the directory's version."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_safe

from directory.models import DirectoryVersion
from directory.search import index
from directory.search.query import BadQuery
from directory.views import errors
from socialchange.release import release

type View = Callable[..., HttpResponse]

# Browsers ask again each time and mostly get a 304; a CDN may hold a page for a second, which is when an edit must show.
FRESHNESS = {"public": True, "max_age": 0, "s_maxage": 1}


def version(request: HttpRequest) -> int:
    """The directory's version that this request is answered from: asked once."""
    known: int | None = getattr(request, "directory_version", None)
    if known is None:
        known = DirectoryVersion.current()
        request.directory_version = known  # type: ignore[attr-defined]  # our own, for this request
    return known


def current_index(request: HttpRequest) -> index.Index:
    return index.current(version(request))


def etag(request: HttpRequest, *args, **kwargs) -> str:
    """Version and release say everything: a public page depends on nothing else than its address."""
    return f'"{release()}-{version(request)}"'


def public_page(view: View) -> View:
    """Answers GET and HEAD, a conditional request with 304, and a query that cannot be read with a 400 that helps."""

    # It changes nothing, so it needs no token; a form that is sent here by mistake is told 405, not that a cookie is missing.
    @csrf_exempt
    @require_safe
    @cache_control(**FRESHNESS)
    @condition(etag_func=etag)
    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BadQuery as bad:
            return errors.bad_query(request, bad)

    return page
