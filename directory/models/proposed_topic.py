from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from directory.models.organization import Organization
from directory.text import LONGEST_KEY, fold


class ProposedTopicQuerySet(models.QuerySet["ProposedTopic"]):
    def waiting(self):
        """Those that nobody has decided on, the most used first."""
        return self.filter(refused_at=None).annotate(used=models.Count("uses")).order_by("-used", "folded")


class ProposedTopic(models.Model):
    """A word that an import gave its entries as a topic. The public sees nothing of it until a curator has accepted it."""

    name = models.CharField(max_length=100)
    folded = models.CharField(max_length=LONGEST_KEY, unique=True, editable=False)
    proposed_at = models.DateTimeField(auto_now_add=True)
    refused_at = models.DateTimeField(null=True, blank=True, help_text="It is remembered, so that no import brings it again.")
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    organizations = models.ManyToManyField(Organization, through="ProposedTopicUse", related_name="proposed_topics")

    objects = ProposedTopicQuerySet.as_manager()

    class Meta:
        ordering = ["folded"]
        constraints = [
            models.CheckConstraint(
                name="proposed_topic_has_a_name",
                condition=~Q(folded=""),
                violation_error_message="A topic needs a name.",
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.folded = fold(self.name)[:LONGEST_KEY]
        super().save(*args, **kwargs)

    def clean(self):
        self.folded = fold(self.name)[:LONGEST_KEY]
        if not self.folded:
            raise ValidationError({"name": "A topic needs a name."})


class ProposedTopicUse(models.Model):
    topic = models.ForeignKey(ProposedTopic, on_delete=models.CASCADE, related_name="uses")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="proposed_topic_uses")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "organization"],
                name="proposed_topic_once_an_organization",
                violation_error_message="The entry has this word already.",
            )
        ]

    def __str__(self):
        return f"{self.topic} for {self.organization}"
