from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse

from directory.models.organization import Organization


class CollectionQuerySet(models.QuerySet):
    def public(self):
        return self.filter(is_public=True)

    def with_items(self):
        """Its published entries in order, with all that a card shows."""
        organizations = Organization.objects.published().with_card_data()
        items = CollectionItem.objects.filter(organization__in=Organization.objects.published())
        return self.prefetch_related(Prefetch("items", items.prefetch_related(Prefetch("organization", organizations))))


class Collection(models.Model):
    """A curators' pick: entries in order, each with a note."""

    slug = models.SlugField("address", max_length=200, unique=True, allow_unicode=True)
    name = models.CharField(max_length=200)
    summary = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True, help_text="In Markdown.")
    position = models.PositiveSmallIntegerField(default=0)
    is_public = models.BooleanField("public", default=True)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                name="collection_has_a_name_and_an_address",
                condition=~Q(name="") & ~Q(slug=""),
                violation_error_message="A collection needs a name and an address.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:collection_detail", args=[self.slug])


class CollectionItem(models.Model):
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="collection_items")
    position = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True, help_text="Why it is in this collection.")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "organization"],
                name="organization_once_a_collection",
                violation_error_message="This organization is in the collection already.",
            )
        ]

    def __str__(self):
        return f"{self.organization} in {self.collection}"
