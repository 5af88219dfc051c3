"""Form fields for what a document holds as codes and a curator types as words."""

import csv
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, NamedTuple

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from taggit.forms import TagField, TagWidgetMixin

from directory import logos
from directory.curation.document import LOGO_NAME
from directory.curation.topics import Vocabulary
from directory.models import FormerSlug, Organization
from directory.places import COUNTRIES, language_code, language_name
from directory.text import fold

type Codes = list[str]


def split(text: str) -> list[str]:
    """The words of a list with commas (or `;`, `，`, `、`, new lines); what stands in quotes is one word."""
    for separator in ";，、\n":
        text = text.replace(separator, ",")
    words = next(csv.reader([text], skipinitialspace=True), [])
    return list(dict.fromkeys(word.strip() for word in words if word.strip()))


def joined(words: Iterable[str]) -> str:
    """A list as `split` reads it."""
    return ", ".join(f'"{word}"' if any(mark in word for mark in ",;，、") else word for word in words)


class TopicsWidget(TagWidgetMixin, AdminTextInputWidget):
    """A line of names, with the whole vocabulary below it to choose from."""

    vocabulary: Vocabulary | None = None

    def render(self, name, value, attrs=None, renderer=None):
        line = super().render(name, value, attrs, renderer)
        tree = self.vocabulary.tree if self.vocabulary else []
        return render_to_string("desk/topics.html", {"line": line, "tree": tree})


class TopicsField(TagField):
    """Topics of the vocabulary, the most telling first: shows names, gives addresses."""

    widget = TopicsWidget

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary()

    def prepare_value(self, value: Any) -> Any:
        if self.widget.vocabulary is None:
            self.widget.vocabulary = self.vocabulary
        if isinstance(value, list):
            by_slug = self.vocabulary.by_slug
            return joined(by_slug[slug].name if slug in by_slug else slug for slug in value)
        return value

    def clean(self, value: Any) -> Codes:
        text = forms.CharField.clean(self, value)
        errors, slugs = [], []
        for word in self._words(text):
            found = self.vocabulary.find(word)
            if len(found) == 1:
                slugs.append(found[0].slug)
            elif found:
                errors.append(f"“{word}” may mean {' or '.join(topic.name for topic in found)}: choose one.")
            else:
                near = self.vocabulary.near(word)
                errors.append(f"There is no topic “{word}”." + (f" Is it {' or '.join(near)}?" if near else ""))
        if errors:
            raise ValidationError(errors)
        return list(dict.fromkeys(slugs))

    def _words(self, text: str) -> list[str]:
        words = split(text)
        if len(words) == 1 and not self.vocabulary.find(words[0]):
            apart = words[0].split()  # tags without commas are parted by blanks, as everywhere in taggit
            if all(self.vocabulary.find(word) for word in apart):
                return apart
        return words

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and self.prepare_value(initial or []) != (data or "")


class CodesField(forms.CharField):
    """A list of codes, typed as codes or as English names, shown as names."""

    widget = AdminTextInputWidget

    def __init__(self, *, code_of: Callable[[str], str | None], name_of: Callable[[str], str | None], unknown: str, **kwargs):
        self.code_of, self.name_of, self.unknown = code_of, name_of, unknown
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return joined(self.name_of(code) or code for code in value)
        return value

    def clean(self, value: Any) -> Codes:
        words = split(super().clean(value))
        found = {word: self.code_of(word) for word in words}
        if missing := [word for word, code in found.items() if code is None]:
            raise ValidationError([self.unknown.format(word) for word in missing])
        return list(dict.fromkeys(code for code in found.values() if code))


AREA_BY_NAME = {fold(name): code for code, name in COUNTRIES.items()} | {"world": "001", "the world": "001"}


def area_code(word: str) -> str | None:
    """`KE`, `ke` and `Kenya` are KE."""
    return word.upper() if word.upper() in COUNTRIES else AREA_BY_NAME.get(fold(word))


def language_label(tag: str) -> str:
    """The name where it can be typed back, else the code."""
    name = language_name(tag)
    return name if name and language_code(name) == tag else tag


class AddressesField(forms.CharField):
    """Web addresses, one a line."""

    widget = AdminTextareaWidget

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().clean(value).split()))


class Logo(NamedTuple):
    """What the form sends of a logo: a new file, the name of the one that is there, and whether it goes."""

    upload: UploadedFile | None
    kept: str
    goes: bool


class LogoWidget(forms.FileInput):
    """A file to send, beside the picture that is there."""

    def render(self, name, value, attrs=None, renderer=None):
        kept = value.kept if isinstance(value, Logo) else value or ""
        attrs = {**(attrs or {}), "accept": "image/png,image/jpeg,image/webp,image/gif"}
        context = {
            "name": name,
            "kept": kept,
            "address": default_storage.url(kept) if LOGO_NAME.fullmatch(kept) else "",
            "file": super().render(name, None, attrs, renderer),
            "is_disabled": "disabled" in attrs,
        }
        return render_to_string("desk/logo.html", context)

    def value_from_datadict(self, data, files, name):
        return Logo(files.get(name), data.get(f"{name}-kept", ""), f"{name}-goes" in data)

    def value_omitted_from_data(self, data, files, name):
        return False


class LogoField(forms.Field):
    """Stores an upload at once, so that it survives a form that fails; gives the name of the stored picture, or ''."""

    widget = LogoWidget

    def clean(self, value: Logo | None) -> str:
        if value is None:
            return ""
        if value.upload:
            return logos.store(value.upload)
        if value.goes or not value.kept:
            return ""
        if not LOGO_NAME.fullmatch(value.kept):
            raise ValidationError("There is no such logo; upload it again.")
        return value.kept

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False  # the document tells


class NamesInput(AdminTextInputWidget):
    """A line for a name; static/js/desk-names.js suggests those that we have, and without it it is a plain line."""

    def __init__(self, model_name: str, field_name: str, attrs=None):
        super().__init__({"data-model": model_name, "data-field": field_name, "autocomplete": "off", **(attrs or {})})

    def render(self, name, value, attrs=None, renderer=None):
        line = super().render(name, value, attrs, renderer)
        return format_html('<desk-names src="{}">{}</desk-names>', reverse("desk:autocomplete"), line)


class EntryField(forms.CharField):
    """Another entry of the directory, by its name or the last part of its address; gives the entry."""

    def __init__(self, *, model_name: str, field_name: str, **kwargs):
        super().__init__(widget=NamesInput(model_name, field_name), **kwargs)

    def clean(self, value: Any) -> Organization | None:
        said = super().clean(value)
        if not said:
            return None
        found = list(Organization.objects.filter(slug=said) or Organization.objects.filter(name__iexact=said)[:3])
        if not found and (former := FormerSlug.objects.filter(slug=said).select_related("organization").first()):
            found = [former.organization]
        if not found:
            raise ValidationError(f"There is no entry “{said}”. Add it first.")
        if len(found) > 1:
            addresses = ", ".join(organization.slug for organization in found)
            raise ValidationError(f"Several entries are called so. Give the address of one: {addresses}.")
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):  # a form of a model shows the key
            return Organization.objects.filter(pk=value).values_list("slug", flat=True).first()
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
