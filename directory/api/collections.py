from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Router

from directory.api.answers import addresses, answer, listed, reading
from directory.api.organizations import addresses as addresses_of_entry
from directory.api.pages import page_of
from directory.api.parameters import PLAIN_LIST, SLUG
from directory.api.shapes import Collection, CollectionItem, CollectionPage
from directory.models import Collection as CollectionRow
from directory.models.collection import CollectionQuerySet

router = Router(tags=["Collections"])


@reading(router, "collections", name="api_collection_list", shape=CollectionPage, of=Collection, parameters=PLAIN_LIST)
def api_collection_list(request: HttpRequest) -> HttpResponse:
    """The curators' picks, in their order."""
    order = {"position": int, "name": str, "id": int}
    page = page_of(public_collections(), request.GET, order, reverse("directory:api_collection_list"))
    page["results"] = [collection_shape(collection) for collection in page["results"]]
    return answer(request, CollectionPage.model_validate(listed(request, **page)), of=Collection)


@reading(router, "collections/{unicode_slug:slug}", name="api_collection_detail", shape=Collection, of=Collection, also=(404,))
def api_collection_detail(request: HttpRequest, slug: str = SLUG) -> HttpResponse:
    """One collection, with its entries."""
    return answer(request, collection_shape(get_object_or_404(public_collections(), slug=slug)), of=Collection)


def public_collections() -> CollectionQuerySet:
    """Collections with all that their shape says."""
    return CollectionRow.objects.public().with_items()


def collection_shape(collection: CollectionRow) -> Collection:
    """A collection with its published entries; no query after public_collections()."""
    return Collection(
        slug=collection.slug,
        name=collection.name,
        summary=collection.summary,
        description=collection.description,
        organizations=[
            CollectionItem(
                slug=item.organization.slug,
                name=item.organization.name,
                note=item.note,
                **addresses_of_entry(item.organization.slug),
            )
            for item in collection.items.all()
        ],
        **addresses("directory:collection_detail", "directory:api_collection_detail", collection.slug),
    )
