from functools import update_wrapper

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.urls import reverse

from directory.admin import today
from directory.models import Curator
from directory.text import UNSTORABLE

ORDER = [
    "Organization",
    "Revision",
    "LikelyPair",
    "Topic",
    "ProposedTopic",
    "Import",
    "Person",
    "Collection",
    "Change",
    "Curator",
    "Group",
]


class Desk(admin.AdminSite):
    site_header = "The curators’ desk"
    site_title = "Desk"
    index_title = "What needs you today"
    empty_value_display = "–"
    enable_nav_sidebar = False  # the lists are in the page's head

    def get_app_list(self, request, app_label=None):
        """What curators use most comes first, under one heading."""
        models = [model for app in super().get_app_list(request, app_label) for model in app["models"]]
        models.sort(key=lambda model: ORDER.index(name) if (name := model["object_name"]) in ORDER else len(ORDER))
        whole = {"name": "Everything", "app_label": "directory", "app_url": reverse("desk:index"), "has_module_perms": True}
        return [{**whole, "models": models}] if models else []

    def admin_view(self, view, cacheable=False):
        """Every page of the desk is private, no-store; none is asked for with characters that no database takes."""

        def page(request, *args, **kwargs):
            if any(UNSTORABLE.search(value) for values in request.GET.lists() for value in values[1]):
                raise BadRequest("A character in the address cannot be searched for.")
            return view(request, *args, **kwargs)

        return super().admin_view(update_wrapper(page, view))

    def index(self, request, extra_context=None):
        needs = today.needs(request.user) if request.user.has_perm("directory.view_organization") else []
        return super().index(request, {"needs": needs, **(extra_context or {})})


desk = Desk(name="desk")


def curator_of(request: HttpRequest) -> Curator:
    """Who is at the desk; its pages let nobody else in."""
    assert isinstance(request.user, Curator)  # noqa: S101  admin_view has sent everyone else to the door
    return request.user
