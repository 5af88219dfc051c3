from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from directory.models import Collection, Organization
from directory.rendering.cards import card_list
from directory.views.public import current_index, public_page


@public_page
def collection_list(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/collection_list.html", {"collections": with_counts(Collection.objects.public())})


@public_page
def collection_detail(request: HttpRequest, slug: str) -> HttpResponse:
    collection = get_object_or_404(Collection.objects.public(), slug=slug)
    index = current_index(request)
    notes = dict(collection.items.values_list("organization_id", "note"))
    cards = index.cards(list(notes))
    context = {"collection": collection, "size": len(cards), "items": card_list(cards, index.topics, notes)}
    return render(request, "directory/collection_detail.html", context)


def with_counts(collections: QuerySet[Collection]) -> QuerySet[Collection]:
    """Collections with the number of their published entries, as `size`."""
    published = Q(items__organization__in=Organization.objects.published())
    return collections.annotate(size=Count("items", filter=published))
