from collections import defaultdict
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from ninja import Router

from directory.api import answers
from directory.api.answers import PermanentlyElsewhere, absolute, answer, listed, problem, reading
from directory.api.parameters import LISTING, SLUG, asked_fields, kept
from directory.api.shapes import Organization, OrganizationPage, OrganizationSummary
from directory.curation import document
from directory.models import Organization as Entry
from directory.models import WayToHelp
from directory.models.organization import OWN_LICENCE
from directory.search.cards import Card
from directory.search.query import Query
from directory.search.topics import TopicTable
from directory.views.entries import Gone, Moved, public_entry
from directory.views.public import current_index

router = Router(tags=["Organizations"])


@reading(
    router, "organizations", name="api_organization_list", shape=OrganizationPage, of=OrganizationSummary, parameters=LISTING
)
def api_organization_list(request: HttpRequest) -> HttpResponse:
    """Find entries: the listing's whole query, with what each facet would give."""
    index = current_index(request)
    found = index.find(Query.from_params(request.GET, index.topics))
    fields = asked_fields(request.GET, OrganizationSummary)
    page = OrganizationPage.model_validate(
        listed(
            request,
            count=found.total,
            next=_page_address(request.GET, found.next),
            previous=_page_address(request.GET, found.previous),
            corrected=found.corrected or None,
            partial=found.is_partial,
            results=summaries(found.cards, index.topics, fields),
            facets={name: list(facet) for name, facet in found.facets.items()},
        )
    )
    return answer(request, page, of=OrganizationSummary)


def _page_address(params: QueryDict, query: Query | None) -> str | None:
    if query is None:
        return None
    return absolute(f"{reverse('directory:api_organization_list')}?{urlencode(query.pairs() + kept(params, 'fields'))}")


def summaries(cards: list[Card], topics: TopicTable, fields: set[str]) -> list[OrganizationSummary]:
    """Entries of the index with what it does not hold: two queries, and none for what `fields` leaves out."""
    ids = [card.id for card in cards]
    ways: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    if "ways_to_help" in fields:
        for way in WayToHelp.objects.filter(organization__in=ids).order_by("position", "id"):
            ways[way.organization_id].append({"kind": way.kind, "url": way.url, "note": way.note})
    licences: dict[int, tuple[str, str]] = {}
    if fields & {"licence", "attribution"}:
        others = Entry.objects.filter(pk__in=ids).exclude(licence=OWN_LICENCE, attribution="")
        licences = {pk: (licence, named) for pk, licence, named in others.values_list("pk", "licence", "attribution")}
    slugs = {row.id: row.slug for row in topics.rows.values()}
    shapes = []
    for card in cards:
        licence, attribution = licences.get(card.id, (OWN_LICENCE, ""))
        said = {
            **card._asdict(),
            "id": UUID(bytes=card.uid),
            "topics": [slugs[topic] for topic in card.topics if topic in slugs],
            "ways_to_help": ways[card.id],
            "verified_on": card.verified_on,
            "licence": licence,
            "attribution": attribution,
            **addresses(card.slug),
        }
        shapes.append(OrganizationSummary.model_validate(said))
    return shapes


@reading(
    router,
    "organizations/{unicode_slug:slug}",
    name="api_organization_detail",
    shape=Organization,
    of=Organization,
    also=(308, 404, 410),
)
def api_organization_detail(request: HttpRequest, slug: str = SLUG) -> HttpResponse:
    """One entry, whole."""
    try:
        organization = public_entry(slug)
    except Moved as moved:
        return PermanentlyElsewhere(request, "directory:api_organization_detail", moved.organization.slug)
    except Gone as gone:
        return problem(410, "Withdrawn", f"This entry was withdrawn: {gone.organization.withdrawn_because}")
    return answer(request, organization_shape(organization), of=Organization)


def organization_shape(organization: Entry) -> Organization:
    """An entry whole: its document, its dates and its addresses; no query after with_page_data().

    Relations to entries that are not public are left out, and the logo is no part of the data.
    """
    said = document.read(organization)
    public = {relation.other.slug for relation in organization.relations.all() if relation.other.is_published}
    said["relations"] = [row for row in said["relations"] if row["organization"] in public]
    dates = {name: getattr(organization, name) for name in ("published_at", "changed_at", "verified_on")}
    return Organization.model_validate({"id": organization.uid, **said, **dates, **addresses(organization.slug)})


def addresses(slug: str) -> dict[str, str]:
    """An entry's page and its data."""
    return answers.addresses("directory:organization_detail", "directory:api_organization_detail", slug)
