from django import forms
from django.contrib import admin
from django.db.models import Count
from django.forms.widgets import Script

from directory.admin.fields import EntryField
from directory.admin.recording import RecordingAdmin
from directory.admin.rows import DeskInline
from directory.admin.site import desk
from directory.models import Collection, CollectionItem


class CollectionItemForm(forms.ModelForm):
    organization = EntryField(
        model_name="collectionitem", field_name="organization", help_text="Its name, or the last part of its address."
    )

    class Meta:
        model = CollectionItem
        fields = ["position", "organization", "note"]


class CollectionItemInline(DeskInline):
    model = CollectionItem
    form = CollectionItemForm
    fields = ["position", "organization", "note"]
    extra = 2
    verbose_name = "entry"
    verbose_name_plural = "entries, in this order"


@admin.register(Collection, site=desk)
class CollectionAdmin(RecordingAdmin):
    fields = ["name", "slug", "summary", "description", "position", "is_public"]
    inlines = [CollectionItemInline]
    list_display = ["name", "slug", "size", "position", "is_public"]
    list_filter = ["is_public"]
    search_fields = ["name", "slug"]
    ordering = ["position", "name", "pk"]

    class Media:
        js = [Script("js/desk-names.js", type="module")]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(items_count=Count("items", distinct=True))

    @admin.display(description="entries", ordering="items_count")
    def size(self, collection) -> int:
        return collection.items_count

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []  # others link to it

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}
