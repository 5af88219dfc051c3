"""What was made one, with all that is needed to take it apart again."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from directory.models.organization import Organization


class MergeBase(models.Model):
    """Who merged, when, and whether it was undone."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Merge(MergeBase):
    """One entry went into another. The source keeps its parts; what other things said of it was moved, and stands in `moved`."""

    source = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="merges")
    into = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="merges_into_it")
    source_status = models.CharField(max_length=20, help_text="What the source was before.")
    before = models.JSONField(help_text="The target's document before, in the shape of directory.curation.document.")
    after = models.JSONField(help_text="The target's document right after the merge.")
    moved = models.JSONField(
        default=dict, help_text="Relations, places in collections and former addresses that were the source's."
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="merge_is_of_two",
                condition=~Q(source=F("into")),
                violation_error_message="An entry cannot be merged into itself.",
            ),
            models.UniqueConstraint(
                name="organization_is_merged_once_at_a_time",
                fields=["source"],
                condition=Q(undone_at=None),
                violation_error_message="The entry is merged already.",
            ),
        ]

    def __str__(self):
        return f"{self.source} into {self.into}"


class TopicMerge(MergeBase):
    """One topic went into another and is no more; its row and all that hung on it is kept here."""

    name = models.CharField(max_length=100, help_text="Of the topic that is no more.")
    slug = models.CharField(max_length=100)
    into_pk = models.PositiveBigIntegerField(help_text="Of the topic that it went into, which may be merged on.")
    into_name = models.CharField(max_length=100)
    entries = models.PositiveIntegerField(default=0, help_text="How many had it.")
    kept = models.JSONField(help_text="The topic with its words and links.")
    moved = models.JSONField(help_text="Entries, sub-topics, words and links that were moved.")

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.name} into {self.into_name}"
