import re
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory.models import Change, Collection, Person, Topic
from directory.models.change import Subject
from directory.search.query import BadQuery
from directory.views.public import public_page

CHANGES_A_PAGE = 50


@public_page
def change_list(request: HttpRequest) -> HttpResponse:
    page = changes_page(request, Change.objects.select_related("by", "organization"), CHANGES_A_PAGE)
    context = {"changes": with_addresses(page.changes), "older": page.older, "is_first": page.is_first}
    return render(request, "directory/change_list.html", context)


@dataclass(frozen=True)
class ChangesPage:
    changes: list[Change]
    older: int | None  # what the next page's address says as `before`
    is_first: bool


def changes_page(request: HttpRequest, changes: QuerySet[Change], size: int) -> ChangesPage:
    """The newest changes before the number in the address; raise BadQuery for one that is none."""
    before = request.GET.get("before", "").strip()
    if before:
        if not re.fullmatch(r"\d{1,18}", before, re.ASCII):
            raise BadQuery("before", before, "use the number of a change.")
        changes = changes.filter(number__lt=int(before))
    found = list(changes[: size + 1])
    return ChangesPage(found[:size], found[size - 1].number if len(found) > size else None, not before)


def with_addresses(changes: list[Change]) -> list[Change]:
    """The changes, each with the `address` of what it changed, "" where that is not there for the public any more."""
    slugs = {subject: {change.slug for change in changes if change.subject == subject} for subject in Subject}
    there = {
        Subject.TOPIC: Topic.objects.filter(slug__in=slugs[Subject.TOPIC]),
        Subject.PERSON: Person.objects.public().filter(slug__in=slugs[Subject.PERSON]),
        Subject.COLLECTION: Collection.objects.public().filter(slug__in=slugs[Subject.COLLECTION]),
    }
    addresses = {(subject, thing.slug): thing.get_absolute_url() for subject, things in there.items() for thing in things}
    for change in changes:
        # An entry that was public once has an address for ever: its page, where it moved, or why it is gone.
        entry = change.organization.get_absolute_url() if change.organization else ""
        change.address = entry or addresses.get((Subject(change.subject), change.slug), "")  # type: ignore[attr-defined]  # for the template
    return changes
