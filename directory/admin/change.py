from django.contrib import admin

from directory.admin.filters import CuratorFilter
from directory.admin.site import desk
from directory.models import Change


@admin.register(Change, site=desk)
class ChangeAdmin(admin.ModelAdmin):
    """The log of the public directory: read, never written."""

    list_display = ["number", "at", "subject", "name", "action", "by", "message"]
    list_filter = ["subject", "action", ("by", CuratorFilter)]
    search_fields = ["name", "slug", "message"]
    list_select_related = ["by"]
    date_hierarchy = "at"

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
