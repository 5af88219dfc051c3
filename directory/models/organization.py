"""An organization and its parts. A part belongs to one organization and keeps its place in a list."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from directory.models.person import Person, SourceBase
from directory.models.topic import Topic
from directory.models.vocabulary import (
    INVERSE_RELATION,
    Help,
    Kind,
    NameKind,
    Network,
    RelationKind,
    WebAddressField,
    area_codes,
    country_code,
    language_codes,
    years,
)
from directory.places import COUNTRIES, language_name

FIRST_YEAR, LAST_YEAR = 1000, 2100
YEARS = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
OWN_LICENCE = "CC-BY-4.0"


class Status(models.TextChoices):
    UNPUBLISHED = "unpublished", "unpublished"
    PUBLISHED = "published", "published"
    WITHDRAWN = "withdrawn", "withdrawn"
    MERGED = "merged", "merged"


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def published(self):
        """What the public may see: the one door."""
        return self.filter(status=Status.PUBLISHED)

    def with_card_data(self):
        """All that a listing card shows, in three queries."""
        return self.prefetch_related("ways_to_help", Prefetch("tagged", OrganizationTopic.objects.with_topics()))

    def with_page_data(self):
        """All that an entry page and a document show, in a fixed number of queries."""
        return self.select_related("verified_by").prefetch_related(
            "ways_to_help",
            Prefetch("tagged", OrganizationTopic.objects.with_topics()),
            "other_names",
            "channels",
            Prefetch("roles", Role.objects.select_related("person")),
            Prefetch("relations", Relation.objects.select_related("other")),
            Prefetch("inverse_relations", Relation.objects.select_related("organization")),
            "identifiers",
            "disputes",
            "sources",
        )

    def named(self):
        """Key, address and name of each, in the order of the keys: all that a change tells of it."""
        return self.order_by("pk").values_list("pk", "slug", "name", named=True)

    def in_order(self, ids: list[int]) -> list["Organization"]:
        """Those of the ids that are in this queryset, in the order of the ids."""
        found = {organization.pk: organization for organization in self.filter(pk__in=ids)}
        return [found[pk] for pk in ids if pk in found]


class Organization(models.Model):  # type: ignore[django-manager-missing]  # taggit comes without types
    """An organization, company, conference or blog. What the public sees of it is written by `curation.document` alone."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField("address", max_length=200, unique=True, allow_unicode=True)
    name = models.CharField(max_length=200, help_text="As it writes itself, in its own script.")
    kind = models.CharField(max_length=20, choices=Kind)
    summary = models.CharField(max_length=300, blank=True, help_text="One sentence for someone who never heard of them.")
    description = models.TextField(blank=True, help_text="A few paragraphs, in Markdown.")
    editors_note = models.TextField("editor's note", blank=True, help_text="Why it is listed, in one or two sentences.")
    began = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=YEARS, help_text="The year. Disputed: leave it empty."
    )
    ended = models.PositiveSmallIntegerField(null=True, blank=True, validators=YEARS, help_text="The year, if it has ended.")
    seat = models.CharField(max_length=100, blank=True, help_text="The town where it is based.")
    country = models.CharField(max_length=2, blank=True, validators=[country_code], help_text="Of the seat.")
    works_in = models.JSONField(default=list, blank=True, validators=[area_codes])
    languages = models.JSONField(default=list, blank=True, validators=[language_codes])
    logo = models.ImageField(upload_to="logos/", blank=True)
    topics = TaggableManager(through="OrganizationTopic", blank=True, related_name="organizations", help_text="")

    licence = models.CharField(
        max_length=50, default=OWN_LICENCE, help_text="SPDX identifier of the licence its texts came under."
    )
    attribution = models.CharField(max_length=300, blank=True, help_text="Whom that licence asks to name.")

    status = models.CharField(max_length=20, choices=Status, default=Status.UNPUBLISHED, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_because = models.CharField(max_length=300, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged_from"
    )
    verified_on = models.DateField(null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="verified"
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["status", "name"], name="organization_status_name")]
        permissions = [("publish_organization", "Can publish and withdraw organizations")]
        constraints = [
            models.CheckConstraint(
                name="organization_has_a_name_and_an_address",
                condition=~Q(name="") & ~Q(slug=""),
                violation_error_message="An organization needs a name and an address.",
            ),
            models.CheckConstraint(
                name="organization_status_is_one_of_four",
                condition=Q(status__in=Status.values),
                violation_error_message="An organization is unpublished, published, withdrawn or merged.",
            ),
            models.CheckConstraint(
                name="organization_ends_after_it_begins",
                condition=Q(began=None) | Q(ended=None) | Q(ended__gte=F("began")),
                violation_error_message="The year it ended comes before the year it began.",
            ),
            models.CheckConstraint(
                name="published_organization_has_a_date",
                condition=~Q(status=Status.PUBLISHED) | Q(published_at__isnull=False),
                violation_error_message="A published organization needs a publication date.",
            ),
            models.CheckConstraint(
                name="withdrawn_organization_has_a_reason",
                condition=~Q(status=Status.WITHDRAWN) | ~Q(withdrawn_because=""),
                violation_error_message="Say why it is withdrawn.",
            ),
            models.CheckConstraint(
                name="merged_organization_and_no_other_names_where_it_went",
                condition=Q(status=Status.MERGED, merged_into__isnull=False)
                | (~Q(status=Status.MERGED) & Q(merged_into__isnull=True)),
                violation_error_message="A merged organization needs the one that it went into.",
            ),
            models.CheckConstraint(
                name="organization_is_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                violation_error_message="An organization cannot be merged into itself.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:organization_detail", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def present(self) -> "Organization":
        """Where it has ended up: itself, or the entry that it was merged into, perhaps again and again."""
        organization, seen = self, {self.pk}
        while organization.status == Status.MERGED and organization.merged_into and organization.merged_into_id not in seen:
            organization = organization.merged_into
            seen.add(organization.pk)
        return organization

    @property
    def topic_list(self) -> list[Topic]:
        """Its topics, the most telling first; no query after with_card_data()."""
        return [item.tag for item in self.tagged.all()]

    @property
    def website(self) -> str:
        """Its website, or else its first channel; empty if it has none. No query after with_page_data()."""
        channels = sorted(self.channels.all(), key=lambda channel: (channel.network != Network.WEBSITE, channel.position))
        return channels[0].url if channels else ""

    @property
    def country_name(self) -> str:
        return COUNTRIES.get(self.country, "")

    @property
    def works_in_names(self) -> list[str]:
        return [COUNTRIES.get(code, code) for code in self.works_in]

    @property
    def language_names(self) -> list[str]:
        return [language_name(tag) or tag for tag in self.languages]

    @property
    def years(self) -> str:
        return years(self.began, self.ended)


class OrganizationTopicQuerySet(models.QuerySet):
    def with_topics(self):
        return self.select_related("tag__parent").order_by("position", "id")


class OrganizationTopic(ItemBase):
    tag = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="items", verbose_name="topic")
    content_object = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="tagged")
    position = models.PositiveSmallIntegerField(default=0)

    objects = OrganizationTopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="topic_once_an_organization")]


class Part(models.Model):
    """Something of an organization that comes in a list."""

    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class OtherName(Part):
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=NameKind, default=NameKind.OTHER)
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47, like ar or zh-Hant.")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="other_name_once_an_organization",
                violation_error_message="This name is listed already.",
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.language:
            language_codes([self.language])


class WayToHelp(Part):
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="ways_to_help")
    kind = models.CharField("way to help", max_length=20, choices=Help)
    url = WebAddressField("address", blank=True)
    note = models.CharField(max_length=200, blank=True, help_text="What it takes: “from 25 dollars”, “an hour a week”.")

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "way to help"
        verbose_name_plural = "ways to help"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "url"],
                name="way_to_help_once_an_organization",
                violation_error_message="This way to help is listed already.",
            )
        ]

    def __str__(self):
        return self.get_kind_display()


class Channel(Part):
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="channels")
    network = models.CharField(max_length=20, choices=Network)
    url = WebAddressField("address")
    handle = models.CharField(max_length=100, blank=True)
    feed = WebAddressField(blank=True, help_text="Address of its RSS, Atom or JSON feed.")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "network", "url"],
                name="channel_once_an_organization",
                violation_error_message="This channel is listed already.",
            )
        ]

    def __str__(self):
        return f"{self.get_network_display()}: {self.url}"


class Role(Part):
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="roles")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=200)
    began = models.PositiveSmallIntegerField(null=True, blank=True, validators=YEARS)
    ended = models.PositiveSmallIntegerField(null=True, blank=True, validators=YEARS)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person", "role"],
                name="role_once_an_organization",
                violation_error_message="This person has this role already.",
            ),
            models.CheckConstraint(
                name="role_ends_after_it_begins",
                condition=Q(began=None) | Q(ended=None) | Q(ended__gte=F("began")),
                violation_error_message="The year the role ended comes before the year it began.",
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.role}"

    @property
    def span(self) -> str:
        """How the sentence about it goes on: `, 2005–2012`, `, since 2005`, or nothing."""
        said = years(self.began, self.ended)
        return f", {said}" if said else ""


class Relation(Part):
    """`organization` is KIND `other`: a blog is founded by a company."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=20, choices=RelationKind)
    other = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="inverse_relations")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "other"],
                name="relation_once_an_organization",
                violation_error_message="This relation is listed already.",
            ),
            models.CheckConstraint(
                name="organization_is_not_related_to_itself",
                condition=~Q(organization=F("other")),
                violation_error_message="An organization cannot be related to itself.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.other}"

    @property
    def inverse_label(self) -> str:
        return INVERSE_RELATION[RelationKind(self.kind)]


class Identifier(Part):
    """A number in a register: `wikidata`, or a list code of org-id.guide such as `GB-CHC`."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=50)
    value = models.CharField(max_length=100)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "scheme", "value"],
                name="identifier_once_an_organization",
                violation_error_message="This identifier is listed already.",
            )
        ]

    def __str__(self):
        return f"{self.scheme} {self.value}"


class Source(SourceBase, Part):
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="sources")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "url"],
                name="source_once_an_organization",
                violation_error_message="This source is listed already.",
            )
        ]


class Dispute(Part):
    """What sources say differently of a fact. The entry's own field keeps one value or none, for filters and sorting."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="disputes")
    field = models.CharField(max_length=50, help_text="What it is about: began, ended, seat, people …")
    note = models.TextField(help_text="What each source says.")
    sources = models.JSONField(default=list, blank=True, help_text="Addresses from the entry's sources.")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="dispute_says_something",
                condition=~Q(field="") & ~Q(note=""),
                violation_error_message="A dispute names the field and says what each source says.",
            )
        ]

    def __str__(self):
        return f"{self.field}: {self.note}"


class InternalNote(models.Model):
    """A note among curators. It is no part of the document and never becomes public."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="internal_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return self.text[:80]
