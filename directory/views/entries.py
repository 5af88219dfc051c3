"""The entry that an address means: the same answer for pages and programs."""

from contextlib import suppress

from django.http import Http404

from directory.models import FormerSlug, Organization, Status
from directory.models.whole import whole


class Moved(Exception):
    """The address is a former one, or that of a merged entry: `organization` is where it leads."""

    def __init__(self, organization: Organization):
        self.organization = organization


class Gone(Exception):
    """The entry was withdrawn."""

    def __init__(self, organization: Organization):
        self.organization = organization


def public_entry(slug: str) -> Organization:
    """The published entry of this address, with all that its page shows.

    Raises Moved, Gone, or Http404 when there never was such an entry or it is not public.
    """
    with suppress(Organization.DoesNotExist):
        return whole(Organization.objects.published().filter(slug=slug))
    hidden = Organization.objects.filter(slug=slug).first()
    if hidden is None:
        former = FormerSlug.objects.select_related("organization").filter(slug=slug).first()
        if former is None or former.organization.status == Status.UNPUBLISHED:
            raise Http404("There is no such entry.")
        raise Moved(former.organization)
    if hidden.status == Status.WITHDRAWN:
        raise Gone(hidden)
    if hidden.status == Status.MERGED:
        raise Moved(end_of_merges(hidden))
    raise Http404("There is no such entry.")


def end_of_merges(organization: Organization) -> Organization:
    """Where an entry that was merged, perhaps again and again, has ended up."""
    organization = organization.present
    if organization.status not in {Status.PUBLISHED, Status.WITHDRAWN}:
        raise Http404("The entry that this one was merged into is not public.")
    return organization
