from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from directory.models import TopicLink
from directory.rendering.addresses import plain_address
from directory.rendering.listing import listing
from directory.rendering.pagination import page_links
from directory.search.index import Index
from directory.search.query import Query
from directory.views.public import current_index, public_page

MOST_RELATED = 6


@public_page
def topic_list(request: HttpRequest) -> HttpResponse:
    index = current_index(request)
    causes = [
        {
            "topic": topic,
            "count": len(index.having("topic", topic.slug)),
            "children": [(child, len(index.having("topic", child.slug))) for child in index.topics.children(topic.slug)],
        }
        for topic in index.topics.top()
    ]
    return render(request, "directory/topic_list.html", {"causes": causes})


@public_page
def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    index = current_index(request)
    if (present := present_slug(index, slug)) != slug:
        return redirect("directory:topic_detail", present, permanent=True)
    topic = index.topics.rows[slug]
    found = listing(index, Query(topics=(slug,)))
    context = {
        "topic": topic,
        "parent": index.topics.rows[topic.parent] if topic.parent else None,
        "children": [(child, len(index.having("topic", child.slug))) for child in index.topics.children(slug)],
        "related": index.related_topics(slug)[:MOST_RELATED],
        "links": TopicLink.objects.filter(topic=topic.id),
        "listing": found,
        "pages": page_links(plain_address("organization_list"), next=found.next),
    }
    return render(request, "directory/topic_detail.html", context)


def present_slug(index: Index, slug: str) -> str:
    """The slug itself, or the one that took its place; raise Http404 when there never was such a topic."""
    if (present := index.topics.present(slug)) is None:
        raise Http404("There is no such topic.")
    return present
