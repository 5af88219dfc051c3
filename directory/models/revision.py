from django.conf import settings
from django.db import models
from django.db.models import Q

from directory.models.organization import Organization


class State(models.TextChoices):
    DRAFT = "draft", "draft"
    IN_REVIEW = "in-review", "in review"
    SCHEDULED = "scheduled", "scheduled"
    PUBLISHED = "published", "published"
    REFUSED = "refused", "refused"


OPEN_STATES = [State.DRAFT, State.IN_REVIEW, State.SCHEDULED]


class Origin(models.TextChoices):
    DESK = "desk", "the desk"
    STARTER = "starter", "the starter directory"
    IMPORT = "import", "an import"


class RevisionQuerySet(models.QuerySet):
    def open(self):
        """Proposed, and not decided yet."""
        return self.filter(state__in=OPEN_STATES)

    def due(self, now):
        """Scheduled, and their time has come."""
        return self.filter(state=State.SCHEDULED, publish_at__lte=now)


class Revision(models.Model):
    """A whole document that someone proposes for an organization, and what became of the proposal."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="revisions")
    document = models.JSONField(help_text="In the shape of directory.curation.document.")
    message = models.CharField(max_length=300, blank=True, help_text="What changes and why; the public reads it.")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.DESK)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="revisions"
    )
    based_on = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        help_text="The published revision that the author saw; another by now means that both must be compared.",
    )
    publish_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=300, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "publish_at"], name="revision_state_publish_at")]
        constraints = [
            models.CheckConstraint(
                name="revision_state_is_one_of_five",
                condition=Q(state__in=State.values),
                violation_error_message="A revision is a draft, in review, scheduled, published or refused.",
            ),
            models.CheckConstraint(
                name="scheduled_revision_has_a_time",
                condition=~Q(state=State.SCHEDULED) | Q(publish_at__isnull=False),
                violation_error_message="Say when it is to be published.",
            ),
            models.CheckConstraint(
                name="published_revision_has_a_decision_date",
                condition=~Q(state=State.PUBLISHED) | Q(decided_at__isnull=False),
                violation_error_message="A published revision needs the date of the decision.",
            ),
        ]

    def __str__(self):
        return f"{self.document.get('name', '')}, revision {self.pk}"
