"""The directory for programs: the same questions as the pages, answered in JSON."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition

from directory.api.shapes import absolute, facet_shape, organization_shape, problem_shape, summary_shape
from directory.search.query import BadQuery, Query
from directory.views.entries import Gone, Moved, public_entry
from directory.views.listing import cards
from directory.views.public import FRESHNESS, current_index, etag

METHODS = "GET, HEAD, OPTIONS"
PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


class PermanentlyElsewhere(HttpResponseRedirect):
    status_code = 308


def problem(status: int, title: str, detail: str, **more: str) -> JsonResponse:
    shape = problem_shape(status, title, detail, **more)
    return JsonResponse(shape, status=status, content_type="application/problem+json")


def api_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answers GET and HEAD for every origin, a conditional request with 304, and a bad query with a problem that names it."""

    @cache_control(**FRESHNESS)
    @condition(etag_func=etag)
    def read(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BadQuery as bad:
            return problem(400, "Bad query", str(bad), parameter=bad.parameter, value=bad.value)
        except Http404:
            return problem(404, "Not found", "There is nothing at this address.")

    @csrf_exempt  # it changes nothing
    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            response = read(request, *args, **kwargs)
        elif request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Allow": METHODS} | PREFLIGHT)
        else:
            response = problem(405, "Method not allowed", "The directory is read here: use GET.")
            response["Allow"] = METHODS
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answer


@api_view
def api_organization_list(request: HttpRequest) -> HttpResponse:
    index = current_index(request)
    query = Query.from_params(request.GET, index.topics, strict=True)
    found = index.find(query)
    address = absolute(reverse("directory:api_organization_list"))
    return JsonResponse(
        {
            "count": found.total,
            "next": f"{address}?{found.next}" if found.next else None,
            "previous": f"{address}?{found.previous}" if found.previous else None,
            "corrected": found.corrected or None,
            "partial": found.is_partial,
            "results": [summary_shape(organization) for organization in cards(found.ids)],
            "facets": {facet: [facet_shape(value) for value in values] for facet, values in found.facets.items()},
            "licence": LICENCE,
        }
    )


@api_view
def api_organization_detail(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        return JsonResponse(organization_shape(public_entry(slug)))
    except Moved as moved:
        return PermanentlyElsewhere(reverse("directory:api_organization_detail", args=[moved.organization.slug]))
    except Gone as gone:
        return problem(410, "Withdrawn", f"This entry was withdrawn: {gone.organization.withdrawn_because}")


@api_view
def api_not_found(request: HttpRequest, rest: str) -> HttpResponse:
    raise Http404
