"""Feeds of entries and changes, and lists of the organizations' own feeds, for readers of any origin."""

from functools import partial
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from directory.models import Change, Organization, OrganizationTopic
from directory.rendering.filters import FACET_LABELS
from directory.search.facets import label_of
from directory.search.index import Index
from directory.search.query import Query
from directory.syndication import (
    AtomFeed,
    Feed,
    JsonFeed,
    add_change,
    add_organization,
    new_feed,
    opml,
    own_feeds,
    written,
)
from directory.views.changes import CHANGES_A_PAGE, changes_page, with_addresses
from directory.views.public import OPEN, current_index, public_page
from directory.views.topics import present_slug

KINDS: dict[str, type[Feed]] = {"atom": AtomFeed, "json": JsonFeed}

public_feed = partial(public_page, headers=OPEN)


@public_feed
def organization_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The listing's query as a feed, the newest first unless it says otherwise."""
    index = current_index(request)
    params = request.GET.copy()
    if not params.get("sort", "").strip():
        params["sort"] = "newest"
    query = Query.from_params(params, index.topics)
    return answer(index, query, kind, title=title_of(index, query))


@public_feed
def topic_feed(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The newest entries of one cause."""
    index = current_index(request)
    if (present := present_slug(index, slug)) != slug:
        return redirect("directory:topic_feed", present, kind, permanent=True)
    return answer(
        index,
        Query(topics=(slug,), sort="newest"),
        kind,
        title=index.topics.rows[slug].name,
        page=reverse("directory:topic_detail", args=[slug]),
        address=reverse("directory:topic_feed", args=[slug, kind]),
    )


def answer(index: Index, query: Query, kind: str, *, title: str, page: str = "", address: str = "") -> HttpResponse:
    found = index.find(query)
    general = reverse("directory:organization_feed", args=[kind])
    feed = new_feed(
        KINDS[kind],
        title,
        page=page or f"{reverse('directory:organization_list')}?{query.first_page()}",
        address=address or with_query(general, query),
        key=address or with_query(general, query.first_page()),
        following=with_query(general, found.next) if found.next else "",
    )
    for organization in Organization.objects.published().with_card_data().in_order(found.ids):
        add_organization(feed, organization)
    return HttpResponse(written(feed), content_type=feed.content_type)


def with_query(path: str, query: Query) -> str:
    """The address of a feed, where a sort is named unless it is the one that feeds have anyway."""
    pairs = [pair for pair in query.pairs() if pair[0] != "sort"]
    pairs += [("sort", query.order)] if query.order != "newest" else []
    return f"{path}?{urlencode(pairs)}" if pairs else path


def title_of(index: Index, query: Query) -> str:
    """What was asked for, in words."""
    words = [f"“{query.text}”"] if query.text else []
    for facet in FACET_LABELS:
        for value in query.chosen(facet):
            words.append(index.topics.rows[value].name if facet == "topic" else label_of(facet, value))
    words += [f"not {index.topics.rows[slug].name}" for slug in query.without]
    return ", ".join(words) or "organizations"


@public_feed
def change_feed(request: HttpRequest) -> HttpResponse:
    page = changes_page(request, Change.objects.select_related("by", "organization"), CHANGES_A_PAGE)
    address = reverse("directory:change_feed")
    feed = new_feed(
        AtomFeed,
        "changes",
        page=reverse("directory:change_list"),
        address=address,
        key=address,
        following=f"{address}?before={page.older}" if page.older else "",
    )
    for change in with_addresses(page.changes):
        add_change(feed, change)
    return HttpResponse(written(feed), content_type=feed.content_type)


@public_feed
def opml_of_all(request: HttpRequest) -> StreamingHttpResponse:
    """The feeds of all listed organizations, for a feed reader to take in one go."""
    return as_opml("Organizations for social change", Organization.objects.published())


@public_feed
def opml_of_topic(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The feeds of the organizations of one cause."""
    index = current_index(request)
    if (present := present_slug(index, slug)) != slug:
        return redirect("directory:opml_of_topic", present, permanent=True)
    topic = index.topics.rows[slug]
    having = OrganizationTopic.objects.filter(tag__in=[topic.id, *(child.id for child in index.topics.children(slug))])
    return as_opml(topic.name, Organization.objects.published().filter(pk__in=having.values("content_object")))


def as_opml(title: str, organizations: QuerySet[Organization]) -> StreamingHttpResponse:
    return StreamingHttpResponse(opml(title, own_feeds(organizations)), content_type="text/x-opml; charset=utf-8")
