"""The directory for programs: the same questions as the pages, answered in JSON."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition

from directory.api.shapes import absolute, facet_shape, organization_shape, problem_shape, summary_shape
from directory.models import Organization, Status
from directory.search.query import BadQuery, Query
from directory.views.listing import cards
from directory.views.organizations import end_of_merges, present_address
from directory.views.public import FRESHNESS, current_index, etag

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
            return problem(404, "Not found", "There is no such entry.")

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            response = read(request, *args, **kwargs)
        else:
            response = problem(405, "Method not allowed", "The directory is read here: use GET.")
            response["Allow"] = "GET, HEAD"
        response["Access-Control-Allow-Origin"] = "*"
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
    organization = Organization.objects.with_page_data().filter(slug=slug).first()
    if organization is None:
        return moved(present_address(slug))
    if organization.status == Status.MERGED:
        return moved(end_of_merges(organization))
    if organization.status == Status.WITHDRAWN:
        return problem(410, "Withdrawn", f"This entry was withdrawn: {organization.withdrawn_because}")
    if not organization.is_published:
        raise Http404
    return JsonResponse(organization_shape(organization))


def moved(page: str) -> HttpResponse:
    """To the entry's data, from the address of its page."""
    slug = page.rstrip("/").rpartition("/")[2]
    return PermanentlyElsewhere(f"{reverse('directory:api_organization_list')}/{slug}")
