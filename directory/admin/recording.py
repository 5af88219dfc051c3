"""What the admins of topics, people and collections share: a change of something public is recorded as it is made."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import CharField

from directory.curation import actions, audit
from directory.curation.audit import Deed
from directory.models.change import Action
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


class RecordingAdmin(PlainText, admin.ModelAdmin):
    """Saves as Django's admin does, in its transaction, and records the change once all parts are saved."""

    def is_public(self, thing) -> bool:
        """Whether visitors can see it."""
        return True

    def save_form(self, request, form, change):
        thing = super().save_form(request, form, change)
        if change:
            before = self.model._default_manager.get(pk=thing.pk)
            thing.was_public, thing.former_slug = self.is_public(before), before.slug
        else:
            thing.was_public, thing.former_slug = False, ""
        return thing

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        thing = form.instance
        is_changed = form.has_changed() or any(formset.has_changed() for formset in formsets)
        if change and not is_changed:
            return
        public = self.is_public(thing)
        if public or thing.was_public:
            action = Action.EDITED if public and thing.was_public else Action.ADDED if public else Action.REMOVED
            actions.record_edit(thing, by=request.user, action=action, former_slug=thing.former_slug)
        else:
            audit.record(Deed.EDITED, by=request.user, about=thing, detail="not public")

    def delete_model(self, request, obj):
        if self.is_public(obj):
            actions.record_edit(obj, by=request.user, action=Action.REMOVED)
        else:
            audit.record(Deed.EDITED, by=request.user, about=obj, detail="removed, was not public")
        super().delete_model(request, obj)

    def get_actions(self, request, action_location=admin.ActionLocation.CHANGE_LIST):
        """Things are deleted one by one, so that each is recorded and nothing goes by accident."""
        available = super().get_actions(request, action_location)
        available.pop("delete_selected", None)
        return available
