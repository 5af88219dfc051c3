"""Rows of a table in a form: each field says to a screen reader what it is."""

from django import forms
from django.contrib import admin

from directory.admin.recording import PlainText

LABELS = {"ORDER": "Place", "DELETE": "Remove"}


def name_fields(form: forms.BaseForm, index: int | None, title: str) -> None:
    """Give every field of a row a name of its own; `None` is the blank row that JavaScript copies."""
    which = "new row" if index is None else f"row {index + 1}"
    for name, field in form.fields.items():
        field.label = LABELS.get(name) or field.label or name.replace("_", " ").capitalize()
        field.widget.attrs["aria-label"] = f"{title}, {which}: {field.label}"


class NamedFormSet(forms.BaseInlineFormSet):
    def _existing_object(self, pk):
        """The row of this key; one that someone else removed meanwhile is an error in the form and not of the server."""
        return super()._existing_object(pk) or self.model(pk=pk)  # type: ignore[misc]  # the stubs lack it

    def add_fields(self, form, index):
        super().add_fields(form, index)
        title = str(form._meta.model._meta.verbose_name_plural)
        name_fields(form, index, title[:1].upper() + title[1:])


class DeskInline(PlainText, admin.TabularInline):
    """The rows of something, in the form that it belongs to."""

    formset = NamedFormSet
    extra = 1
