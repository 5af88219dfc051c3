"""What happens without a visitor; `manage.py run_due` says when."""

import logging
from datetime import datetime

from directory.curation import actions
from directory.curation.actions import BadDocument, NotAllowed
from directory.models import Revision, State

logger = logging.getLogger(__name__)


def publish_due(now: datetime) -> int:
    """Publish the scheduled revisions whose time has come; return how many.

    One that can no longer be published goes back to review, with the reason for a curator to read.
    """
    published = 0
    for revision in Revision.objects.due(now).order_by("publish_at", "pk"):
        try:
            actions.publish(revision, by=None, now=now)
            published += 1
        except (BadDocument, NotAllowed) as refusal:
            logger.warning("Revision %s was not published when due: %s", revision.pk, refusal)
            actions.move(revision, State.IN_REVIEW, by=None, note=f"Not published when due: {refusal}"[:300])
    return published
