from django import forms
from django.contrib import admin
from django.db.models import Count
from django.utils.text import slugify

from directory.admin.recording import RecordingAdmin
from directory.admin.rows import DeskInline
from directory.admin.site import desk
from directory.models import Person, PersonSource


class PersonForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ["name", "slug", "about", "url"]
        labels = {"slug": "Address"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if slug := self.fields.get("slug"):
            slug.required = False
            slug.help_text = "The last part of the page's address; left empty, it is made from the name. It stays as it is."

    def clean(self):
        if "slug" in self.fields and not self.cleaned_data.get("slug") and "slug" not in self.errors:
            self.cleaned_data["slug"] = slugify(self.cleaned_data.get("name", ""), allow_unicode=True)
        return super().clean()


class PersonSourceInline(DeskInline):
    model = PersonSource
    verbose_name = "source"


@admin.register(Person, site=desk)
class PersonAdmin(RecordingAdmin):
    form = PersonForm
    fields = ["name", "slug", "about", "url"]
    inlines = [PersonSourceInline]
    list_display = ["name", "slug", "entries"]
    search_fields = ["name", "slug"]
    ordering = ["name", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(used=Count("roles", distinct=True))

    @admin.display(description="roles", ordering="used")
    def entries(self, person) -> int:
        return person.used

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def has_delete_permission(self, request, obj=None) -> bool:
        return not (obj is not None and obj.roles.exists()) and super().has_delete_permission(request, obj)
