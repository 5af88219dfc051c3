"""A decision about many things asks first, saying which and how many."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin import helpers
from django.http import HttpRequest
from django.template.response import TemplateResponse


def confirmed(
    model_admin: admin.ModelAdmin, request: HttpRequest, things: Sequence[Any], *, action: str, deed: str
) -> TemplateResponse | None:
    """The page that asks; None once the curator has said yes to exactly this number of things."""
    if things and request.POST.get("confirmed") == str(len(things)):
        return None
    count = len(things)
    meta = model_admin.opts
    named = f"{count} {meta.verbose_name if count == 1 else meta.verbose_name_plural}"
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{deed.capitalize()}: {named}?",
        "opts": meta,
        "media": model_admin.media,
        "things": things,
        "action": action,
        "deed": deed,
        "named": named,
        "selected_name": helpers.ACTION_CHECKBOX_NAME,
        "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
        "list_address": f"{model_admin.admin_site.name}:{meta.app_label}_{meta.model_name}_changelist",
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "admin/directory/confirm_selected.html", context)
