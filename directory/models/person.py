from django.db import models
from django.db.models import Q
from django.urls import reverse

from directory.models.vocabulary import WebAddressField
from directory.text import LONGEST_KEY, sort_key


class PersonQuerySet(models.QuerySet):
    def public(self):
        """People whom a published entry names."""
        return self.filter(roles__organization__in=published_organizations()).distinct()


def published_organizations():
    from directory.models.organization import Organization  # organization.py needs Person first

    return Organization.objects.published()


class Person(models.Model):
    """Someone who is publicly known for what an organization does."""

    slug = models.SlugField(max_length=200, unique=True, allow_unicode=True)
    name = models.CharField(max_length=200)
    sort_name = models.CharField(max_length=LONGEST_KEY, editable=False, help_text="The name, folded, in its order in lists.")
    about = models.TextField(blank=True, help_text="A few sentences, in Markdown; only what is public and has a source.")
    url = WebAddressField("own page", blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "slug"]
        verbose_name_plural = "people"
        permissions = [("erase_person", "Can erase a person from pages, history and exports")]
        constraints = [
            models.CheckConstraint(
                name="person_has_a_name_and_an_address",
                condition=~Q(name="") & ~Q(slug=""),
                violation_error_message="A person needs a name and an address.",
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.sort_name = sort_key(self.name)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "sort_name"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("directory:person_detail", args=[self.slug])


class SourceBase(models.Model):
    """Where a fact comes from, and which."""

    url = WebAddressField("address")
    title = models.CharField(max_length=300)
    supports = models.CharField(max_length=500, blank=True, help_text="What it says: “founding year, seat”.")

    class Meta:
        abstract = True

    def __str__(self):
        return self.title


class PersonSource(SourceBase):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sources")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "url"],
                name="person_source_once",
                violation_error_message="This source is listed already.",
            )
        ]
