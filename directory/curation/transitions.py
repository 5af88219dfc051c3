"""The workflow, as two tables: what may become of a revision, and what may become of an organization."""

from directory.models import Organization, Revision, State, Status

REVISION_NEXT = {
    State.DRAFT: {State.IN_REVIEW, State.SCHEDULED, State.PUBLISHED, State.REFUSED},
    State.IN_REVIEW: {State.DRAFT, State.SCHEDULED, State.PUBLISHED, State.REFUSED},
    State.SCHEDULED: {State.DRAFT, State.IN_REVIEW, State.PUBLISHED, State.REFUSED},
    State.PUBLISHED: set(),  # history: going back is a new revision
    State.REFUSED: {State.DRAFT},
}

ORGANIZATION_NEXT = {
    Status.UNPUBLISHED: {Status.PUBLISHED, Status.MERGED},
    Status.PUBLISHED: {Status.PUBLISHED, Status.WITHDRAWN, Status.MERGED},
    Status.WITHDRAWN: {Status.PUBLISHED, Status.MERGED},
    Status.MERGED: set(),  # it comes back as it was, by `merging.unmerge`
}

# What a curator must be allowed to do to bring a revision there.
PERMISSION = {
    State.DRAFT: "directory.change_organization",
    State.IN_REVIEW: "directory.change_organization",
    State.SCHEDULED: "directory.publish_organization",
    State.PUBLISHED: "directory.publish_organization",
    State.REFUSED: "directory.publish_organization",
}
# The same for a revision's own author, who may take it back while no editor has put it on the schedule.
AUTHORS_PERMISSION = PERMISSION | {State.REFUSED: "directory.change_organization"}


class NotAllowed(Exception):
    """A decision that the workflow or the curator's permissions do not allow; says why, in words for the curator."""


def require(by, permission: str) -> None:
    """Raise NotAllowed unless the curator has the permission; `None` is the system itself."""
    if by is not None and not by.has_perm(permission):
        raise NotAllowed(f"Your account may not do this: it needs the permission {permission}.")


def check(revision: Revision, state: State, *, by) -> None:
    """Raise NotAllowed unless `by` may bring the revision into that state."""
    if state not in REVISION_NEXT[State(revision.state)]:
        raise NotAllowed(f"A revision that is {revision.get_state_display()} cannot become {state.label}.")
    is_own = by is not None and revision.author_id == by.pk and revision.state != State.SCHEDULED
    require(by, (AUTHORS_PERMISSION if is_own else PERMISSION)[state])


def check_status(organization: Organization, status: Status) -> None:
    """Raise NotAllowed unless the organization may get that status."""
    if status not in ORGANIZATION_NEXT[Status(organization.status)]:
        raise NotAllowed(f"{organization} is {organization.get_status_display()} and cannot become {status.label}.")
