"""The entries' list at the desk, and what can be done from it. The pages of one entry are in organization_pages.py."""

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html_join

from directory.admin.filters import EndedFilter, MissingFilter, OpenRevisionFilter, TopicFilter, VerifiedFilter
from directory.admin.organization_pages import OrganizationPages
from directory.admin.site import curator_of, desk
from directory.curation import actions
from directory.curation.actions import NotAllowed
from directory.models import Organization, OrganizationTopic, Revision, Status

if TYPE_CHECKING:

    class Listed(Organization):
        """An organization as get_queryset() brings it."""

        opened: list[Revision]


@admin.register(Organization, site=desk)
class OrganizationAdmin(OrganizationPages, admin.ModelAdmin):
    list_display = ["entry", "kind", "state", "topic_names", "verified_on", "changed_at"]
    list_display_links = ["entry"]
    list_filter = [
        "status",
        OpenRevisionFilter,
        VerifiedFilter,
        MissingFilter,
        EndedFilter,
        "kind",
        ("topics", TopicFilter),
    ]
    list_per_page = 50
    list_max_show_all = 500
    search_fields = ["name", "other_names__name", "slug"]
    search_help_text = "By name, other name or address."
    ordering = ["name", "id"]
    actions = ["verify_selected"]

    # The list

    def get_queryset(self, request) -> QuerySet[Organization]:
        opened = Revision.objects.open().select_related("author").order_by("-pk")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                Prefetch("tagged", OrganizationTopic.objects.with_topics()), Prefetch("revisions", opened, to_attr="opened")
            )
        )

    @admin.display(description="name", ordering="name")
    def entry(self, organization: "Listed") -> str:
        if organization.status == Status.UNPUBLISHED and organization.opened:
            return organization.opened[0].document.get("name") or organization.name
        return organization.name

    @admin.display(description="state", ordering="status")
    def state(self, organization: "Listed") -> str:
        marks = [(organization.status, organization.get_status_display())]
        if organization.opened:
            newest = organization.opened[0]
            marks.append((newest.state, newest.get_state_display()))
        return format_html_join(" ", '<span class="desk-mark desk-mark--{}">{}</span>', marks)

    @admin.display(description="topics")
    def topic_names(self, organization: Organization) -> str:
        return ", ".join(topic.name for topic in organization.topic_list)

    # What is allowed

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # an entry is withdrawn, and its address says so

    # Actions

    @admin.action(description="Mark selected entries as checked today", permissions=["change"])
    def verify_selected(self, request, queryset):
        """Ask first, saying how many; then do all of them or none."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        public = list(queryset.filter(status=Status.PUBLISHED).order_by("name", "pk"))
        if request.POST.get("confirmed") != str(len(public)):  # not asked yet, or the number has changed since
            return self._confirmation(request, public, left_out=queryset.count() - len(public))
        try:
            with transaction.atomic():
                for organization in public:
                    actions.verify(organization, by=curator_of(request), message=request.POST.get("message", "").strip()[:300])
        except NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, f"{_entries(len(public))} marked as checked today.", messages.SUCCESS)
        return None

    def _confirmation(self, request, public: list[Organization], left_out: int) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Mark {_entries(len(public))} as checked today?",
            "opts": self.opts,
            "media": self.media,
            "organizations": public,
            "left_out": _entries(left_out) if left_out else "",
            "selected_name": helpers.ACTION_CHECKBOX_NAME,
            "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/directory/organization/verify_selected.html", context)

    # Addresses

    def get_urls(self):
        def page(route, view, name):
            wrapped = self.admin_site.admin_view(view)
            return path(route, wrapped, name=f"directory_organization_{name}")

        return [
            page("<int:pk>/preview/", self.preview_view, "preview"),
            page("<int:pk>/history/", self.revisions_view, "history"),
            page("<int:pk>/history/compare/", self.compare_view, "compare"),
            page("<int:pk>/withdraw/", self.withdraw_view, "withdraw"),
            page("<int:pk>/restore/", self.restore_view, "restore"),
            page("<int:pk>/verify/", self.verify_view, "verify"),
            page("<int:pk>/note/", self.note_view, "note"),
            *super().get_urls(),
        ]


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"
