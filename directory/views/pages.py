"""The home page and the pages about the site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory.models import Collection
from directory.rendering.cards import faces, tile_list
from directory.search.query import Query
from directory.views.collections import with_counts
from directory.views.public import current_index, public_page

NEW_ON_HOME = 6
COLLECTIONS_ON_HOME = 3


@public_page
def home(request: HttpRequest) -> HttpResponse:
    index = current_index(request)
    found = index.find(Query(sort="newest", limit=NEW_ON_HOME))
    context = {
        "total": found.total,
        "causes": [(topic, len(index.having("topic", topic.slug))) for topic in index.topics.top()],
        "ways": found.facets["help"],
        "countries": len(found.facets["country"]),
        "faces": faces(found.cards, index.topics),
        "newest": tile_list(found.cards, index.topics),
        "collections": with_counts(Collection.objects.public())[:COLLECTIONS_ON_HOME],
    }
    return render(request, "directory/home.html", context)


@public_page
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/about.html", {"total": current_index(request).total})


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/privacy.html")


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/accessibility.html")
