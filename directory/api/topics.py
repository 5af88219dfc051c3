from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from ninja import Router

from directory.api.answers import PermanentlyElsewhere, addresses, answer, listed, reading
from directory.api.parameters import SLUG
from directory.api.shapes import Topic, TopicLink, TopicTree
from directory.models import TopicLink as LinkRow
from directory.search.index import Index
from directory.search.topics import TopicRow
from directory.views.public import current_index
from directory.views.topics import present_slug

router = Router(tags=["Topics"])


@reading(router, "topics", name="api_topic_list", shape=TopicTree, of=Topic)
def api_topic_list(request: HttpRequest) -> HttpResponse:
    """The causes as a tree, with synonyms and links to other vocabularies."""
    index = current_index(request)
    links = links_by_topic()
    tree = [topic_shape(index, row, links) for row in index.topics.top()]
    page = TopicTree.model_validate(listed(request, count=len(index.topics.rows), results=tree))
    return answer(request, page, of=Topic)


@reading(router, "topics/{unicode_slug:slug}", name="api_topic_detail", shape=Topic, of=Topic, also=(308, 404))
def api_topic_detail(request: HttpRequest, slug: str = SLUG) -> HttpResponse:
    """One cause, with its sub-causes."""
    index = current_index(request)
    if (present := present_slug(index, slug)) != slug:
        return PermanentlyElsewhere(request, "directory:api_topic_detail", present)
    return answer(request, topic_shape(index, index.topics.rows[slug], links_by_topic()), of=Topic)


def links_by_topic() -> dict[int, list[TopicLink]]:
    links: defaultdict[int, list[TopicLink]] = defaultdict(list)
    for link in LinkRow.objects.all():
        links[link.topic_id].append(TopicLink(vocabulary=LinkRow.Vocabulary(link.vocabulary), code=link.code, url=link.url))
    return links


def topic_shape(index: Index, row: TopicRow, links: dict[int, list[TopicLink]]) -> Topic:
    """A cause and, inside it, its sub-causes; no query."""
    return Topic(
        slug=row.slug,
        name=row.name,
        description=row.description,
        parent=row.parent,
        synonyms=list(row.synonyms),
        former_slugs=sorted(former for former, present in index.topics.former.items() if present == row.slug),
        links=links.get(row.id, []),
        count=len(index.having("topic", row.slug)),
        children=[topic_shape(index, child, links) for child in index.topics.children(row.slug)],
        **addresses("directory:topic_detail", "directory:api_topic_detail", row.slug),
    )
