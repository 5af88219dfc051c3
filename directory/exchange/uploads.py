"""Imports that come by way of the desk: the file is kept while it is needed, and the work is done whether or not anyone waits.

A small file is worked on while the curator waits for the next page. What takes longer is due (`Import.objects.due`), and
`run_due` goes on with it, batch by batch; a worker that dies costs the import five minutes, and no row twice.
"""

import hashlib
import logging
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from directory.curation import audit
from directory.curation.actions import NotAllowed
from directory.curation.audit import Deed
from directory.exchange import columns, importing
from directory.exchange.columns import BadMapping, Fields
from directory.exchange.importing import LEASE
from directory.exchange.reading import BadFile, Table, open_table
from directory.models import Curator, Import
from directory.models.importing import Stage
from directory.text import UNSTORABLE

LARGEST = 100 * 1024**2
SMALL = 256 * 1024  # bytes of a file that is read while its curator waits
WAIT = 3  # seconds
OPEN = [Stage.UPLOADED, Stage.PLANNED]  # nobody has decided, and it is nobody's turn but the curator's
KEPT = 30  # of one curator's unfinished imports; the oldest goes
KEPT_FOR = timedelta(days=30)

logger = logging.getLogger(__name__)


def path_of(job: Import) -> Path:
    """Where the file is kept; its name says nothing, and no address leads there."""
    return settings.MEDIA_ROOT / "imports" / job.stored_as.hex


def receive(upload: UploadedFile, *, by: Curator, **asked) -> Import:
    """Keep a file that a curator sent, and look at it; raise BadFile when it cannot be read."""
    importing.require(by, publishes=asked.get("publishes", False))
    name = UNSTORABLE.sub("", upload.name or "file")[:255]
    if (upload.size or 0) > LARGEST:
        raise BadFile(f"{name} is larger than {LARGEST // 1024**2} MB: import it from the command line.")
    job = Import(file_name=name, by=by, stored_as=uuid4(), **asked)
    job.digest = _store(upload, path_of(job))
    try:
        table = open_table(path_of(job), name)
        job.about, job.columns, job.fields = table.about[:200], table.columns, dict(_first_guess(table).of)
        job.save()
    except Exception:  # whatever it is: no file stays that no import tells of
        forget(job)
        raise
    for old in Import.objects.filter(by=by, stage__in=OPEN)[KEPT:]:
        discard(old, by=by)
    return job


def _store(upload: UploadedFile, path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with path.open("xb") as file:
        path.chmod(0o600)
        for chunk in upload.chunks():
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _first_guess(table: Table) -> Fields:
    try:
        return importing.fields_for(table)
    except BadMapping:  # two columns of one name: the curator tells them apart
        return Fields({})


def table_of(job: Import) -> Table:
    return open_table(path_of(job), job.file_name)


def set_fields(job: Import, chosen: dict[str, str], *, by: Curator) -> None:
    """Take over what the columns say, and have the rows planned. Raise BadMapping, or NotAllowed."""
    _require_own(job, by)
    if job.stage not in OPEN or not path_of(job).exists():
        raise NotAllowed("This file was read already: send it anew to read it in another way.")
    for column, field in chosen.items():
        columns.changed(Fields({}), column, field, job.columns)  # it says whether there are such a column and such a field
    fields = columns.checked(Fields(chosen))
    asked = {"fields": chosen, "stage": Stage.PLANNING, "due_at": timezone.now()}
    with transaction.atomic():
        # Only while nobody has decided: what is being taken over must not be planned once more.
        if not Import.objects.filter(pk=job.pk, stage__in=OPEN).update(**asked):
            raise NotAllowed("This import was decided on already.")
        importing.remember(job.columns, fields)
    for name, value in asked.items():
        setattr(job, name, value)
    if path_of(job).stat().st_size <= SMALL:
        work(job)


def decide(job: Import, *, by: Curator) -> None:
    """Have the rows taken over: what is quickly done is done at once."""
    _require_own(job, by)
    with transaction.atomic():  # so that it is never decided on without being due
        importing.decide(job, by=by)
        job.due_at = timezone.now()
        job.save(update_fields=["due_at"])
    forget(job)
    started = time.monotonic()
    work(job, until=lambda: time.monotonic() - started > WAIT)


def discard(job: Import, *, by: Curator) -> None:
    """Drop an import that has changed nothing. One that has is kept: its rows tell which entries the file made."""
    _require_own(job, by)
    with transaction.atomic():
        unchanged = Import.objects.filter(pk=job.pk, stage__in=[*OPEN, Stage.FAILED]).exclude(rows__revision__isnull=False)
        if unchanged.select_for_update().first() is None:
            raise NotAllowed("This import was decided on already.")
        audit.record(Deed.EDITED, by=by, about=job, detail="dropped, before anything was taken over")
        job.delete()
    forget(job)


def drop_left(now: datetime) -> int:
    """Drop imports on which nobody has decided for a month; return how many. Their files may name who was erased since."""
    is_left = Q(stage__in=OPEN) | Q(stage=Stage.PLANNING, due_at=None)  # the latter: a command that was stopped while it read
    left = list(Import.objects.filter(is_left, created_at__lt=now - KEPT_FOR))
    for job in left:
        with transaction.atomic():
            audit.record(Deed.EDITED, by=None, about=job, detail="dropped after a month without a decision")
            job.delete()
        forget(job)
    return len(left)


def _require_own(job: Import, by: Curator) -> None:
    if job.by_id != by.pk:
        raise NotAllowed("Only the curator who sent a file decides on its import.")


def work(job: Import, *, now: datetime | None = None, until=lambda: False) -> bool:
    """Do what is the system's turn, unless another worker is at it; False when one is."""
    now = now or timezone.now()
    if not Import.objects.claim(job, until=now + LEASE):
        return False
    try:
        if job.stage == Stage.PLANNING:
            importing.plan(job, table_of(job))
        else:
            importing.carry_out(job, until=until)
            if job.stage == Stage.APPLYING:
                importing.move(job, Stage.APPLYING, due_at=timezone.now())
    except (BadFile, OSError) as error:
        importing.move(job, Stage.FAILED, fault=str(error)[:500])
    except Exception:  # a fault of ours must not come back every five minutes, nor hold up what else is due
        logger.exception("Import %s could not be finished", job.pk)
        importing.move(job, Stage.FAILED, fault="It could not be finished, by a fault of ours that is in the log.")
    if job.stage in {Stage.DONE, Stage.FAILED}:
        forget(job)
    return True


def forget(job: Import) -> None:
    with suppress(FileNotFoundError):
        path_of(job).unlink()
