"""Likely duplicates at the desk: pairs that wait for a curator, and those that were dismissed."""

from django.contrib import admin
from django.shortcuts import redirect
from django.utils.html import format_html

from directory.admin.bulk import Bulk
from directory.admin.likely import address_of
from directory.admin.site import desk
from directory.curation import duplicates
from directory.models import LikelyPair, Status


class DecidedFilter(admin.SimpleListFilter):
    title, parameter_name = "decision", "decided"

    def lookups(self, request, model_admin):
        return [("not-the-same", "not the same")]

    def choices(self, changelist):
        for choice in super().choices(changelist):
            yield {**choice, "display": "wait for a decision"} if choice["query_string"].find("decided=") < 0 else choice

    def queryset(self, request, queryset):
        return queryset.filter(dismissed_at__isnull=self.value() != "not-the-same")


PAIRS = ("pair", "pairs")
DISMISS = Bulk(
    action="dismiss_selected",
    question="Remember {} as not the same?",
    about="They are not shown as likely duplicates again, unless you let them wait again.",
    button="Remember {}",
    done="{} remembered as not the same.",
    things=PAIRS,
    decide=lambda pair, by, text: duplicates.dismiss(pair.first, pair.second, by=by),
    describe=lambda pair: "; ".join(pair.reasons),
)
TAKE_BACK = Bulk(
    action="take_back_selected",
    question="Let {} wait again?",
    about="They are shown as likely duplicates again.",
    button="Let {} wait again",
    done="{} waiting again.",
    things=PAIRS,
    decide=lambda pair, by, text: duplicates.take_back(pair, by=by),
)


@admin.register(LikelyPair, site=desk)
class LikelyPairAdmin(admin.ModelAdmin):
    list_display = ["both", "why", "certainty"]
    list_display_links = None
    list_filter = [DecidedFilter]
    list_select_related = ["first", "second"]
    list_per_page = 50
    search_fields = ["first__name", "second__name"]
    search_help_text = "By name of one of the two."
    actions = ["dismiss_selected", "take_back_selected"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(first__status=Status.MERGED).exclude(second__status=Status.MERGED)

    @admin.display(description="the two")
    def both(self, pair: LikelyPair) -> str:
        return format_html('<a href="{}"><bdi>{}</bdi> and <bdi>{}</bdi></a>', address_of(pair), pair.first, pair.second)

    @admin.display(description="why")
    def why(self, pair: LikelyPair) -> str:
        return "; ".join(pair.reasons)

    # What is allowed: whoever sees entries sees the pairs; whoever changes entries decides on them.

    def has_module_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.has_perm("directory.view_organization") or request.user.has_perm("directory.change_organization")

    def has_decide_permission(self, request) -> bool:
        return request.user.has_perm("directory.change_organization")

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        pair = self.get_object(request, object_id)
        return redirect(address_of(pair) if pair and self.has_view_permission(request) else "desk:index")

    @admin.action(description="The selected are not the same", permissions=["decide"])
    def dismiss_selected(self, request, queryset):
        return DISMISS.carry_out(self, request, queryset.select_related("first", "second"))

    @admin.action(description="Let the selected wait again", permissions=["decide"])
    def take_back_selected(self, request, queryset):
        return TAKE_BACK.carry_out(self, request, queryset.select_related("first", "second"))
