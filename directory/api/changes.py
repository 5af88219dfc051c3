from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from directory.api.answers import absolute, answer, listed, reading
from directory.api.organizations import addresses
from directory.api.parameters import CHANGES, LARGEST_CHANGES, kept, limit, number
from directory.api.shapes import Change, ChangePage, Destination
from directory.models import Change as ChangeRow
from directory.models import Organization, Status
from directory.models.change import Action, Subject
from directory.search.query import BadQuery
from directory.views.changes import with_addresses

router = Router(tags=["Changes"])

CHANGES_A_PAGE = 100
API_NAMES = {
    Subject.ORGANIZATION: "directory:api_organization_detail",
    Subject.TOPIC: "directory:api_topic_detail",
    Subject.PERSON: "directory:api_person_detail",
    Subject.COLLECTION: "directory:api_collection_detail",
}


@reading(router, "changes", name="api_change_list", shape=ChangePage, of=Change, parameters=CHANGES)
def api_change_list(request: HttpRequest) -> HttpResponse:
    """What became of the directory: with `since`, everything after that change, so that a mirror can follow and misses nothing."""
    since, before = number(request.GET, "since"), number(request.GET, "before")
    size = limit(request.GET, unless_given=CHANGES_A_PAGE, largest=LARGEST_CHANGES)
    if since is not None and before is not None:
        raise BadQuery("before", str(before), "give since or before, not both.")
    changes = ChangeRow.objects.since(since) if since is not None else ChangeRow.objects.order_by("-number")
    if before is not None:
        changes = changes.filter(number__lt=before)
    found = list(changes.select_related("by", "organization__merged_into")[: size + 1])
    page = found[:size]
    following = None
    if len(found) > size:
        beside = ("before" if since is None else "since", page[-1].number)
        asked = urlencode([beside, *kept(request.GET, "limit", "fields")])
        following = absolute(f"{reverse('directory:api_change_list')}?{asked}")
    shapes = [change_shape(change) for change in with_addresses(page)]
    said = listed(request, count=changes.count(), next=following, results=shapes)
    return answer(request, ChangePage.model_validate(said), of=Change)


def change_shape(change: ChangeRow) -> Change:
    """A change, with where its thing is now; no query after with_addresses()."""
    organization = change.organization
    slug = organization.slug if organization else change.slug
    address: str = change.address  # type: ignore[attr-defined]  # with_addresses() says it
    return Change(
        number=change.number,
        at=change.at,
        subject=Subject(change.subject),
        action=Action(change.action),
        id=organization.uid if organization else None,
        slug=slug,
        name=change.name,
        into=destination(organization),
        url=absolute(address) if address else None,
        api_url=absolute(reverse(API_NAMES[Subject(change.subject)], args=[slug])) if address else None,
        by=change.by.byline() if change.by else None,
        message=change.message,
    )


def destination(organization: Organization | None) -> Destination | None:
    """Where a merged entry went, as far as that was ever public."""
    other = organization.merged_into if organization else None
    if other is None or other.status == Status.UNPUBLISHED:
        return None
    return Destination(id=other.uid, slug=other.slug, **addresses(other.slug))
