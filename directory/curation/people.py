"""People's rights: a person can be erased from the directory, its past included."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.text import slugify

from directory.curation import audit, transitions
from directory.curation.audit import Deed
from directory.curation.starter import forget_slug
from directory.models import Change, Curator, Organization, Person, PersonSource, Role
from directory.models.change import ERASED_PERSON, Action
from directory.text import fold

MOST_MENTIONS = 200


@dataclass(frozen=True)
class Mention:
    """A text that someone wrote, in which the name still stands: only a person can say it differently."""

    thing: models.Model
    field: str


@dataclass(frozen=True)
class Traces:
    """All that the directory says of a person: what erasing takes away, and what it leaves to a curator's judgement."""

    person: Person
    organizations: list[Organization]
    documents: list[tuple[models.Model, str, Any]]  # a row, its field that names the person, what it says without
    changes: int
    sources: int
    names: set[str] = field(default_factory=set)
    mentions: list[Mention] = field(default_factory=list)


def traces(person: Person) -> Traces:
    """Look everything up; changes nothing. `mentions` holds MOST_MENTIONS at most."""
    documents = list(_documents(person))
    changes = Change.objects.of_person(person.slug)
    names = {person.name, *changes.values_list("name", flat=True)}
    return Traces(
        person=person,
        organizations=list(Organization.objects.filter(roles__person=person).distinct().order_by("pk")),
        documents=documents,
        changes=changes.count(),
        sources=person.sources.count(),
        names=names,
        mentions=list(islice(_mentions(person, names, documents), MOST_MENTIONS)),
    )


def erase(person: Person, *, by: Curator | None) -> Traces:
    """Take a person out of pages, roles, sources, history and drafts for good; return what was there.

    Each published entry that named them gets a change, and the directory one that says that somebody was removed, so indexes and
    mirrors follow. The log keeps that it happened, not to whom.
    """
    transitions.require(by, "directory.erase_person")
    with transaction.atomic():
        # Entries first, then the person, as publishing does: nobody waits in a circle.
        named = Organization.objects.filter(pk__in=Role.objects.filter(person=person).values("organization"))
        list(named.select_for_update().order_by("pk").values_list("pk"))
        person = Person.objects.select_for_update().get(pk=person.pk)
        found = traces(person)
        for row, name, _without_them in found.documents:
            _take_out(row, name, person.slug)
        Role.objects.filter(person=person).delete()
        Change.objects.forget_person(person.slug)
        LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Person), object_id=str(person.pk)).delete()
        forget_slug("people", person.slug)
        person.delete()
        _record(found.organizations, by)
        audit.record(Deed.PERSON_ERASED, by=by)
    return found


def _take_out(row: models.Model, name: str, slug: str) -> None:
    """Of the row as it is now: someone may have written on since it was found."""
    now = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
    if now is not None:
        setattr(now, name, _without(getattr(now, name), slug))
        now.save(update_fields=[name])


def _record(organizations: list[Organization], by: Curator | None) -> None:
    for organization in organizations:
        if organization.is_published:
            organization.changed_at = timezone.now()
            organization.save(update_fields=["changed_at"])
            Change.objects.record(organization, Action.EDITED, by=by)
    Change.objects.record(Person(name=ERASED_PERSON), Action.REMOVED, by=by)


def _documents(person: Person) -> Iterator[tuple[models.Model, str, Any]]:
    """Every document that we keep and that lists the person, in whatever table, with what it says without them."""
    written = Q()
    for text in (person.slug, json.dumps(person.slug)[1:-1], '"slug": ""'):  # PostgreSQL keeps letters, SQLite \\u escapes
        written |= Q(said__contains=text)
    for model in apps.get_app_config("directory").get_models():
        for each in model._meta.concrete_fields:
            if isinstance(each, models.JSONField):
                rows = model._default_manager.annotate(said=Cast(each.name, models.TextField())).filter(written)
                for row in rows.order_by("pk").iterator(chunk_size=200):
                    value = getattr(row, each.name)
                    if (without := _without(value, person.slug)) != value:
                        yield row, each.name, without


def _without(value: Any, slug: str) -> Any:
    """A document, or anything that holds documents, without the rows that are this person."""
    if isinstance(value, list):
        return [_without(each, slug) for each in value]
    if not isinstance(value, dict):
        return value
    whole = {key: _without(each, slug) for key, each in value.items()}
    if isinstance(people := whole.get("people"), list):
        whole["people"] = [row for row in people if not _is(row, slug)]
    return whole


def _is(row: Any, slug: str) -> bool:
    return isinstance(row, dict) and (row.get("slug") or slugify(str(row.get("name", "")), allow_unicode=True)) == slug


def _mentions(person: Person, names: set[str], documents: list[tuple[models.Model, str, Any]]) -> Iterator[Mention]:
    """Texts anywhere in our tables that hold one of the names, apart from what goes by itself."""
    goes: dict[type[models.Model], Q] = {
        Person: Q(pk=person.pk),
        PersonSource: Q(person=person),
        Change: Q(pk__in=Change.objects.of_person(person.slug)),
    }
    stays = {(type(row), row.pk, name): without for row, name, without in documents}
    sought = {fold(name) for name in names}
    for model in apps.get_app_config("directory").get_models():
        for each in model._meta.concrete_fields:
            if not isinstance(each, models.CharField | models.TextField | models.JSONField) or each.choices:
                continue
            rows = model._default_manager.annotate(said=Cast(each.name, models.TextField())).filter(_may_say(names))
            for row in rows.exclude(goes.get(model, Q(pk=None))).order_by("pk").iterator(chunk_size=200):
                value = stays.get((model, row.pk, each.name), getattr(row, each.name))
                text = fold(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
                if any(name in text for name in sought):
                    yield Mention(row, each.name)


def _may_say(names: set[str]) -> Q:
    """Texts worth reading: no database folds letters like Ë, so it looks for the longest piece of each name that has none."""
    found = Q()
    for name in names:
        if pieces := re.findall(r"[A-Za-z]{2,}", name):
            found |= Q(said__icontains=max(pieces, key=len))
        for spelt in {name, name.upper(), name.lower()} if not pieces else ():
            found |= Q(said__contains=spelt) | Q(said__contains=json.dumps(spelt)[1:-1])
    return found
