from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.text import slugify

from directory.admin.recording import RecordingAdmin
from directory.admin.rows import DeskInline
from directory.admin.site import curator_of, desk
from directory.admin.traces import mention_lines
from directory.curation import people
from directory.models import Person, PersonSource, Role


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
    change_form_template = "admin/directory/person/change_form.html"

    def get_queryset(self, request):
        # Counted for the rows of a page, not for everyone before the page is cut out.
        roles = Role.objects.filter(person=OuterRef("pk")).order_by().values("person").values(count=Count("pk"))
        return super().get_queryset(request).annotate(used=Coalesce(Subquery(roles), 0))

    @admin.display(description="roles", ordering="used")
    def entries(self, person) -> int:
        return person.used

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def has_delete_permission(self, request, obj=None) -> bool:
        return not (obj is not None and obj.roles.exists()) and super().has_delete_permission(request, obj)

    # Erasing

    @method_decorator(reauthentication_required(app="allauth.account", allow_get=True))
    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what will go, and on POST let it go; then list the texts that still say the name."""
        if not request.user.has_perm("directory.erase_person"):
            raise PermissionDenied
        person = Person.objects.filter(pk=pk).first()
        if person is None:
            raise Http404("There is no such person.")
        if is_done := request.method == "POST":
            found = people.erase(person, by=curator_of(request))
            self.message_user(request, "The person is erased.", messages.SUCCESS)
        else:
            found = people.traces(person)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "A person is erased" if is_done else f"Erase {person}?",
            "traces": found,
            "mentions": mention_lines(found.mentions),
            "is_done": is_done,
        }
        return TemplateResponse(request, "admin/directory/person/erase.html", context)

    def get_urls(self):
        erase = path("<int:pk>/erase/", self.admin_site.admin_view(self.erase_view), name="directory_person_erase")
        return [erase, *super().get_urls()]
