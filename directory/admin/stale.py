"""Two forms that were opened on the same thing: the second is told what the first changed, and overwrites nothing unseen."""

import json
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import ValidationError
from django.forms.models import _get_foreign_key

from directory.curation.wording import ShownField
from directory.curation.words import compare_words

type State = dict[str, str]


class StaleForms(admin.ModelAdmin):
    """A form carries the state that it was opened on; one that is not the present state any more is shown again, not saved."""

    def state(self, thing) -> State:
        """All that the form can change, as it is stored now: the thing's own fields, and the rows of each list."""
        stored = self.model._default_manager.get(pk=thing.pk)
        own = {_label(field): _text(getattr(stored, field.name)) for field in stored._meta.concrete_fields if field.editable}
        return own | {_label(inline): self._rows(inline, stored) for inline in self.inlines}

    def _rows(self, inline, thing) -> str:
        model = inline.model
        owner = _get_foreign_key(self.model, model)
        fields = [field for field in model._meta.concrete_fields if field.editable and field != owner]
        related = [field.name for field in fields if field.is_relation]
        rows = model._default_manager.filter(**{owner.name: thing}).select_related(*(related or [None]))
        return "\n".join(" · ".join(text for field in fields if (text := _text(getattr(row, field.name)))) for row in rows)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if request.method != "POST" or obj is None:
            return form
        self.model._default_manager.select_for_update().get(pk=obj.pk)  # others wait until this one is saved
        opened_on, now = _sent(request), self.state(obj)

        class CheckedForm(form):  # type: ignore[valid-type,misc]  # made for this request
            def clean(self):
                if opened_on != now:
                    raise ValidationError("Nothing was saved yet: it was changed since you opened this form.")
                return super().clean()

        return CheckedForm

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            now = self.state(obj)
            context["loaded"] = json.dumps(now, ensure_ascii=False)
            if request.method == "POST" and (before := _sent(request)) != now:
                context["meanwhile"] = {"by": self._last_hand(obj), "fields": _differences(before, now)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _last_hand(self, thing) -> LogEntry | None:
        about = LogEntry.objects.filter(content_type=get_content_type_for_model(thing), object_id=str(thing.pk))
        return about.select_related("user").order_by("-action_time", "-pk").first()


def _label(named: Any) -> str:
    """What the desk calls a field or a list of rows."""
    name = getattr(named, "verbose_name_plural", None) or getattr(named, "verbose_name", None)
    if name is None:
        name = named.model._meta.verbose_name_plural
    return str(name)[:1].upper() + str(name)[1:]


def _text(value: Any) -> str:
    return "" if value is None else "yes" if value is True else "no" if value is False else str(value)


def _sent(request) -> State:
    """The state that a form was opened on, as it says; nothing, when it says none that can be read."""
    try:
        said = json.loads(request.POST.get("loaded", ""))
    except ValueError:
        return {}
    return said if isinstance(said, dict) and all(isinstance(value, str) for value in said.values()) else {}


def _differences(before: State, now: State) -> list[ShownField]:
    return [
        ShownField(name, name, runs=compare_words(before.get(name, ""), text))
        for name, text in now.items()
        if before.get(name, "") != text
    ]
