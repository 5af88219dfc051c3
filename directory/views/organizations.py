from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from directory.models import Change, Collection, FormerSlug, Organization, Status
from directory.models.organization import OrganizationQuerySet
from directory.search.query import Query
from directory.views import errors
from directory.views.listing import listing
from directory.views.public import current_index, public_page
from directory.views.structured import organization_jsonld

HISTORY = 5


@public_page
def organization_list(request: HttpRequest) -> HttpResponse:
    index = current_index(request)
    query = Query.from_params(request.GET, index.topics)
    if asks_for_former_topic(request, query):
        return redirect(f"{reverse('directory:organization_list')}?{query}", permanent=True)
    return render(request, "directory/organization_list.html", {"listing": listing(index, query)})


def asks_for_former_topic(request: HttpRequest, query: Query) -> bool:
    """Whether a topic in the address has moved: the visitor is then sent to the present address."""
    asked = {slug.strip() for name in ("topic", "not") for slug in request.GET.getlist(name)} - {""}
    return not asked <= {*query.topics, *query.without}


@public_page
def organization_detail(request: HttpRequest, slug: str) -> HttpResponse:
    organization = Organization.objects.with_page_data().filter(slug=slug).first()
    if organization is None:
        return redirect(present_address(slug), permanent=True)
    if organization.status == Status.MERGED:
        return redirect(end_of_merges(organization), permanent=True)
    if organization.status == Status.WITHDRAWN:
        return errors.gone(request, organization)
    if organization.status != Status.PUBLISHED:
        raise Http404("There is no such entry.")
    return render(request, "directory/organization_detail.html", entry_context(organization))


def entry_context(organization: Organization) -> dict:
    """All that the entry page shows; the desk's preview shows the same."""
    public = set(published_others(organization).values_list("pk", flat=True))
    return {
        "organization": organization,
        "relations": [relation for relation in organization.relations.all() if relation.other_id in public],
        "inverse_relations": [each for each in organization.inverse_relations.all() if each.organization_id in public],
        "collections": Collection.objects.public().filter(items__organization=organization),
        "history": Change.objects.filter(organization=organization).select_related("by")[:HISTORY],
        "jsonld": organization_jsonld(organization),
    }


def published_others(organization: Organization) -> OrganizationQuerySet:
    """The public ones among the organizations that it is related to."""
    related = [relation.other_id for relation in organization.relations.all()]
    related += [relation.organization_id for relation in organization.inverse_relations.all()]
    return Organization.objects.published().filter(pk__in=related)


def present_address(slug: str) -> str:
    """Where a former slug leads; raise Http404 when there never was such an entry, or it is not public."""
    former = FormerSlug.objects.select_related("organization").filter(slug=slug).first()
    if former is None or former.organization.status == Status.UNPUBLISHED:
        raise Http404("There is no such entry.")
    return former.organization.get_absolute_url()


def end_of_merges(organization: Organization) -> str:
    """Where an entry that was merged, perhaps again and again, has ended up."""
    seen = {organization.pk}
    while organization.status == Status.MERGED and organization.merged_into and organization.merged_into_id not in seen:
        organization = organization.merged_into
        seen.add(organization.pk)
    if organization.status not in {Status.PUBLISHED, Status.WITHDRAWN}:
        raise Http404("The entry that this one was merged into is not public.")
    return organization.get_absolute_url()
