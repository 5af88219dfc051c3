from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString

from directory.models import Organization
from directory.rendering.cards import near_list
from directory.rendering.entry import entry_page
from directory.rendering.listing import address_of, listing
from directory.rendering.results import listing_page
from directory.search.index import Index
from directory.search.query import Query
from directory.search.related import related
from directory.views import errors, sharing
from directory.views.entries import Gone, Moved, public_entry
from directory.views.public import current_index, public_page
from directory.views.structured import organization_jsonld


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
    page = entry_page(
        organization,
        near=near(current_index(request), organization),
        said=organization_jsonld(organization),
        oembed=sharing.discovery(organization),
    )
    return HttpResponse(page)


def near(index: Index, organization: Organization) -> SafeString:
    """Entries near to this one, each with what both have in common, as items of a list."""
    reasons = {each.id: each.reason for each in related(index, organization.pk)}
    cards = index.cards(list(reasons))
    return near_list([(card, reasons[card.id]) for card in cards], index.topics)
