"""The entries' list at the desk, and what can be done from it. The pages of one entry are in organization_pages.py."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.urls import path
from django.utils.html import format_html_join

from directory.admin.bulk import Bulk
from directory.admin.exporting import ExportPage
from directory.admin.filters import EndedFilter, MissingFilter, OpenRevisionFilter, TopicFilter, VerifiedFilter
from directory.admin.merge_pages import MergePages
from directory.admin.site import desk
from directory.curation import actions
from directory.models import Organization, OrganizationTopic, Revision, Status

if TYPE_CHECKING:

    class Listed(Organization):
        """An organization as get_queryset() brings it."""

        opened: list[Revision]


ENTRIES = ("entry", "entries")
VERIFY = Bulk(
    action="verify_selected",
    question="Mark {} as checked today?",
    about="You say with it that a person has compared these with their sources. Their pages will show the date.",
    button="Mark {} as checked today",
    done="{} marked as checked today.",
    things=ENTRIES,
    decide=lambda organization, by, message: actions.verify(organization, by=by, message=message),
    asks="What was checked (public, may stay empty)",
)
WITHDRAW = Bulk(
    action="withdraw_selected",
    question="Withdraw {}?",
    about="They leave the directory. Their addresses then say that they were here, and give your reason to everyone.",
    button="Withdraw {}",
    done="{} withdrawn.",
    things=ENTRIES,
    decide=lambda organization, by, because: actions.withdraw(organization, because=because, by=by),
    asks="Why they are withdrawn",
    must_answer=True,
)


@admin.register(Organization, site=desk)
class OrganizationAdmin(MergePages, ExportPage, admin.ModelAdmin):
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
    actions = ["verify_selected", "withdraw_selected"]

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
        return VERIFY.carry_out(self, request, queryset)

    @admin.action(description="Withdraw selected entries", permissions=["publish"])
    def withdraw_selected(self, request, queryset):
        return WITHDRAW.carry_out(self, request, queryset)

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
            page("export/", self.export_view, "export"),
            page("likely/", self.likely_view, "likely"),
            page("<int:pk>/merge/", self.merge_view, "merge"),
            page("<int:pk>/unmerge/", self.unmerge_view, "unmerge"),
            *super().get_urls(),
        ]
