from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString

from directory.models import Collection, Organization
from directory.rendering.cards import near_list
from directory.rendering.listing import address_of, listing
from directory.rendering.results import listing_page
from directory.search.index import Index
from directory.search.query import Query
from directory.search.related import related
from directory.views import errors, sharing
from directory.views.entries import Gone, Moved, public_entry
from directory.views.public import current_index, public_page
from directory.views.structured import organization_jsonld

HISTORY = 5


@public_page
def organization_list(request: HttpRequest) -> HttpResponse:
    index = current_index(request)
    query = Query.from_params(request.GET, index.topics)
    if asks_for_former_topic(request, query):
        return redirect(address_of(query), permanent=True)
    return HttpResponse(listing_page(listing(index, query)))


def asks_for_former_topic(request: HttpRequest, query: Query) -> bool:
    """Whether a topic in the address has moved: the visitor is then sent to the present address."""
    asked = {slug.strip() for name in ("topic", "not") for slug in request.GET.getlist(name)} - {""}
    return not asked <= {*query.topics, *query.without}


@public_page
def organization_detail(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        organization = public_entry(slug)
    except Moved as moved:
        return redirect(moved.organization, permanent=True)
    except Gone as gone:
        return errors.gone(request, gone.organization)
    beside = {"related": near(current_index(request), organization), "oembed": sharing.discovery(organization)}
    context = entry_context(organization) | beside
    return render(request, "directory/organization_detail.html", context)


def near(index: Index, organization: Organization) -> SafeString:
    """Entries near to this one, each with what both have in common, as items of a list."""
    reasons = {each.id: each.reason for each in related(index, organization.pk)}
    cards = index.cards(list(reasons))
    return near_list([(card, reasons[card.id]) for card in cards], index.topics)


def entry_context(organization: Organization) -> dict:
    """All that the entry page shows of what `whole()` gives; the desk's preview shows the same."""
    return {
        "organization": organization,
        "relations": [each for each in organization.relations.all() if each.other.is_published],
        "inverse_relations": [each for each in organization.inverse_relations.all() if each.organization.is_published],
        "collections": public_collections(organization),
        "history": organization.changes.select_related("by")[:HISTORY],
        "jsonld": organization_jsonld(organization),
    }


def public_collections(organization: Organization) -> list[Collection]:
    """Those that it is in, in their own order."""
    found = [item.collection for item in organization.collection_items.all() if item.collection.is_public]
    return sorted(found, key=lambda collection: (collection.position, collection.name))
