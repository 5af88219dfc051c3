"""What was done at the desk, by whom: sign-ins, exports, imports, and every decision."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from directory.models.append_only import AppendOnly, AppendOnlyQuerySet


class Deed(models.TextChoices):
    """What was done, in the words of the log."""

    SIGNED_IN = "signed-in", "signed in"
    SIGN_IN_FAILED = "sign-in-failed", "sign-in failed"
    SIGNED_OUT = "signed-out", "signed out"
    CREDENTIAL_CHANGED = "credential-changed", "changed a credential"
    ACCOUNT_ADDED = "account-added", "added an account"
    ACCOUNT_CHANGED = "account-changed", "changed an account"
    ROLE_CHANGED = "role-changed", "changed a role"

    PROPOSED = "proposed", "proposed a revision"
    REVISED = "revised", "changed a revision"
    MOVED = "moved", "moved a revision"  # handed in, scheduled, refused, taken back: the detail says which
    PUBLISHED = "published", "published"
    WITHDRAWN = "withdrawn", "withdrew"
    RESTORED = "restored", "restored"
    VERIFIED = "verified", "marked as checked"
    EDITED = "edited", "edited"  # a topic, person or collection; the detail says how
    MERGED = "merged", "merged"
    UNMERGED = "unmerged", "undid a merge"

    EXPORTED = "exported", "exported"
    IMPORTED = "imported", "imported"
    PERSON_ERASED = "person-erased", "erased a person"
    ACCOUNT_ERASED = "account-erased", "erased an account"


class AuditRecord(AppendOnly):
    """One deed. It points at people by number only, so erasing a person where they are kept erases the name here too."""

    at = models.DateTimeField("time", default=timezone.now, db_index=True)
    deed = models.CharField(max_length=30, choices=Deed)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="deeds", verbose_name="curator"
    )
    subject = models.CharField("thing", max_length=30, blank=True, help_text="What kind of thing it was done to.")
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    name = models.CharField(max_length=200, blank=True, help_text="What the thing was called then; never a person's name.")
    detail = models.CharField(max_length=300, blank=True)

    objects = AppendOnlyQuerySet["AuditRecord"].as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "record of the log"
        verbose_name_plural = "log"
        default_permissions = ["view"]
        indexes = [models.Index(fields=["deed", "-id"], name="audit_record_deed")]
        constraints = [
            models.CheckConstraint(
                name="audit_record_says_what_was_done",
                condition=Q(deed__in=Deed.values),
                violation_error_message="A record of the log names one of our deeds.",
            ),
            models.CheckConstraint(
                name="audit_record_names_no_person",
                condition=~Q(subject__in=["person", "curator"]) | Q(name=""),
                violation_error_message="The log points at people by number only.",
            ),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_deed_display()} {self.name}".strip()
