"""An import from its beginning to its end: planned, decided on, taken over as drafts, and published if that was asked.

What has been done stands in the database with every batch, so that an import that was stopped goes on where it was, and a row is
never taken over twice.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import batched
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from directory.curation import actions, audit, topics, transitions
from directory.curation.actions import BadDocument, NotAllowed
from directory.exchange import columns, known
from directory.exchange.columns import Fields
from directory.exchange.planning import BATCH, Order, Plan, Planner, digest
from directory.exchange.reading import Table
from directory.models import ColumnMapping, Curator, Import, ImportRow, Organization, Revision, Status
from directory.models.importing import TAKEN, Outcome, Stage
from directory.models.revision import Origin
from directory.text import UNSTORABLE

LEASE = timedelta(minutes=5)  # a worker that says nothing for so long has died

type Progress = Callable[[int], None]


def nobody_waits(done: int) -> None:
    """The progress that is shown to nobody."""


def digest_of(path: Path) -> str:
    """By what a file is known again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# Beginning


def fields_for(table: Table) -> Fields:
    """What the columns say: as the last time, for the same columns, or else by their names."""
    remembered = ColumnMapping.objects.filter(digest=columns.digest(table.columns)).first()
    return Fields.stored(remembered.fields, table.columns) if remembered else columns.guess(table)


def remember(table_columns: list[str], fields: Fields) -> None:
    """Keep what the columns say for the next file that has the same ones."""
    ColumnMapping.objects.update_or_create(digest=columns.digest(table_columns), defaults={"fields": dict(fields.of)})


def begin(order: Order, table: Table, *, file_name: str, by: Curator | None) -> Import:
    """Note what is to be done with a file; nothing is done yet. An import of the same, which was stopped, is gone on with."""
    require(by, publishes=order.publishes)
    asked = {
        "digest": order.digest,
        "fields": dict(order.fields.of),
        "constants": dict(order.constants),
        "licence": order.licence,
        "attribution": order.attribution,
        "publishes": order.publishes,
        "is_strict": order.is_strict,
        "by": by,
    }
    stopped = Import.objects.filter(stage=Stage.APPLYING, due_at=None, **asked).first()
    if stopped:
        return stopped
    remember(table.columns, order.fields)
    name = UNSTORABLE.sub("", file_name)[:255]
    return Import.objects.create(file_name=name, about=table.about[:200], columns=table.columns, stage=Stage.PLANNING, **asked)


def require(by: Curator | None, *, publishes: bool) -> None:
    """Raise NotAllowed unless a curator may import, as drafts or as public entries."""
    transitions.require(by, "directory.add_organization")
    transitions.require(by, "directory.change_organization")
    if publishes:
        transitions.require(by, "directory.publish_organization")


def order_of(job: Import) -> Order:
    return Order(
        fields=Fields.stored(job.fields, job.columns),
        constants=job.constants,
        licence=job.licence,
        attribution=job.attribution,
        publishes=job.publishes,
        is_strict=job.is_strict,
        digest=job.digest,
    )


# Planning


def plan(job: Import, table: Table, progress: Progress = nobody_waits) -> None:
    """Find out what each row is to the directory, and keep it; from the first row, whatever was planned before."""
    job.rows.all().delete()
    planner, done = Planner(table, order_of(job)), 0
    for plans in batched(planner.plans(), BATCH, strict=False):
        with transaction.atomic():
            ImportRow.objects.bulk_create(_row(job, each) for each in plans)
            _renew(job)
        done += len(plans)
        progress(done)
    for number, (_outcome, fault) in planner.refused_after_all().items():
        job.rows.filter(number=number).update(outcome=Outcome.REFUSED, faults={"relations": fault})
    move(job, Stage.PLANNED)


def _row(job: Import, plan: Plan) -> ImportRow:
    return ImportRow(
        job=job,
        number=plan.number,
        name=plan.name[:200],
        outcome=plan.outcome,
        faults=plan.faults,
        organization_id=plan.organization_id,
        uid=plan.uid,
        document=plan.document,
        base=plan.base,
        topics=plan.topics,
    )


def move(job: Import, stage: Stage, **changes) -> None:
    """Bring an import to another stage; at most of them it is nobody's turn but a curator's."""
    job.stage = stage
    for name, value in changes.items():
        setattr(job, name, value)
    if stage in {Stage.PLANNED, Stage.DONE, Stage.FAILED}:
        job.due_at = None
    job.save(update_fields=["stage", "due_at", *changes])


def _renew(job: Import) -> None:
    """Tell other workers, with every batch, that somebody is at it."""
    if job.due_at:
        job.due_at = timezone.now() + LEASE
        job.save(update_fields=["due_at"])


# Taking over


def decide(job: Import, *, by: Curator | None) -> None:
    """Have what was planned taken over."""
    require(by, publishes=job.publishes)
    with transaction.atomic():
        if not Import.objects.filter(pk=job.pk, stage=Stage.PLANNED).update(stage=Stage.APPLYING):
            raise NotAllowed("This import was decided on already.")
        audit.record(audit.Deed.IMPORTED, by=by, about=job, detail=job.summary())
    job.stage = Stage.APPLYING


def carry_out(job: Import, progress: Progress = nobody_waits, *, until: Callable[[], bool] = lambda: False) -> None:
    """Take over what was planned, batch by batch, until it is done or time is up."""
    for step in (_propose_some, _publish_some):
        while done := step(job):
            progress(done)
            if until():
                return
    move(job, Stage.DONE, finished_at=timezone.now())


def _propose_some(job: Import) -> int:
    """The next rows become drafts, in one transaction."""
    with transaction.atomic():
        Import.objects.select_for_update().get(pk=job.pk)
        rows = list(job.rows.waiting()[:BATCH])
        entries = known.entries({row.organization_id for row in rows if row.organization_id})
        elsewhere = _taken_elsewhere(job, rows)
        for row in rows:
            if row.outcome == Outcome.NEW and row.number in elsewhere:
                row.outcome, row.organization_id, row.is_done = Outcome.SAME, elsewhere[row.number], True
            else:
                _carefully(row, partial(_propose, job, row, entries))
            row.document = None
            row.save(update_fields=["outcome", "faults", "organization", "document", "revision", "is_done"])
        _renew(job)
    return len(rows)


def _taken_elsewhere(job: Import, rows: list[ImportRow]) -> dict[int, int]:
    """Rows that another import of the same file has made entries of meanwhile."""
    others = ImportRow.objects.filter(job__digest=job.digest, number__in=[row.number for row in rows], outcome__in=TAKEN)
    return dict(others.exclude(job=job).exclude(organization=None).values_list("number", "organization_id"))


def _carefully(row: ImportRow, take: Callable[[], object]) -> None:
    """Take a row over, or note why it cannot be; the other rows of the batch stay."""
    try:
        with transaction.atomic():
            take()
        return
    except BadDocument as bad:
        row.faults = {place: " ".join(said) for place, said in bad.errors.items()}
    except NotAllowed as refusal:
        row.faults = {"": str(refusal)}
    row.outcome, row.is_done = Outcome.REFUSED, True
    # What was made for it before the refusal is unmade.
    if row.revision_id and not Revision.objects.filter(pk=row.revision_id).exists():
        row.revision = None
    if row.organization_id and not Organization.objects.filter(pk=row.organization_id).exists():
        row.organization = None


def _propose(job: Import, row: ImportRow, entries: dict[int, known.Entry]) -> None:
    entry = entries.get(row.organization_id or 0)
    if entry and (digest(entry.document).hex() != row.base or entry.status in {Status.WITHDRAWN, Status.MERGED}):
        raise NotAllowed(f"“{entry.name}” was changed since the file was read: import it again.")
    assert row.document is not None  # noqa: S101  a row that waits has one
    if entry and row.document == entry.document and entry.status == Status.PUBLISHED:
        row.is_done = True  # there are only topics to propose
    else:
        row.revision = _revision(job, row, entry)
        row.organization = row.revision.organization
        row.is_done = not job.publishes
    if row.topics and row.organization:
        topics.propose(row.organization, row.topics, by=job.by)


def _revision(job: Import, row: ImportRow, entry: known.Entry | None) -> Revision:
    """The draft that says what the row says: one that is open already, or a new one."""
    if entry:
        for pk, said in entry.drafts.items():
            if said == row.document:
                return Revision.objects.select_related("organization").get(pk=pk)
    return actions.propose(
        row.document or {},
        by=job.by,
        organization=row.organization if entry else None,
        message=f"Imported from {job.file_name}"[:300],
        origin=Origin.IMPORT,
        uid=row.uid,
    )


def _publish_some(job: Import) -> int:
    """The next drafts become public, in one transaction."""
    if not job.publishes:
        return 0
    with transaction.atomic():
        Import.objects.select_for_update().get(pk=job.pk)
        rows = list(job.rows.unpublished().select_related("revision__organization")[:BATCH])
        for row in rows:
            row.is_done = True
            _carefully(row, partial(actions.publish, row.revision, by=job.by))
            row.save(update_fields=["outcome", "faults", "is_done"])
        _renew(job)
    return len(rows)


def lines(job: Import) -> Iterator[str]:
    """A line for each row that was not taken, in the file's order."""
    rows = job.rows.filter(outcome__in=[Outcome.DUPLICATE, Outcome.REFUSED])
    for row in rows.iterator(chunk_size=1000):
        yield Plan(row.number, row.name, Outcome(row.outcome), row.faults).line()
