"""Files that were imported: how each was read, what became of each of its rows, and how far the work has come."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from directory.models.organization import Organization
from directory.models.revision import Revision


class Stage(models.TextChoices):
    """How far an import has come; at `planning` and `applying` it is the system's turn."""

    UPLOADED = "uploaded", "waits for its columns"
    PLANNING = "planning", "is being read"
    PLANNED = "planned", "waits for a decision"
    APPLYING = "applying", "is being taken over"
    DONE = "done", "done"
    FAILED = "failed", "could not be read"


class Outcome(models.TextChoices):
    """What a row is to the directory."""

    NEW = "new", "new"
    CHANGED = "changed", "changed"
    SAME = "same", "same"
    DUPLICATE = "duplicate", "duplicate"
    REFUSED = "refused", "refused"


TAKEN = [Outcome.NEW, Outcome.CHANGED]


class ImportQuerySet(models.QuerySet["Import"]):
    def due(self, now):
        """It is the system's turn, and nobody is at it."""
        return self.filter(stage__in=[Stage.PLANNING, Stage.APPLYING], due_at__lte=now)

    def claim(self, job: "Import", *, until) -> bool:
        """Take an import, to go on with it until then; False when another worker took it first."""
        if self.filter(pk=job.pk, due_at=job.due_at, stage=job.stage).update(due_at=until) != 1:
            return False
        job.due_at = until
        return True


class Import(models.Model):
    """One file, and what is asked to be done with it."""

    file_name = models.CharField(max_length=255)
    stored_as = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file: it is known again by it.")
    about = models.CharField(max_length=200, help_text="How the file was understood.")
    columns = models.JSONField(default=list)
    fields = models.JSONField(default=dict, help_text="What each column says.")
    constants = models.JSONField(default=dict, help_text="What is said of all rows that do not say it themselves.")
    licence = models.CharField(max_length=50, blank=True, help_text="SPDX identifier of the licence that the texts come under.")
    attribution = models.CharField(max_length=300, blank=True, help_text="Whom that licence asks to name.")
    publishes = models.BooleanField(default=False)
    is_strict = models.BooleanField(default=False, help_text="A topic that we do not have refuses the row.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="imports")
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.UPLOADED)
    fault = models.CharField(max_length=500, blank=True, help_text="Why the file could not be read.")
    due_at = models.DateTimeField(null=True, blank=True, help_text="When a worker may go on with it.")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["digest"], name="import_digest"),
            models.Index(fields=["stage", "due_at"], name="import_stage_due_at"),
        ]
        constraints = [
            models.CheckConstraint(
                name="import_stage_is_one_of_six",
                condition=Q(stage__in=Stage.values),
                violation_error_message="An import is at one of its six stages.",
            )
        ]

    def __str__(self):
        return self.file_name

    def counts(self) -> dict[str, int]:
        """How many rows have which outcome, every outcome named."""
        found = dict(self.rows.order_by().values_list("outcome").annotate(Count("pk")))
        return {outcome: found.get(outcome, 0) for outcome in Outcome.values}

    def summary(self) -> str:
        return summary(self.counts())


def summary(counts: dict[str, int]) -> str:
    """The last line of what an import says; the parts add up."""
    told = ", ".join(f"{outcome} {counts.get(outcome, 0)}" for outcome in Outcome.values)
    return f"rows {sum(counts.values())}: {told}"


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def waiting(self):
        """Rows to take over that were not taken over yet."""
        return self.filter(outcome__in=TAKEN, revision=None, is_done=False)

    def steps(self, *, publishes: bool) -> int:
        """How many steps are left: one to make a draft of a row, one to publish it."""
        left = self.filter(outcome__in=TAKEN, is_done=False)
        return left.count() + (left.filter(revision=None).count() if publishes else 0)

    def unpublished(self):
        """Rows that were taken over as drafts and are to become public."""
        return self.filter(outcome__in=TAKEN, is_done=False).exclude(revision=None)


class ImportRow(models.Model):
    """One row of a file: what it is to the directory, and what became of it."""

    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    faults = models.JSONField(default=dict, help_text="Why it is not taken, by column.")
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_rows", help_text="Whose row it is."
    )
    uid = models.UUIDField(null=True, blank=True, help_text="The permanent id that a new entry brings.")
    document = models.JSONField(null=True, blank=True, help_text="What the entry is to say; dropped once a revision says it.")
    base = models.CharField(max_length=32, blank=True, help_text="Digest of what the entry said when the row was planned.")
    topics = models.JSONField(default=list, help_text="Topics that we do not have, to be proposed.")
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_rows")
    is_done = models.BooleanField(default=False)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["job", "outcome", "number"], name="import_row_job_outcome_number")]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "number"], name="import_row_once", violation_error_message="This row was planned already."
            ),
            models.CheckConstraint(
                name="import_row_outcome_is_one_of_five",
                condition=Q(outcome__in=Outcome.values),
                violation_error_message="A row is new, changed, same, a duplicate or refused.",
            ),
        ]

    def __str__(self):
        return f"row {self.number}: {self.get_outcome_display()}"


class ColumnMapping(models.Model):
    """What the columns of a file said, remembered for the next file with the same columns."""

    digest = models.CharField(max_length=64, unique=True, help_text="Of the columns.")
    fields = models.JSONField(default=dict)

    def __str__(self):
        return ", ".join(f"{column}={field}" for column, field in self.fields.items())
