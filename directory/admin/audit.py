"""The log at the desk: administrators read and filter it, nobody writes it."""

from django.contrib import admin
from django.db.models import Case, CharField, F, OuterRef, Subquery, When
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from directory.admin.filters import CuratorFilter
from directory.admin.site import desk
from directory.models import AuditRecord, Curator, Person


@admin.register(AuditRecord, site=desk)
class AuditRecordAdmin(admin.ModelAdmin):
    list_display = ["at", "deed", "thing", "detail", "by"]
    list_display_links = None
    list_filter = ["deed", ("by", CuratorFilter), "subject", "at"]
    search_fields = ["said_name", "detail", "by__username"]
    search_help_text = "By what it was done to, detail, or who did it."
    list_select_related = ["by"]
    list_per_page = 50
    date_hierarchy = "at"
    ordering = ["-pk"]
    show_full_result_count = False

    def get_queryset(self, request):
        """With the name that a person or curator has now, as the log itself keeps only their number."""
        people = Person.objects.filter(pk=OuterRef("subject_id")).values("name")
        curators = Curator.objects.filter(pk=OuterRef("subject_id")).values("username")
        said = Case(
            When(subject="person", then=Subquery(people)),
            When(subject="curator", then=Subquery(curators)),
            default=F("name"),
            output_field=CharField(),
        )
        return super().get_queryset(request).annotate(said_name=said)

    @admin.display(description="about")
    def thing(self, record) -> str:
        if not record.subject:
            return ""
        name = record.said_name or f"{record.subject} {record.subject_id}, erased"
        try:
            address = reverse(f"desk:directory_{record.subject}_change", args=[record.subject_id])
        except NoReverseMatch:
            return name
        return format_html('<a href="{}">{}</a>', address, name) if record.said_name else name

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
