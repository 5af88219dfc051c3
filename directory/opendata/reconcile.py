"""Views of the reconciliation service. POST changes nothing either: it is how long questions are sent."""

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from directory.api.answers import bad_query, open_data
from directory.models import Organization
from directory.opendata import reconciling
from directory.opendata.reconciling import IDENTIFIER, MOST_IDS, MOST_PROPERTIES, MOST_QUERIES, PROPERTIES, Asked
from directory.search.query import BadQuery
from directory.views.entries import end_of_merges
from directory.views.public import OPEN, current_index, same_for_everybody


def answer(request: HttpRequest, params: QueryDict) -> HttpResponse:
    """Candidates for `queries`, properties for `extend`, or what the service is."""
    if queries := params.get("queries", ""):
        found = _object("queries", queries)
        if len(found) > MOST_QUERIES:
            raise BadQuery("queries", "", f"ask at most {MOST_QUERIES} at a time.")
        asked = {name: Asked.read(query) for name, query in found.items()}
        return JsonResponse(reconciling.candidates(current_index(request), asked))
    if extend := params.get("extend", ""):
        return JsonResponse(reconciling.extended(*_extension(_object("extend", extend))))
    return JsonResponse(reconciling.manifest())


@open_data
def _get(request: HttpRequest) -> HttpResponse:
    return answer(request, request.GET)


@csrf_exempt  # it changes nothing
def reconcile(request: HttpRequest) -> HttpResponseBase:
    """The service: questions come by GET or, form-encoded, by POST."""
    if request.method != "POST":
        return _get(request)
    try:
        response = answer(request, request.POST)
    except BadQuery as bad:
        response = bad_query(request, bad)
    for name, value in OPEN.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


same_for_everybody(reconcile, OPEN)


def _object(name: str, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadQuery(name, text, "this is not JSON.") from error
    if not isinstance(found, dict):
        raise BadQuery(name, text, "this is a JSON object.")
    return found


def _extension(extend: dict[str, Any]) -> tuple[list[UUID], list[str]]:
    ids, wanted = extend.get("ids"), extend.get("properties")
    if not isinstance(ids, list) or len(ids) > MOST_IDS:
        raise BadQuery("extend", "", f"`ids` is a list, {MOST_IDS} at most.")
    if not isinstance(wanted, list) or len(wanted) > MOST_PROPERTIES or not all(isinstance(each, dict) for each in wanted):
        raise BadQuery("extend", "", f"`properties` is a list of objects with an `id`, {MOST_PROPERTIES} at most.")
    names = [str(each.get("id", "")) for each in wanted]
    for name in names:
        if name not in PROPERTIES and not name.startswith(IDENTIFIER):
            raise BadQuery("extend", name, f"there is no such property; use {', '.join(PROPERTIES)}.")
    return [_uuid("extend", id) for id in ids], names


def _uuid(name: str, text: Any) -> UUID:
    try:
        return UUID(str(text))
    except ValueError as error:
        raise BadQuery(name, str(text), "this is not one of our permanent ids.") from error


@open_data
def reconcile_suggest_entity(request: HttpRequest) -> JsonResponse:
    """Entries, while their name is typed."""
    return JsonResponse({"result": reconciling.entities(current_index(request), request.GET.get("prefix", ""))})


@open_data
def reconcile_suggest_property(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"result": reconciling.named(reconciling.properties(), request.GET.get("prefix", ""))})


@open_data
def reconcile_suggest_type(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"result": reconciling.named(reconciling.TYPES, request.GET.get("prefix", ""))})


@open_data
def reconcile_properties(request: HttpRequest) -> JsonResponse:
    """What a list can be extended with."""
    return JsonResponse({"type": reconciling.ENTITY["id"], "properties": reconciling.properties()})


@open_data
def reconcile_preview(request: HttpRequest) -> HttpResponse:
    """To the card of an entry."""
    return redirect("directory:embed_organization", _entry(_uuid("id", request.GET.get("id", ""))).slug)


@open_data
def reconcile_entity(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To the page of an entry, by its permanent id."""
    return redirect(_entry(uid))


def _entry(uid: UUID) -> Organization:
    organization = Organization.objects.filter(uid=uid).first()
    if organization is None:
        raise Http404("There is no such entry.")
    return end_of_merges(organization)
