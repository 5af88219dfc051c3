"""The log of what was done at the desk: `record` is the one way into it, and nothing leads out."""

from typing import Any

from django.db.models import Model

from directory.models import AuditRecord, Curator, Person
from directory.models.audit import Deed

__all__ = ["Deed", "record"]

LONGEST_NAME = 200
LONGEST_DETAIL = 300


def record(deed: Deed, *, by: Curator | None, about: Model | None = None, detail: str = "") -> AuditRecord:
    """Log that `by` (None: the system itself, or nobody known) did this, about one thing that is saved, or none.

    Call it in the transaction that does the deed, so that one cannot be without the other:
    `audit.record(Deed.MERGED, by=curator, about=kept, detail="with kiva-2")`, or for many things at once without `about`:
    `audit.record(Deed.EXPORTED, by=curator, detail="120 organizations as CSV: topic=water")`. The thing's name is kept as it is
    now, but never a person's or a curator's: keep those out of `detail` too. What is too long is cut.
    """
    return AuditRecord.objects.create(
        deed=deed,
        by=by,
        subject=(about._meta.model_name or "") if about else "",
        subject_id=about.pk if about else None,
        name=_name(about)[:LONGEST_NAME],
        detail=detail[:LONGEST_DETAIL],
    )


def _name(about: Any) -> str:
    return "" if about is None or isinstance(about, Person | Curator) else str(about)
