"""An entry with all its parts as one document: what a revision proposes, a file of the starter directory says, and exports give.

A document is a plain dict that JSON can hold, always with the same keys in the same order (`SHAPE` in this module). Texts are
strings, "" when there is nothing to say; years are numbers or None; lists keep their order. `normal` brings any document into
this shape, `read` takes it from the database, `check` says what is wrong with it, `write` makes an organization say it.
Status, dates of publication and verification, and internal notes are no part of it: those are decisions, not content.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db.models import BaseConstraint, Model, QuerySet
from django.utils.text import slugify

from directory.models import (
    Channel,
    Dispute,
    FormerSlug,
    FormerTopicSlug,
    Identifier,
    Organization,
    OrganizationTopic,
    OtherName,
    Person,
    Relation,
    Role,
    Source,
    Status,
    Topic,
    WayToHelp,
)
from directory.models.organization import OWN_LICENCE
from directory.text import UNSTORABLE, sort_key

type Document = dict[str, Any]

TEXTS = {
    "slug": "",
    "name": "",
    "kind": "",
    "summary": "",
    "description": "",
    "editors_note": "",
    "seat": "",
    "country": "",
    "logo": "",
    "licence": OWN_LICENCE,
    "attribution": "",
}
YEARS = ("began", "ended")
LISTS = ("works_in", "languages", "topics")


@dataclass(frozen=True)
class PartShape:
    """A list in the document: its model, the keys of a row with their defaults, and the keys that no two rows share."""

    model: type[Model]
    keys: dict[str, Any]
    unique: tuple[str, ...] = ()


PARTS = {
    "other_names": PartShape(OtherName, {"name": "", "kind": "other", "language": ""}, ("name",)),
    "ways_to_help": PartShape(WayToHelp, {"kind": "", "url": "", "note": ""}, ("kind", "url")),
    "channels": PartShape(Channel, {"network": "", "url": "", "handle": "", "feed": ""}, ("network", "url")),
    "people": PartShape(Role, {"slug": "", "name": "", "role": "", "began": None, "ended": None}, ("slug", "role")),
    "relations": PartShape(Relation, {"kind": "", "organization": "", "note": ""}, ("kind", "organization")),
    "identifiers": PartShape(Identifier, {"scheme": "", "value": ""}, ("scheme", "value")),
    "sources": PartShape(Source, {"url": "", "title": "", "supports": ""}, ("url",)),
    "disputes": PartShape(Dispute, {"field": "", "note": "", "sources": []}),
}
RELATED_NAME = {"people": "roles"}

SHAPE = (
    "slug",
    "name",
    "other_names",
    "kind",
    "summary",
    "description",
    "editors_note",
    "began",
    "ended",
    "seat",
    "country",
    "works_in",
    "languages",
    "topics",
    "ways_to_help",
    "channels",
    "people",
    "relations",
    "identifiers",
    "disputes",
    "sources",
    "logo",
    "licence",
    "attribution",
)
LOGO_NAME = re.compile(r"logos/[0-9a-f]{16,64}\.webp")
LONGEST_LIST = 500


@dataclass
class BadDocument(ValueError):
    """What is wrong, by place: `{"channels[2].url": ["Give a full web address …"]}`."""

    errors: dict[str, list[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        return "; ".join(f"{place}: {' '.join(messages)}" for place, messages in self.errors.items())

    def add(self, place: str, message: str) -> None:
        self.errors.setdefault(place, []).append(message)

    def raise_if_any(self) -> None:
        if self.errors:
            raise self


def normal(document: Document) -> Document:
    """The same document in the one shape; raise BadDocument for keys that we do not know and values of the wrong type."""
    bad = BadDocument()
    if not isinstance(document, dict):
        raise BadDocument({"document": ["Give an object with the keys of an entry."]})
    for key in document.keys() - set(SHAPE):
        bad.add(str(key), "There is no such field.")
    whole: Document = {}
    for key in SHAPE:
        value = document.get(key)
        if key in TEXTS:
            whole[key] = _text(value, TEXTS[key], key, bad)
        elif key in YEARS:
            whole[key] = _year(value, key, bad)
        elif key in LISTS:
            whole[key] = _texts(value, key, bad)
        else:
            whole[key] = _rows(value, key, bad)
    whole["description"] = whole["description"].replace("\r\n", "\n").strip()
    bad.raise_if_any()
    return whole


def _text(value: Any, default: str, place: str, bad: BadDocument) -> str:
    if value is None:
        return default
    if not isinstance(value, str):
        bad.add(place, "This is a text.")
        return default
    if UNSTORABLE.search(value):
        bad.add(place, "Control characters and broken Unicode cannot be stored.")
        return default
    return value.strip() or default


def _year(value: Any, place: str, bad: BadDocument) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        bad.add(place, "This is a year, as a number.")
        return None
    return value


def _texts(value: Any, place: str, bad: BadDocument) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > LONGEST_LIST:
        bad.add(place, f"This is a list of texts, {LONGEST_LIST} at most.")
        return []
    return [text for i, item in enumerate(value) if (text := _text(item, "", f"{place}[{i}]", bad))]


def _rows(value: Any, part: str, bad: BadDocument) -> list[dict[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > LONGEST_LIST:
        bad.add(part, f"This is a list, {LONGEST_LIST} at most.")
        return []
    rows = []
    for i, row in enumerate(value):
        if not isinstance(row, dict):
            bad.add(f"{part}[{i}]", "This is an object.")
            continue
        keys = PARTS[part].keys
        for key in row.keys() - keys.keys():
            bad.add(f"{part}[{i}].{key}", "There is no such field.")
        rows.append({key: _cell(row.get(key), default, f"{part}[{i}].{key}", bad) for key, default in keys.items()})
    return rows


def _cell(value: Any, default: Any, place: str, bad: BadDocument) -> Any:
    if default is None:
        return _year(value, place, bad)
    if isinstance(default, list):
        return _texts(value, place, bad)
    return _text(value, default, place, bad)


def read(organization: Organization) -> Document:
    """What an organization says now; no query beyond with_page_data()."""
    said: Document = {key: getattr(organization, key) for key in TEXTS if key != "logo"}
    said["logo"] = organization.logo.name or ""
    said |= {key: getattr(organization, key) for key in YEARS}
    said |= {"works_in": list(organization.works_in), "languages": list(organization.languages)}
    said["topics"] = [topic.slug for topic in organization.topic_list]
    for part in PARTS:
        said[part] = [_row_of(part, row) for row in getattr(organization, RELATED_NAME.get(part, part)).all()]
    return {key: said[key] for key in SHAPE}


def _row_of(part: str, row: Any) -> dict[str, Any]:
    if part == "people":
        return {
            "slug": row.person.slug,
            "name": row.person.name,
            "role": row.role,
            "began": row.began,
            "ended": row.ended,
        }
    if part == "relations":
        return {"kind": row.kind, "organization": row.other.slug, "note": row.note}
    return {key: getattr(row, key) for key in PARTS[part].keys}


def check(document: Document, *, onto: Organization) -> None:
    """Raise BadDocument, with everything that keeps this document from being published as `onto`."""
    _Writing(normal(document), onto)


def write(document: Document, *, onto: Organization) -> Organization:
    """Make the organization say what the document says, all of it; raise BadDocument and write nothing if it can't.

    Call it in a transaction. A part that stays the same is not written again. People whom we do not have yet are added.
    """
    return _Writing(normal(document), onto).carried_out()


class _Writing:
    """A document that was found fit to be written onto an organization."""

    def __init__(self, document: Document, onto: Organization):
        self.document, self.organization, self.bad = document, onto, BadDocument()
        self.document["slug"] = document["slug"] or onto.slug or free_slug(document["name"])
        self._check_fields()
        self.topics = self._known(Topic, "topics", document["topics"])
        self.others = self._known(Organization, "relations", [row["organization"] for row in document["relations"]])
        self._check_parts()
        self.bad.raise_if_any()

    def _check_fields(self) -> None:
        candidate = Organization(pk=self.organization.pk, uid=self.organization.uid)
        for key in (*TEXTS, *YEARS, "works_in", "languages"):
            setattr(candidate, key, self.document[key])
        try:
            candidate.full_clean(exclude=["topics", "uid"], validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            for key, messages in error.message_dict.items():
                self.bad.errors.setdefault("began" if key == "__all__" else key, []).extend(messages)
        for rule in self._rules_of_content():
            try:
                rule.validate(Organization, candidate)
            except ValidationError as error:
                self._take(error, "began")
        if is_taken(self.document["slug"], but_by=self.organization):
            self.bad.add("slug", f"The address {self.document['slug']} belongs to another entry.")
        logo = self.document["logo"]
        if logo and not (LOGO_NAME.fullmatch(logo) and default_storage.exists(logo)):
            self.bad.add("logo", "There is no such logo; upload it first.")

    def _rules_of_content(self) -> list[BaseConstraint]:
        """The constraints that a document can break: Django asks the database about each, and the others are of decisions."""
        if self.document["began"] is None or self.document["ended"] is None or self.bad.errors:
            return []
        return [rule for rule in Organization._meta.constraints if rule.name == "organization_ends_after_it_begins"]

    def _known(self, model: type[Topic] | type[Organization], place: str, slugs: Iterable[str]) -> dict[str, Any]:
        wanted = list(slugs)
        if not wanted:
            return {}
        things: QuerySet[Any] = model.objects.filter(slug__in=wanted)
        found = {thing.slug: thing for thing in things}
        if model is Topic:
            former = FormerTopicSlug.objects.filter(slug__in=set(wanted) - found.keys()).select_related("topic")
            found |= {old.slug: old.topic for old in former}
        else:
            moved = FormerSlug.objects.filter(slug__in=set(wanted) - found.keys()).select_related("organization")
            found |= {old.slug: old.organization for old in moved}
            found = {slug: organization.present for slug, organization in found.items()}
        for slug in sorted(set(wanted) - found.keys()):
            self.bad.add(place, f"There is no {model._meta.verbose_name} “{slug}”.")
        if model is Topic and len(set(wanted)) != len(wanted):
            self.bad.add(place, "A topic comes twice.")
        return found

    def _check_parts(self) -> None:
        source_urls = {row["url"] for row in self.document["sources"]}
        for part, shape in PARTS.items():
            seen = set()
            for i, row in enumerate(self.document[part]):
                place = f"{part}[{i}]"
                if part == "people":
                    row["slug"] = row["slug"] or slugify(row["name"], allow_unicode=True)
                other = self.others.get(row["organization"]) if part == "relations" else None
                key = (row["kind"], other.slug) if other else tuple(row[name] for name in shape.unique)
                if key and key in seen:
                    self.bad.add(place, "This is listed twice.")
                seen.add(key)
                self._check_row(part, row, place)
                if part == "disputes" and (stray := set(row["sources"]) - source_urls):
                    self.bad.add(f"{place}.sources", f"{', '.join(sorted(stray))} is not among the entry's sources.")
                if part == "relations" and (row["organization"] == self.document["slug"] or other == self.organization):
                    self.bad.add(f"{place}.organization", "An organization cannot be related to itself.")

    def _check_row(self, part: str, row: dict[str, Any], place: str) -> None:
        instance = self._instance(part, row, position=0)
        exclude = {"organization", "person", "other"}
        if part == "people":
            try:
                Person(slug=row["slug"], name=row["name"]).clean_fields()
            except ValidationError as error:
                self._take(error, place)
        try:
            instance.clean_fields(exclude=exclude)
            instance.clean()
            instance.validate_constraints(exclude=exclude)
        except ValidationError as error:
            self._take(error, place)

    def _take(self, error: ValidationError, place: str) -> None:
        if not hasattr(error, "error_dict"):
            self.bad.errors.setdefault(place, []).extend(error.messages)
            return
        for key, messages in error.message_dict.items():
            self.bad.errors.setdefault(place if key == "__all__" else f"{place}.{key}", []).extend(messages)

    def _instance(self, part: str, row: dict[str, Any], position: int) -> Model:
        values = dict(row)
        if part == "people":
            del values["slug"], values["name"]
        if part == "relations":
            values["other"] = self.others.get(values.pop("organization"))
        return PARTS[part].model(position=position, **values)

    def carried_out(self) -> Organization:
        organization, document = self.organization, self.document
        before = self._before()
        self._move_address()
        scalars = [*TEXTS, *YEARS, "works_in", "languages"]
        for key in scalars:
            setattr(organization, key, document[key])
        organization.save(update_fields=scalars)
        if before["topics"] != document["topics"]:
            self._write_topics()
        for part in PARTS:
            if before[part] != document[part]:
                self._write_part(part)
        return organization

    def _before(self) -> Document:
        """What the tables say now; of an entry that was never public they say nothing yet."""
        if self.organization.status == Status.UNPUBLISHED:
            return normal({})
        return read(Organization.objects.with_page_data().get(pk=self.organization.pk))

    def _move_address(self) -> None:
        old, new = self.organization.slug, self.document["slug"]
        if old == new:
            return
        self.organization.former_slugs.filter(slug=new).delete()  # it takes an old address of its own back
        if self.organization.status != Status.UNPUBLISHED:
            FormerSlug.objects.get_or_create(slug=old, defaults={"organization": self.organization})

    def _write_topics(self) -> None:
        # An old version may name two topics that are one by now.
        wanted = list(dict.fromkeys(self.topics[slug].pk for slug in self.document["topics"]))
        # Held until the end of the transaction, so that none is merged away at the same moment.
        held = Topic.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
        if len(held) != len(wanted):
            raise BadDocument({"topics": ["A topic was merged at this very moment. Try again."]})
        OrganizationTopic.objects.filter(content_object=self.organization).delete()
        OrganizationTopic.objects.bulk_create(
            OrganizationTopic(content_object=self.organization, tag_id=pk, position=position)
            for position, pk in enumerate(wanted)
        )

    def _write_part(self, part: str) -> None:
        model = PARTS[part].model
        people = self._people() if part == "people" else {}
        model._default_manager.filter(organization=self.organization).delete()
        instances = []
        for position, row in enumerate(self.document[part]):
            instance: Any = self._instance(part, row, position)
            instance.organization = self.organization
            if part == "people":
                instance.person = people[row["slug"]]
            instances.append(instance)
        model._default_manager.bulk_create(instances)

    def _people(self) -> dict[str, Person]:
        names = {row["slug"]: row["name"] for row in self.document["people"]}
        added = [Person(slug=slug, name=name, sort_name=sort_key(name)) for slug, name in names.items()]
        Person.objects.bulk_create(added, ignore_conflicts=True)
        return {person.slug: person for person in Person.objects.filter(slug__in=names)}


def is_taken(slug: str, *, but_by: Organization | None = None) -> bool:
    """Whether another entry has this address, or had it."""
    own = but_by.pk if but_by and but_by.pk else 0
    return (
        Organization.objects.filter(slug=slug).exclude(pk=own).exists()
        or FormerSlug.objects.filter(slug=slug).exclude(organization_id=own).exists()
    )


def free_slug(name: str) -> str:
    """An address made from a name that no entry has or had: `water-first`, `water-first-2` …"""
    stem = slugify(name, allow_unicode=True)[:180] or "organization"
    if not is_taken(stem):  # nearly always; what follows looks at many rows
        return stem
    taken = set(Organization.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken |= set(FormerSlug.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
