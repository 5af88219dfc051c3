"""The data page and its files, and every list as a file."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from directory.api.answers import LICENCE, open_data
from directory.models import Organization
from directory.opendata import building, entries, package
from directory.opendata.building import FileSet
from directory.search.query import Query
from directory.views.public import FRESHNESS, OPEN, current_index, etag

LICENSED = {"Link": f'<{LICENCE}>; rel="license"'}


@open_data
def organization_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The entries that a query finds, one row each."""
    return _download(entries.csv_lines(map(entries.said, _found(request))), "organizations.csv", "text/csv; charset=utf-8")


@open_data
def organization_jsonl(request: HttpRequest) -> StreamingHttpResponse:
    """The entries that a query finds, one object a line."""
    return _download(entries.json_lines(_found(request)), "organizations.jsonl", "application/jsonl")


def _found(request: HttpRequest) -> Iterable[Organization]:
    index = current_index(request)
    return entries.passed_on(index.stream(Query.from_params(request.GET, index.topics, strict=True)))


def _download(lines: Iterable[str], name: str, media_type: str) -> StreamingHttpResponse:
    named = content_disposition_header(as_attachment=True, filename=name) or ""
    return StreamingHttpResponse(lines, content_type=media_type, headers=LICENSED | {"Content-Disposition": named})


@csrf_exempt  # it changes nothing
@require_safe
def data(request: HttpRequest) -> HttpResponseBase:
    """What there is to take away. It is of the directory's version, and of the files that are there."""
    made = building.current()
    tag = f'"{etag(request)[1:-1]}-{made.folder.name if made else "none"}"'
    response = get_conditional_response(request, tag) or render(request, "directory/data.html", {"made": made})
    response.headers["ETag"] = tag
    patch_cache_control(response, **FRESHNESS)
    return response


@csrf_exempt  # it changes nothing
@require_safe
def data_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One of the files of the whole directory."""
    made = building.current()
    if made is None or name not in {package.NAME, *made.resources}:
        raise Http404("There is no such file.")
    tag, modified = f'"{made.folder.name}-{name}"', made.date or datetime.now(UTC)
    response = get_conditional_response(request, tag, int(modified.timestamp())) or _file(made, name)
    for header, value in (LICENSED | OPEN | {"ETag": tag, "Last-Modified": http_date(modified.timestamp())}).items():
        response.headers[header] = value
    patch_cache_control(response, **FRESHNESS)
    return response


def _file(made: FileSet, name: str) -> HttpResponse | FileResponse:
    try:
        opened = (made.folder / name).open("rb")
    except FileNotFoundError as error:  # replaced at this very moment
        raise Http404("There is a newer file: ask again.") from error
    media_type = made.resources[name]["mediatype"] if name in made.resources else "application/json"
    return FileResponse(opened, as_attachment=name != package.NAME, filename=name, content_type=media_type)
