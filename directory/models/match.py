"""What tells entries that may be the same apart from those that are not."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from directory.models.organization import Organization, Status


class Sort(models.TextChoices):
    """What a key says. Two entries that share one may be the same; how likely is told by `curation.duplicates`."""

    NAME = "name", "name"
    OTHER_NAME = "other-name", "other name"
    WORDS = "words", "words of a name"
    WEBSITE = "website", "website"
    CHANNEL = "channel", "channel"
    DOMAIN = "domain", "domain"
    IDENTIFIER = "identifier", "identifier"


class MatchKey(models.Model):
    """One thing by which an entry is known, in a form that all its spellings share."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="match_keys")
    sort = models.CharField(max_length=20, choices=Sort)
    key = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "sort", "key"],
                name="match_key_once_an_organization",
                violation_error_message="The entry has this key already.",
            )
        ]
        indexes = [models.Index(fields=["key", "sort", "organization"], name="match_key_key_sort")]

    def __str__(self):
        return f"{self.get_sort_display()} {self.key}"


class LikelyPairQuerySet(models.QuerySet["LikelyPair"]):
    def waiting(self):
        """Pairs that nobody has decided on, the most certain first."""
        alive = ~Q(first__status=Status.MERGED) & ~Q(second__status=Status.MERGED)
        return self.filter(alive, dismissed_at=None).order_by("-certainty", "first_id", "second_id")

    def of(self, organization: Organization):
        """All pairs that the organization is part of."""
        return self.filter(Q(first=organization) | Q(second=organization))


class LikelyPair(models.Model):
    """Two entries that may be the same; a pair that a curator has dismissed is remembered and not shown again."""

    first = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="pairs_as_first")
    second = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="pairs_as_second")
    certainty = models.PositiveSmallIntegerField(help_text="From 0 to 100.")
    reasons = models.JSONField(default=list)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="dismissed_pairs"
    )
    dismissed_at = models.DateTimeField(null=True, blank=True)

    objects = LikelyPairQuerySet.as_manager()

    class Meta:
        ordering = ["-certainty", "first_id", "second_id"]
        verbose_name = "likely duplicate"
        indexes = [models.Index(fields=["dismissed_at", "-certainty"], name="likely_pair_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="likely_pair_once",
                violation_error_message="The two are listed already.",
            ),
            models.CheckConstraint(
                name="likely_pair_is_of_two_in_order",
                condition=Q(first__lt=F("second")),
                violation_error_message="A pair is of two entries, the older one first.",
            ),
            models.CheckConstraint(
                name="likely_pair_certainty_is_a_percentage",
                condition=Q(certainty__lte=100),
                violation_error_message="The certainty is a number from 0 to 100.",
            ),
        ]

    def __str__(self):
        return f"{self.first} and {self.second}"
