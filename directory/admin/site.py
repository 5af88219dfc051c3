from collections.abc import Callable
from functools import update_wrapper

from allauth.account import views as account
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
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
    "AuditRecord",
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
            refuse_unstorable(request)
            return view(request, *args, **kwargs)

        return super().admin_view(update_wrapper(page, view))

    # Who gets in. Signing in itself is django-allauth's: directory/signin/.

    def has_permission(self, request) -> bool:
        """Curators alone, and where the site requires it, only those with a second factor."""
        return super().has_permission(request) and not lacks_second_factor(request)

    def login(self, request, extra_context=None):
        """Where `admin_view` sends those whom it does not let in."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME, reverse("desk:index")), reverse("account_login"))
        if not super().has_permission(request):
            raise PermissionDenied
        return redirect("mfa_index" if lacks_second_factor(request) else "desk:index")

    def logout(self, request, extra_context=None):
        return account.logout(request)

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def sign_in_page(self, view: Callable[..., HttpResponse], title: str) -> Callable[..., HttpResponse]:
        """A page of django-allauth as one of the desk's: with its head and colours."""

        def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            refuse_unstorable(request)
            request.current_app = self.name
            response = view(request, *args, **kwargs)
            if (context := getattr(response, "context_data", None)) is not None:
                own = {"title": title, "requires_second_factor": lacks_second_factor(request)}
                response.context_data = {**self.each_context(request), **own, **context}  # type: ignore[attr-defined]
            return response

        return update_wrapper(page, view)

    def index(self, request, extra_context=None):
        needs = today.needs(request.user) if request.user.has_perm("directory.view_organization") else []
        return super().index(request, {"needs": needs, **(extra_context or {})})


desk = Desk(name="desk")


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether this curator must set one up before anything else."""
    return settings.REQUIRE_MFA and request.user.is_authenticated and not is_mfa_enabled(request.user)


def refuse_unstorable(request: HttpRequest) -> None:
    if any(UNSTORABLE.search(value) for _, values in request.GET.lists() for value in values):
        raise BadRequest("A character in the address cannot be searched for.")


def curator_of(request: HttpRequest) -> Curator:
    """Who is at the desk; its pages let nobody else in."""
    assert isinstance(request.user, Curator)  # noqa: S101  admin_view has sent everyone else to the door
    return request.user
