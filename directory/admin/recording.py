"""What the admins of topics, people and collections share: a change of something public is recorded as it is made."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import CharField

from directory.admin.stale import StaleForms
from directory.curation import records
from directory.text import UNSTORABLE


class PlainText:
    """Fields of a form that take no control characters, which no page could show."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]  # a mixin: the admin class beside it has it
        if isinstance(field, CharField):
            field.validators.append(refuse_control_characters)
        return field


def refuse_control_characters(text: str) -> None:
    if UNSTORABLE.search(text):
        raise ValidationError("Control characters cannot be stored: type the text anew.")


class RecordingAdmin(PlainText, StaleForms):
    """Saves as Django's admin does, in its transaction, and has the change recorded once all parts are saved."""

    def save_form(self, request, form, change):
        thing = super().save_form(request, form, change)
        thing.seen_before = records.seen(self.model._default_manager.get(pk=thing.pk)) if change else records.NOTHING
        return thing

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change or form.has_changed() or any(formset.has_changed() for formset in formsets):
            records.record_saved(form.instance, before=form.instance.seen_before, by=request.user)

    def delete_model(self, request, obj):
        records.record_removed(obj, by=request.user)
        super().delete_model(request, obj)

    def get_actions(self, request, action_location=admin.ActionLocation.CHANGE_LIST):
        """Things are deleted one by one, so that each is recorded and nothing goes by accident."""
        available = super().get_actions(request, action_location)
        available.pop("delete_selected", None)
        return available
