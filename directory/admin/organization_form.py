"""The form of an entry: a document becomes fields and rows, and what was typed becomes a document again. It saves nothing."""

import copy
import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.admin.helpers import Fieldset
from django.contrib.admin.widgets import (
    AdminIntegerFieldWidget,
    AdminTextareaWidget,
    AdminTextInputWidget,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.datastructures import MultiValueDict
from django.utils.text import slugify

from directory.admin.fields import (
    AddressesField,
    CodesField,
    EntryField,
    LogoField,
    NamesInput,
    TopicsField,
    area_code,
    language_code,
    language_label,
)
from directory.admin.rows import name_fields
from directory.curation.document import LISTS, PARTS, TEXTS, YEARS, BadDocument, Document, normal
from directory.models import FormerSlug, Organization, Person
from directory.models.vocabulary import WebAddressField
from directory.places import COUNTRIES, WORLD

PLACE = re.compile(r"(?P<part>\w+)(?:\[(?P<row>\d+)\])?(?:\.(?P<key>\w+))?")
BLANK_ROWS = 2
COUNTRY_CHOICES = [("", "—"), *((code, name) for code, name in COUNTRIES.items() if code != WORLD)]
FIELDS_OF_DISPUTES = ["began", "ended", "name", "seat", "country", "people", "relations", "identifiers"]


def desk_field(field: models.Field, **kwargs: Any) -> forms.Field | None:
    """A model's field in the admin's clothes. Nothing is required of a draft; `document.check` tells what publishing needs."""
    if isinstance(field, WebAddressField):
        kwargs["widget"] = forms.URLInput(attrs={"class": "vURLField"})
    elif isinstance(field, models.TextField):
        kwargs["widget"] = AdminTextareaWidget
    elif isinstance(field, models.PositiveSmallIntegerField):
        kwargs["widget"] = AdminIntegerFieldWidget
    elif isinstance(field, models.CharField) and not field.choices:
        kwargs["widget"] = AdminTextInputWidget
    form_field = field.formfield(**kwargs)
    if form_field:
        form_field.required = False
    return form_field


class OrganizationForm(forms.ModelForm):
    """What an entry says once; its instance serves validation only and is never saved."""

    topics = TopicsField(
        required=False, help_text="By name, the most telling first, with commas: “Micro-lending, Online giving”."
    )
    country = forms.ChoiceField(choices=COUNTRY_CHOICES, required=False, help_text="Of the seat.")
    works_in = CodesField(
        code_of=area_code,
        name_of=COUNTRIES.get,
        unknown="“{}” is not a country that we know by name or two-letter code.",
        required=False,
        help_text="Countries by name or code, with commas; or Worldwide.",
    )
    languages = CodesField(
        code_of=language_code,
        name_of=language_label,
        unknown="“{}” is not a language that we know by English name or code.",
        required=False,
        help_text="In which it speaks to the public, by English name or code (BCP 47), with commas.",
    )
    logo = LogoField(required=False, help_text="PNG, JPEG, WebP or GIF, at most 2 MB. Without one, a cover is drawn.")
    message = forms.CharField(
        label="What changes and why",
        max_length=300,
        required=False,
        widget=AdminTextInputWidget,
        help_text="One sentence. The public reads it in the entry's history.",
    )
    publish_at = forms.DateTimeField(
        label="Publish at (UTC)",
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    on_top_of = forms.CharField(required=False)
    another_than = forms.CharField(required=False)

    class Meta:
        model = Organization
        fields = [
            "name",
            "slug",
            "kind",
            "summary",
            "description",
            "editors_note",
            "began",
            "ended",
            "seat",
            "licence",
            "attribution",
        ]
        formfield_callback = desk_field
        help_texts = {"slug": "The last part of its page's address. Left empty, it is made from the name."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["summary"].widget = AdminTextareaWidget(attrs={"rows": 2, "maxlength": 300})
        self.fields["editors_note"].widget.attrs["rows"] = 3

    def clean_slug(self):
        """The unique address is checked by the document, which also knows the former ones."""
        slug = self.cleaned_data["slug"]
        taken = FormerSlug.objects.filter(slug=slug).exclude(organization=self.instance.pk).select_related("organization")
        if slug and (former := taken.first()):
            raise ValidationError(f"The address {slug} belonged to {former.organization} and leads there.")
        return slug

    def clean_logo(self):
        name = self.cleaned_data["logo"]
        if isinstance(self.data, MultiValueDict):  # should another field fail, the picture that was sent stays chosen
            self.data = self.data.copy()
            self.data["logo-kept"] = name
        return name


class PartForm(forms.ModelForm):
    """One row of a list in the document."""

    part: str

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""  # it stands at the head of the column

    def row(self) -> dict[str, Any]:
        said = {key: self.cleaned_data.get(key) for key in PARTS[self.part].keys}
        return {key: PARTS[self.part].keys[key] if value in (None, "") else value for key, value in said.items()}

    def is_blank(self) -> bool:
        return self.row() == PARTS[self.part].keys


class PersonForm(PartForm):
    name = forms.CharField(
        max_length=200,
        required=False,
        widget=NamesInput("role", "person"),
        help_text="Someone whom we have already keeps the name that we have; People is where it can be changed.",
    )
    slug = forms.SlugField(
        label="Address",
        allow_unicode=True,
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Needed only when two people share a name.",
    )


class RelationForm(PartForm):
    organization = EntryField(
        model_name="relation",
        field_name="other",
        required=False,
        help_text="The other entry: its name, or the last part of its address.",
    )

    def row(self):
        other = self.cleaned_data.get("organization")
        return super().row() | {"organization": other.slug if other else ""}


class DisputeForm(PartForm):
    sources = AddressesField(required=False, help_text="Addresses from the entry's sources, one a line.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for key in ("note", "sources"):
            self.fields[key].widget.attrs |= {"rows": 3, "cols": 30}


class PartFormSet(forms.BaseFormSet):
    """A list of the document, in the order that the curator gave it."""

    part: str
    title: str
    about: str

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["ORDER"].widget.attrs["class"] = "desk-order"
        name_fields(form, index, self.title)

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Labels and help of the fields, for the head of the table."""
        blank = self.empty_form
        fields = blank.base_fields
        names = [name for name in blank.fields if name not in {"ORDER", "DELETE"}]
        return [(str(blank.fields[name].label), str(fields[name].help_text)) for name in names]

    @property
    def width(self) -> int:
        return len(self.columns) + 2

    def said(self) -> list[PartForm]:
        """The rows that say something and stay, in order; only after is_valid()."""
        return [form for form in self.ordered_forms if not form.is_blank()]


class PeopleFormSet(PartFormSet):
    def clean(self):
        """A name that we have belongs to the person whom we have; an address with another name is a mistake."""
        forms_ = [form for form in self.forms if form.is_valid() and not form.cleaned_data.get("DELETE") and form.cleaned_data]
        slug_of = {form: form.cleaned_data["slug"] or slugify(form.cleaned_data["name"], allow_unicode=True) for form in forms_}
        known = dict(Person.objects.filter(slug__in=slug_of.values()).values_list("slug", "name"))
        for form, slug in slug_of.items():
            given, name = form.cleaned_data["slug"], form.cleaned_data["name"]
            if slug not in known:
                continue
            if given and name and name != known[slug]:
                form.add_error("name", f"{given} is the address of {known[slug]}. For someone else, choose another address.")
            form.cleaned_data |= {"slug": slug, "name": known[slug]}


def _part(part: str, title: str, about: str, columns: list[str], form: type[PartForm], formset: type[PartFormSet]) -> Any:
    keys = PARTS[part].keys
    own = [key for key in columns if key in keys and key not in form.base_fields]
    made: Any = forms.modelform_factory(PARTS[part].model, form=form, fields=own, formfield_callback=desk_field)
    made.base_fields = {key: made.base_fields[key] for key in columns}
    made.part = part
    whole: Any = forms.formset_factory(
        made, formset=formset, extra=BLANK_ROWS, can_order=True, can_delete=True, max_num=500, absolute_max=520
    )
    whole.part, whole.title, whole.about = part, title, about
    return whole


PART_FORMS = {
    "ways_to_help": _part(
        "ways_to_help",
        "Ways to help",
        "What a visitor can do, the best first. Each becomes a button with its own link.",
        ["kind", "url", "note"],
        PartForm,
        PartFormSet,
    ),
    "channels": _part("channels", "Channels", "Where they speak.", ["network", "url", "handle", "feed"], PartForm, PartFormSet),
    "other_names": _part(
        "other_names", "Other names", "Names it also goes by, or went by.", ["name", "kind", "language"], PartForm, PartFormSet
    ),
    "people": _part(
        "people",
        "People",
        "Who is publicly known for what it does. Someone new is added when the entry is published.",
        ["name", "role", "began", "ended", "slug"],
        PersonForm,
        PeopleFormSet,
    ),
    "relations": _part(
        "relations",
        "Relations",
        "To other entries; they show it from their side.",
        ["kind", "organization", "note"],
        RelationForm,
        PartFormSet,
    ),
    "identifiers": _part(
        "identifiers",
        "Identifiers",
        "Numbers in registers: wikidata, or a list code of org-id.guide such as GB-CHC or US-EIN.",
        ["scheme", "value"],
        PartForm,
        PartFormSet,
    ),
    "disputes": _part(
        "disputes",
        "Where sources disagree",
        "The public reads the note beside the fact.",
        ["field", "note", "sources"],
        DisputeForm,
        PartFormSet,
    ),
    "sources": _part(
        "sources",
        "Sources",
        "Where the facts come from: each was read.",
        ["url", "title", "supports"],
        PartForm,
        PartFormSet,
    ),
}

# In the order of the entry's page.
SECTIONS: list[tuple[str, list[Any]] | str] = [
    ("Who they are", ["name", "slug", "kind", "summary", "topics", "logo"]),
    "ways_to_help",
    ("Why it is listed, and its story", ["editors_note", "description"]),
    "channels",
    ("Facts", [("began", "ended"), ("seat", "country"), "works_in", "languages"]),
    "other_names",
    "identifiers",
    "people",
    "relations",
    "sources",
    "disputes",
    ("Licence", [("licence", "attribution")]),
]


class EntryForm:
    """Fields and lists together. Give it what was sent (`data`), or the document to show."""

    def __init__(
        self,
        *,
        organization: Organization | None = None,
        shown: Document | None = None,
        data: Any = None,
        files: Any = None,
        seen: str = "",
        is_frozen: bool = False,
    ):
        shown = normal(shown or {})
        self.fields = OrganizationForm(
            data, files, initial={**shown, "seen": seen}, instance=copy.copy(organization) if organization else None
        )
        self.parts: dict[str, PartFormSet] = {
            part: formset(data, prefix=part, initial=None if data is not None else shown[part])
            for part, formset in PART_FORMS.items()
        }
        self._rows: dict[str, list[PartForm]] = {}
        if is_frozen:
            self._freeze()

    def _freeze(self) -> None:
        for form in (self.fields, *(form for formset in self.parts.values() for form in formset.forms)):
            for field in form.fields.values():
                field.disabled = True

    def is_valid(self) -> bool:
        return all([self.fields.is_valid(), *(formset.is_valid() for formset in self.parts.values())])

    @property
    def error_count(self) -> int:
        listed = sum(formset.total_error_count() for formset in self.parts.values())
        return sum(len(errors) for errors in self.fields.errors.values()) + listed

    def document(self) -> Document:
        """What was typed, as a document; only after is_valid()."""
        typed = self.fields.cleaned_data
        said: Document = {key: typed.get(key) for key in (*TEXTS, *YEARS, *LISTS)}
        for part, formset in self.parts.items():
            self._rows[part] = formset.said()
            said[part] = [form.row() for form in self._rows[part]]
        return normal(said)

    def show(self, bad: BadDocument) -> None:
        """Put each error where the curator can mend it."""
        for place, messages in bad.errors.items():
            found = PLACE.match(place)
            part, row, key = (found["part"], found["row"], found["key"]) if found else (place, None, None)
            if part in self.parts:
                self._show_in_list(part, row, key, messages)
            elif part in self.fields.fields:
                self.fields.add_error(part, messages)
            else:
                self.fields.add_error(None, [f"{place}: {message}" for message in messages])

    def _show_in_list(self, part: str, row: str | None, key: str | None, messages: list[str]) -> None:
        rows = self._rows.get(part, [])
        if row is None or int(row) >= len(rows):
            self.parts[part].non_form_errors().extend(messages)
            return
        form = rows[int(row)]
        form.add_error(key if key in form.fields else None, messages)

    def sections(self) -> Iterator[dict[str, Any]]:
        """Fieldsets and lists, in the order of the entry's page."""
        for section in SECTIONS:
            if isinstance(section, str):
                yield {"formset": self.parts[section]}
            else:
                name, fields = section
                yield {"fieldset": Fieldset(self.fields, name, fields=fields), "id": name.split()[0].lower()}

    def closing(self) -> Fieldset:
        """What is said about the change itself."""
        return Fieldset(self.fields, "This change", fields=["message"])
