"""What happens without a visitor; `manage.py run_due` says when."""

import logging
from datetime import datetime

from directory.curation import actions
from directory.curation.actions import BadDocument, NotAllowed
from directory.exchange import uploads
from directory.models import Import, Revision, State
from directory.opendata import building
from directory.search import index

logger = logging.getLogger(__name__)


def publish_due(now: datetime) -> int:
    """Publish the scheduled revisions whose time has come; return how many. Several workers may do so at once.

    One that can no longer be published goes back to review, with the reason for a curator to read; it holds up no other.
    """
    published = 0
    for revision in Revision.objects.due(now).order_by("publish_at", "pk"):
        try:
            published += actions.publish_scheduled(revision, now=now) is not None
        except (BadDocument, NotAllowed) as refusal:
            logger.warning("Revision %s was not published when due: %s", revision.pk, refusal)
            _back_to_review(revision, f"Not published when due: {refusal}"[:300])
    return published


def _back_to_review(revision: Revision, note: str) -> None:
    try:
        actions.move(revision, State.IN_REVIEW, by=None, note=note)
    except NotAllowed as refusal:  # someone has decided on it in the meantime
        logger.warning("Revision %s was left as it is: %s", revision.pk, refusal)


def renew_snapshot(now: datetime) -> int:
    """Write a new snapshot of the index when the old one is far behind; return whether it did, as 1 or 0."""
    return int(index.renew_snapshot())


def import_due(now: datetime) -> int:
    """Go on with the imports that wait for nobody; return how many. Several workers may do so at once."""
    return sum(uploads.work(job, now=now) for job in Import.objects.due(now).order_by("due_at", "pk"))


def drop_left_imports(now: datetime) -> int:
    """Drop imports on which nobody has decided for a month; return how many."""
    return uploads.drop_left(now)


def build_files(now: datetime) -> int:
    """Make the files of the data page anew when the directory has changed; return how many."""
    return building.build_due(now)
