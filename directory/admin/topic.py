from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html

from directory.admin.rows import DeskInline
from directory.admin.site import desk
from directory.admin.topic_pages import TopicPages
from directory.curation import topics
from directory.models import FormerTopicSlug, Status, Synonym, Topic, TopicLink


class TopicForm(forms.ModelForm):
    class Meta:
        model = Topic
        fields = ["name", "slug", "parent", "description", "hue", "position"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if slug := self.fields.get("slug"):
            slug.required = False
            slug.label = "Address"
            slug.help_text = "The last part of its page's address; a former address leads to the new one for ever."
        if isinstance(parent := self.fields.get("parent"), forms.ModelChoiceField):
            parent.queryset = Topic.objects.filter(parent=None).exclude(pk=self.instance.pk)
            for deed in ("add", "change", "delete", "view"):
                setattr(parent.widget, f"can_{deed}_related", False)

    def clean_slug(self):
        slug = self.cleaned_data["slug"] or self.instance.slug
        others = FormerTopicSlug.objects.filter(slug=slug).exclude(topic=self.instance.pk).select_related("topic")
        if former := others.first():
            raise ValidationError(f"The address {slug} belonged to {former.topic} and leads there.")
        return slug


class SynonymInline(DeskInline):
    model = Synonym
    extra = 2


class TopicLinkInline(DeskInline):
    model = TopicLink
    verbose_name = "link to another vocabulary"
    verbose_name_plural = "links to other vocabularies"


class UnusedFilter(admin.SimpleListFilter):
    title, parameter_name = "use", "use"

    def lookups(self, request, model_admin):
        return [("none", "no entry, no sub-topic")]

    def queryset(self, request, queryset):
        return queryset.filter(pk__in=topics.unused()) if self.value() == "none" else queryset


@admin.register(Topic, site=desk)
class TopicAdmin(TopicPages):
    form = TopicForm
    fieldsets = [
        (None, {"fields": ["name", "slug", "parent", "description"]}),
        ("How it is shown", {"fields": [("hue", "position")]}),
    ]
    inlines = [SynonymInline, TopicLinkInline]
    prepopulated_fields = {"slug": ["name"]}
    list_display = ["tree_name", "slug", "hue_mark", "position", "entries"]
    list_display_links = ["tree_name"]
    sortable_by = ()
    list_filter = [UnusedFilter]
    search_fields = ["name", "slug", "synonyms__name"]
    list_per_page = 500

    def get_queryset(self, request):
        used = Count("items", filter=Q(items__content_object__status=Status.PUBLISHED), distinct=True)
        return super().get_queryset(request).select_related("parent").annotate(used=used)

    def get_ordering(self, request):
        """As the topics page lists them."""
        is_sub = Coalesce("parent_id", Value(0))
        return [Coalesce("parent__position", "position"), Coalesce("parent_id", "id"), is_sub, "position", "name", "pk"]

    @admin.display(description="topic")
    def tree_name(self, topic: Topic) -> str:
        kind = "sub" if topic.parent_id else "top"
        return format_html('<span class="desk-topic desk-topic--{}">{}</span>', kind, topic.name)

    @admin.display(description="hue")
    def hue_mark(self, topic: Topic) -> str:
        return format_html('<span class="desk-hue" data-hue="{}"></span> {}', topic.family, topic.family)

    @admin.display(description="published entries")
    def entries(self, topic: Topic) -> str:
        address = reverse("desk:directory_organization_changelist")
        return format_html('<a href="{}?topics__id__exact={}">{}</a>', address, topic.pk, topic.used)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if request.method == "POST" and obj is not None and request.POST.get("slug") != obj.slug:
            topics.hold_entries(obj)  # before the topic itself, which the form locks
        return super().get_form(request, obj, change=change, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change and "slug" in form.changed_data:
            topics.tell_of_new_address(form.instance, by=request.user)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields  # a name that is mended does not move the address

    def has_delete_permission(self, request, obj=None) -> bool:
        is_used = obj is not None and (obj.items.exists() or obj.children.exists())
        return not is_used and super().has_delete_permission(request, obj)
