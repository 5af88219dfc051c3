"""Pages for what went wrong, in the same face. None of them needs the database, but for the entry that is gone."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory.models import Organization
from directory.search.query import BadQuery

logger = logging.getLogger(__name__)


def bad_query(request: HttpRequest, bad: BadQuery) -> HttpResponse:
    """400 for a listing's query: names the value, and links to the query without it."""
    return _error(request, "400.html", 400, bad=bad, without=f"?{bad.without}" if bad.without else request.path)


def gone(request: HttpRequest, organization: Organization) -> HttpResponse:
    """410 for a withdrawn entry: says that it was here, and why it is not."""
    return _error(request, "410.html", 410, organization=organization)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was sent without its token: mostly a cookie that was refused or has run out."""
    logger.warning("Form refused at %s: %s", request.path, reason)
    return _error(request, "403.html", 403, is_form=True)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _error(request, "500.html", 500)


def _error(request: HttpRequest, template: str, status: int, **context) -> HttpResponse:
    return render(request, template, context, status=status)
