from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from taggit.models import TagBase

from directory.models.vocabulary import WebAddressField
from directory.text import LONGEST_KEY, fold

HUES = 8


class TopicQuerySet(models.QuerySet):
    def in_tree_order(self):
        """Causes as the topics page lists them, each followed by its sub-causes."""
        top = Coalesce("parent__position", "position")
        top_id = Coalesce("parent_id", "id")
        is_sub = models.Case(models.When(parent=None, then=0), default=1)
        return self.select_related("parent").order_by(top, top_id, is_sub, "position", "name", "id")


class Topic(TagBase):
    """A cause. Two levels: a sub-cause belongs to one cause and takes its hue from it."""

    folded = models.CharField(max_length=LONGEST_KEY, unique=True, editable=False)
    description = models.TextField(blank=True, help_text="One or two sentences, shown above the cause's entries.")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    hue = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(HUES)],
        help_text="One of the eight families of colour; a sub-cause shows that of its cause.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Its place in the list of causes; smaller comes first.")

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                name="topic_has_a_name_and_an_address",
                condition=~Q(folded="") & ~Q(slug=""),
                violation_error_message="A topic needs a name and an address.",
            ),
            models.CheckConstraint(
                name="topic_is_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=models.F("id")),
                violation_error_message="A topic cannot be its own parent.",
            ),
            models.CheckConstraint(
                name="topic_hue_is_one_of_eight",
                condition=Q(hue__gte=1, hue__lte=HUES),
                violation_error_message="The hue is a number from 1 to 8.",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("directory:topic_detail", args=[self.slug])

    @property
    def family(self) -> int:
        """The hue that it is shown in."""
        return self.parent.hue if self.parent else self.hue

    def clean(self):
        self.folded = fold(self.name)[:LONGEST_KEY]
        if not self.folded:
            raise ValidationError({"name": "A topic needs a name."})
        if Topic.objects.filter(folded=self.folded).exclude(pk=self.pk).exists():
            raise ValidationError({"name": "There is a topic of this name already, but for case or accents."})
        if self.parent_id and self.parent and self.parent.parent_id:
            raise ValidationError({"parent": f"{self.parent} is a sub-topic itself; topics have two levels."})
        if self.parent_id and self.pk and self.children.exists():
            raise ValidationError({"parent": f"{self} has sub-topics, so it cannot become one."})

    def save(self, *args, **kwargs):
        self.folded = fold(self.name)[:LONGEST_KEY]
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "folded"}
        super().save(*args, **kwargs)


class Synonym(models.Model):
    """Another word for a topic, as people type it; one word may mean several topics."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="synonyms")
    name = models.CharField(max_length=100)
    folded = models.CharField(max_length=LONGEST_KEY, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "folded"],
                name="synonym_once_a_topic",
                violation_error_message="The topic has this synonym already.",
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.folded = fold(self.name)[:LONGEST_KEY]
        super().save(*args, **kwargs)

    def clean(self):
        self.folded = fold(self.name)[:LONGEST_KEY]


class TopicLink(models.Model):
    """The same idea in another vocabulary, such as the Sustainable Development Goals."""

    class Vocabulary(models.TextChoices):
        SDG = "sdg", "Sustainable Development Goal"
        WIKIDATA = "wikidata", "Wikidata"
        NTEE = "ntee", "National Taxonomy of Exempt Entities"
        OTHER = "other", "Other"

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="links")
    vocabulary = models.CharField(max_length=20, choices=Vocabulary)
    code = models.CharField(max_length=100)
    url = WebAddressField("address", blank=True)

    class Meta:
        ordering = ["vocabulary", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "vocabulary", "code"],
                name="topic_link_once",
                violation_error_message="The topic has this link already.",
            )
        ]

    def __str__(self):
        return f"{self.get_vocabulary_display()} {self.code}"
