"""Curators' accounts at the desk: an administrator makes them, gives a role, and can erase them."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from directory.admin.filters import RoleFilter
from directory.admin.recording import PlainText
from directory.admin.site import curator_of, desk
from directory.curation import audit, curators
from directory.curation.audit import Deed
from directory.curation.roles import Role, role_of
from directory.curation.transitions import NotAllowed
from directory.models import Curator, DirectoryVersion

# As when one's own credentials change: whoever finds a desk open cannot take over accounts.
asking_once_more = method_decorator(reauthentication_required(app="allauth.account", allow_get=True))


class RoleForm(forms.ModelForm):
    role = forms.ChoiceField(
        choices=[("", "No role: sees nothing at the desk"), *Role.choices], required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "role" in self.fields:
            self.initial["role"] = role_of(self.instance) or ""


class CuratorForm(RoleForm, UserChangeForm):
    pass


class NewCuratorForm(RoleForm, AdminUserCreationForm):
    pass


@admin.register(Curator, site=desk)
class CuratorAdmin(PlainText, UserAdmin):
    form, add_form = CuratorForm, NewCuratorForm
    filter_horizontal = ()
    add_fieldsets = (
        (None, {"fields": ["username", "usable_password", "password1", "password2"]}),
        ("Who it is", {"fields": ["public_name", "email"]}),
        ("What the account may do", {"fields": ["role"]}),
    )
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who it is", {"fields": ["public_name", "first_name", "last_name", "email"]}),
        ("What the account may do", {"fields": ["is_active", "role"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    list_display = ["username", "public_name", "email", "role", "is_active", "last_login"]
    list_filter = ["is_active", ("groups", RoleFilter)]
    search_fields = ["username", "public_name", "first_name", "last_name", "email"]
    change_form_template = "admin/directory/curator/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="role")
    def role(self, curator: Curator) -> str:
        names = {group.name for group in curator.groups.all()}
        return "superuser" if curator.is_superuser else next((role for role in reversed(Role) if role in names), "none")

    # What is allowed: administrators keep accounts, and everyone their own name and address.

    def has_change_permission(self, request, obj=None) -> bool:
        return obj == request.user or (super().has_change_permission(request, obj) and self._has_say(request, obj))

    def has_add_permission(self, request) -> bool:
        return super().has_add_permission(request) and self._has_say(request, None)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # an account is erased: what it decided stays

    def _has_say(self, request, curator: Curator | None) -> bool:
        try:
            curators.require_say_over(curator or Curator(), by=request.user)
        except NotAllowed:
            return False
        return True

    def get_fieldsets(self, request, obj=None):
        if obj == request.user:
            return self.fieldsets[1:2]
        return super().get_fieldsets(request, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """One's own role is nothing that one can choose."""
        return super().get_form(
            request, obj, change=change, **({"form": forms.ModelForm} if obj == request.user else {}) | kwargs
        )

    def get_actions(self, request, action_location=admin.ActionLocation.CHANGE_LIST):
        return {}

    # Saving

    @asking_once_more
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        curator = self.get_object(request, object_id) if object_id else None
        mine = curator is not None and curator == request.user
        context = {
            "is_self": mine,
            "may_decide": curator is not None and not mine and self.has_change_permission(request, curator),
            "has_second_factor": curator is not None and Authenticator.objects.filter(user=curator).exists(),
        }
        return super().changeform_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_staff = True  # an account that is made here is for the desk
        super().save_model(request, obj, form, change)
        changed = [name for name in form.changed_data if name not in {"role", "password1", "password2", "usable_password"}]
        if "public_name" in changed:
            DirectoryVersion.move_on()  # bylines stand on public pages
        if not change:
            audit.record(Deed.ACCOUNT_ADDED, by=request.user, about=obj)
        elif changed:
            audit.record(Deed.ACCOUNT_CHANGED, by=request.user, about=obj, detail=", ".join(changed))
        if "email" in changed and (former := form.initial.get("email")):
            told = {"from_email": former, "to_email": obj.email or "none"}
            get_adapter(request).send_notification_mail("account/email/email_changed", obj, told, email=former)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "role" in form.changed_data:
            role = form.cleaned_data["role"]
            curators.give_role(form.instance, Role(role) if role else None, by=request.user)

    @asking_once_more
    def user_change_password(self, request, id, form_url=""):
        if str(request.user.pk) == id:
            return redirect("account_change_password")
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            curator = self.get_object(request, id)
            audit.record(Deed.CREDENTIAL_CHANGED, by=request.user, about=curator, detail="password set by an administrator")
            get_adapter(request).send_notification_mail("account/email/password_changed", curator)
        return response

    # Decisions

    def _decided_on(self, request: HttpRequest, pk: int) -> Curator:
        curator: Curator | None = self.get_object(request, str(pk))
        if curator is None:
            raise Http404("There is no such curator.")
        if not self._has_say(request, curator):
            raise PermissionDenied
        return curator

    @asking_once_more
    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        curator = self._decided_on(request, pk)
        if request.method == "POST":
            try:
                curators.erase(curator, by=curator_of(request))
            except NotAllowed as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.message_user(request, "The account is erased.", messages.SUCCESS)
            return redirect("desk:directory_curator_changelist")
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Erase the account of {curator}?",
            "original": curator,
        }
        return TemplateResponse(request, "admin/directory/curator/erase.html", context)

    @method_decorator(require_POST)
    @asking_once_more
    def second_factors_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        curator = self._decided_on(request, pk)
        curators.remove_second_factors(curator, by=curator_of(request))
        self.message_user(request, f"{curator} signs in with the password alone, and can set up a second step anew.")
        return redirect("desk:directory_curator_change", pk)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/erase/", wrap(self.erase_view), name="directory_curator_erase"),
            path("<int:pk>/second-factors/", wrap(self.second_factors_view), name="directory_curator_second_factors"),
            *super().get_urls(),
        ]
