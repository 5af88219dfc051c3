"""What the public may know of how an entry came to be as it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from directory.curation.compare import Comparison, compare
from directory.curation.document import Document
from directory.curation.wording import ShownField, shown_each
from directory.models import Change, FormerSlug, Organization, State
from directory.views import errors
from directory.views.changes import changes_page
from directory.views.entries import Gone, Moved, public_entry
from directory.views.public import public_page

STEPS_A_PAGE = 10


@dataclass(frozen=True)
class Step:
    """A change of an entry, and what was different afterwards."""

    change: Change
    fields: list[ShownField]


@public_page
def organization_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every change of a published entry, each version that was public beside the one before it."""
    try:
        organization = public_entry(slug)
    except Moved as moved:
        return redirect("directory:organization_history", moved.organization.slug, permanent=True)
    except Gone as gone:
        return errors.gone(request, gone.organization)
    page = changes_page(request, organization.changes.select_related("by", "revision__based_on"), STEPS_A_PAGE)
    context = {"organization": organization, "steps": steps(page.changes), "older": page.older, "is_first": page.is_first}
    return render(request, "directory/organization_history.html", context)


def steps(changes: list[Change]) -> list[Step]:
    """The changes with their comparisons, in two queries more."""
    pairs = [_versions(change) for change in changes]
    public = _public_slugs(version for pair in pairs if pair for version in pair)
    comparisons = [compare(*(_public_part(version, public) for version in pair)) if pair else Comparison() for pair in pairs]
    return [Step(change, fields) for change, fields in zip(changes, shown_each(comparisons), strict=True)]


def _versions(change: Change) -> tuple[Document, Document] | None:
    """What the public saw before a change and after it; None when it changed no text."""
    after = change.revision
    before = after and after.based_on
    if not (before and after) or {before.state, after.state} != {State.PUBLISHED}:
        return None
    return before.document, after.document


def _public_slugs(versions: Iterable[Document]) -> set[str]:
    """Those entries, of all that were named as related, that are public now."""
    named = {row["organization"] for version in versions for row in version["relations"]}
    public = Organization.objects.published()
    former = FormerSlug.objects.filter(slug__in=named, organization__in=public)
    present = public.filter(slug__in=named).values_list("slug", flat=True)
    return {*present, *former.values_list("slug", flat=True)} if named else set()


def _public_part(version: Document, public: set[str]) -> Document:
    """A version without relations to what is not public, as the entry's page leaves them out."""
    return version | {"relations": [row for row in version["relations"] if row["organization"] in public]}
