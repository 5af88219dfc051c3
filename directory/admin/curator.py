from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission

from directory.admin.site import desk
from directory.models import Curator, DirectoryVersion

POWERS = ["is_staff", "is_superuser", "groups", "user_permissions"]


DESK_MODELS = ["organization", "topic", "person", "collection", "change", "curator"]


class Checkboxes(admin.ModelAdmin):
    """Groups and permissions as boxes to tick: those that mean something at the desk."""

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        kwargs["widget"] = forms.CheckboxSelectMultiple
        if db_field.remote_field.model is Permission:
            kwargs["queryset"] = Permission.objects.filter(
                content_type__app_label="directory", content_type__model__in=DESK_MODELS
            ).order_by("content_type__model", "codename")
            kwargs["form_class"] = PermissionsField
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class PermissionsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        return obj.name


@admin.register(Curator, site=desk)
class CuratorAdmin(Checkboxes, UserAdmin):
    filter_horizontal = ()
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who it is", {"fields": ["public_name", "first_name", "last_name", "email"]}),
        ("What the account may do", {"fields": ["is_active", *POWERS]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    list_display = ["username", "public_name", "email", "is_active", "is_staff", "last_login"]
    search_fields = ["username", "public_name", "first_name", "last_name", "email"]
    readonly_fields = ["last_login", "date_joined"]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_staff = True  # an account that is made here is for the desk
        super().save_model(request, obj, form, change)
        if "public_name" in form.changed_data:
            DirectoryVersion.move_on()  # bylines stand on public pages

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        DirectoryVersion.move_on()

    # Only an administrator decides what others may do, and touches anyone else's account.

    def get_readonly_fields(self, request, obj=None):
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else [*own, *POWERS]

    def has_change_permission(self, request, obj=None) -> bool:
        return self._may_touch(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return request.user.is_superuser and obj != request.user and super().has_delete_permission(request, obj)

    def _may_touch(self, request, obj: Curator | None) -> bool:
        return obj is None or request.user.is_superuser or obj == request.user


@admin.register(Group, site=desk)
class DeskGroupAdmin(Checkboxes, GroupAdmin):
    filter_horizontal = ()

    def has_change_permission(self, request, obj=None) -> bool:
        return request.user.is_superuser

    has_delete_permission = has_change_permission

    def has_add_permission(self, request) -> bool:
        return request.user.is_superuser
