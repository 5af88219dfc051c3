"""What all answers of the API have in common: open to every origin, dated by the directory's version, errors as problems."""

from collections.abc import Callable, Iterable
from functools import cache, wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from ninja import Router

from directory.api.parameters import Parameter, asked_fields, fields_of, only_known
from directory.api.shapes import Listed, Problem, Shape
from directory.licences import KNOWN
from directory.models.organization import OWN_LICENCE
from directory.search.query import BadQuery
from directory.views.public import OPEN, View, dated, same_for_everybody, version

METHODS = "GET, HEAD, OPTIONS"
PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
LICENCE = KNOWN[OWN_LICENCE].url
JSON, PROBLEM = "application/json", "application/problem+json"
MEANINGS = {
    304: "Nothing has changed since the version that If-None-Match names.",
    308: "A former address: the present one is in Location.",
    400: "A parameter or value that cannot be read.",
    404: "There is nothing at this address, or nothing that is public.",
    410: "The entry was withdrawn; `detail` says why.",
}


class PermanentlyElsewhere(HttpResponseRedirect):
    """To the same question at the present address."""

    status_code = 308

    def __init__(self, request: HttpRequest, name: str, slug: str) -> None:
        asked = f"?{request.GET.urlencode()}" if request.GET else ""
        super().__init__(f"{reverse(name, args=[slug])}{asked}")


def absolute(path: str) -> str:
    """An address on this site, whole."""
    return f"{settings.SITE_URL}{path}"


def addresses(page: str, data: str, slug: str) -> dict[str, str]:
    """Where a thing is read by people, and where by programs, from the names of both addresses."""
    quoted = quote(slug)
    return {"url": absolute(_pattern(page).format(quoted)), "api_url": absolute(_pattern(data).format(quoted))}


@cache
def _pattern(name: str) -> str:
    """The address with a place for the slug: a list has so many that Django's own way of making each is felt."""
    return reverse(name, args=["SLUG"]).replace("SLUG", "{}")


def problem(status: int, title: str, detail: str, **more: str) -> HttpResponse:
    """An error as RFC 9457 says it."""
    shape = Problem(type="about:blank", title=title, status=status, detail=detail, **more)
    return HttpResponse(shape.model_dump_json(exclude_unset=True), status=status, content_type=PROBLEM)


def bad_query(request: HttpRequest, bad: BadQuery) -> HttpResponse:
    return problem(400, "Bad query", str(bad), parameter=bad.parameter, value=bad.value)


def not_found(request: HttpRequest, *args, **kwargs) -> HttpResponse:
    """For an address that leads nowhere, and for an error that says so."""
    return problem(404, "Not found", "There is nothing at this address.")


def listed(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What a list says of itself, unless `more` says otherwise."""
    return {"version": version(request), "next": None, "previous": None, "licence": LICENCE, **more}


def answer(request: HttpRequest, shape: Shape, of: type[Shape]) -> HttpResponse:
    """The shape as JSON, with those keys `of` it, or of its results, that `fields` asks for."""
    fields: Any = asked_fields(request.GET, of)
    if isinstance(shape, Listed):
        fields = {**dict.fromkeys(type(shape).model_fields, True), "results": {"__all__": fields}}
    return HttpResponse(shape.model_dump_json(include=fields), content_type=JSON)


def reading(
    router: Router,
    path: str,
    *,
    name: str,
    shape: type[Shape],
    of: type[Shape],
    parameters: Iterable[Parameter] = (),
    also: Iterable[int] = (),
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Register an operation that reads: it answers with a `shape`, takes these parameters and `fields` of it, and no other."""
    known = (*parameters, fields_of(of))
    statuses = {200: shape, 304: None, **{status: None if status < 400 else Problem for status in (400, *also)}}
    described = {
        "parameters": [parameter.described() for parameter in known],
        "responses": {status: {"description": MEANINGS[status]} for status in statuses if status in MEANINGS},
    }

    def register(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def strict(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            only_known(request.GET, known)
            return view(request, *args, **kwargs)

        operation = router.api_operation(
            ["GET", "HEAD"],
            path,
            response=statuses,
            url_name=name,
            operation_id=name.removeprefix("api_"),
            summary=(view.__doc__ or "").partition(":")[0].rstrip("."),
            openapi_extra=described,
        )
        return operation(strict)

    return register


def open_data(view: View) -> View:
    """Answers GET and HEAD for every origin, a conditional request with 304, and any other method with a problem."""

    @csrf_exempt  # it changes nothing
    @wraps(view)
    def everywhere(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"}:
            try:
                response = view(request, *args, **kwargs)
            except BadQuery as bad:
                response = bad_query(request, bad)
            except Http404:
                response = not_found(request)
            return dated(request, response, OPEN)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": METHODS} | PREFLIGHT | OPEN)
        refused = problem(405, "Method not allowed", "The directory is read here: use GET.")
        refused["Allow"] = METHODS
        return dated(request, refused, OPEN)

    return same_for_everybody(everywhere, OPEN)
