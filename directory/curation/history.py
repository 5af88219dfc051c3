"""What an entry was before: its revisions beside each other, and the way back to one of them."""

from django.db import transaction
from django.utils.formats import date_format

from directory.curation import actions, document
from directory.curation.actions import NotAllowed
from directory.models import Curator, Organization, Revision, Status


def predecessor(revision: Revision) -> Revision | None:
    """What a revision was made from: the published one that its author saw, else the one proposed before it."""
    return revision.based_on or revision.organization.revisions.filter(pk__lt=revision.pk).order_by("-pk").first()


def bring_back(revision: Revision, *, by: Curator | None, is_published: bool = False) -> Revision:
    """Propose again what a revision says, as a new one, and publish that at once if asked to; the old one stays as it is.

    Raises NotAllowed when the public sees just that, or as `actions.propose` and `actions.publish` do.
    """
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=revision.organization_id)
        if organization.status == Status.PUBLISHED and _is_public(revision, organization):
            raise NotAllowed("The public sees this version already.")
        day = date_format(revision.decided_at or revision.changed_at, "j F Y")
        message = f"Back to the version of {day}"
        restored = actions.propose(revision.document, by=by, organization=organization, message=message)
        if is_published:
            actions.publish(restored, by=by)
            restored.refresh_from_db()
        return restored


def _is_public(revision: Revision, organization: Organization) -> bool:
    public = document.read(Organization.objects.with_page_data().get(pk=organization.pk))
    return document.normal(revision.document) == public
