"""What the lists of the desk can be narrowed by."""

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from directory.models import Channel, Organization, OrganizationTopic, Revision, Source, Topic, WayToHelp
from directory.models.revision import OPEN_STATES


def without(part: Any) -> Q:
    """Those that have no row of this part."""
    return ~Q(Exists(part._default_manager.filter(organization=OuterRef("pk"))))


# What an entry should say, by the word in the filter's address: how the desk calls its lack, and which entries lack it.
MISSING = {
    "summary": ("no summary", Q(summary="")),
    "help": ("no way to help", Q(ended=None) & without(WayToHelp)),
    "sources": ("no source", without(Source)),
    "channels": ("no channel", without(Channel)),
    "topics": ("no topic", ~Q(Exists(OrganizationTopic.objects.filter(content_object=OuterRef("pk"))))),
}
INCOMPLETE = reduce(or_, (lacks for _, lacks in MISSING.values()))


class TopicFilter(admin.RelatedFieldListFilter):
    """By a topic itself, listed as the topics page lists them."""

    include_empty_choice = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = "topic"

    def field_choices(self, field, request, model_admin):
        return [(topic.pk, f"– {topic}" if topic.parent_id else str(topic)) for topic in Topic.objects.in_tree_order()]


class CuratorFilter(admin.RelatedOnlyFieldListFilter):
    """By who did it, of those who did something."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = "curator"


class RoleFilter(admin.RelatedFieldListFilter):
    """By the group that a role is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = "role"


class OpenRevisionFilter(admin.SimpleListFilter):
    title = "open revision"
    parameter_name = "revision"

    def lookups(self, request, model_admin):
        return [*((state.value, state.label) for state in OPEN_STATES), ("none", "none")]

    def queryset(self, request, queryset: QuerySet[Organization]):
        opened = Revision.objects.open().filter(organization=OuterRef("pk"))
        if self.value() == "none":
            return queryset.filter(~Exists(opened))
        return queryset.filter(Exists(opened.filter(state=self.value()))) if self.value() else queryset


class YesNoFilter(admin.SimpleListFilter):
    """One question about an entry: `condition` is a yes."""

    condition: Q
    yes, no = "yes", "no"

    def lookups(self, request, model_admin):
        return [("yes", self.yes), ("no", self.no)]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.filter(self.condition)
        return queryset.exclude(self.condition) if self.value() == "no" else queryset


class VerifiedFilter(admin.SimpleListFilter):
    title, parameter_name = "checked by a person", "verified"

    def lookups(self, request, model_admin):
        return [("yes", "checked"), ("old", "not for a year"), ("no", "never checked")]

    def queryset(self, request, queryset):
        if self.value() == "old":
            return queryset.filter(verified_on__lt=timezone.localdate() - timedelta(days=365))
        return queryset.filter(verified_on__isnull=self.value() == "no") if self.value() in {"yes", "no"} else queryset


class EndedFilter(YesNoFilter):
    title, parameter_name = "ended", "ended"
    condition = Q(ended__isnull=False)
    yes, no = "has ended", "still there"


class MissingFilter(admin.SimpleListFilter):
    title = "what is missing"
    parameter_name = "missing"

    def lookups(self, request, model_admin):
        return [("any", "anything"), *((word, label) for word, (label, _) in MISSING.items())]

    def queryset(self, request, queryset):
        if self.value() == "any":
            return queryset.filter(INCOMPLETE)
        word = self.value()
        return queryset.filter(MISSING[word][1]) if word in MISSING else queryset
