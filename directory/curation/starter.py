"""Loads the starter directory from its files, through the same door as everything else.

A thing that was loaded from a file is ours to update as long as it still says what we wrote; once a curator has changed,
withdrawn or removed it, it is left alone for ever.
"""

import hashlib
import json
import tomllib
import uuid
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from directory.curation import actions, document
from directory.curation.document import BadDocument
from directory.models import (
    Collection,
    CollectionItem,
    Organization,
    Person,
    PersonSource,
    StarterRecord,
    Synonym,
    Topic,
    TopicLink,
)
from directory.models.change import Action
from directory.models.revision import Origin

MESSAGE = "From the starter directory"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "starter.socialchange")  # permanent ids, the same in every installation
SDG_GOAL = "https://sdgs.un.org/goals/goal{}"

type Table = dict[str, Any]
type Progress = Callable[[str], None]


class BadFile(Exception):
    """A file of the starter directory that cannot be loaded; names the file and what is wrong in it."""


def load(folder: Path, *, progress: Progress = lambda line: None) -> Counter[str]:
    """Bring the directory up to the files, in one transaction; return how many things were new, updated, same and kept.

    Raise BadFile, with nothing loaded, when a file is not right.
    """
    counts: Counter[str] = Counter()
    with transaction.atomic():
        for loader in (_Topics(), _People(), _Organizations(), _Collections()):
            counts += loader.load(folder, progress)
    return counts


def read_file(path: Path) -> Table:
    """A TOML file, or BadFile."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadFile(f"{path.name}: {error}") from error


def digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def forget_slug(kind: str, slug: str) -> None:
    """Remember without its name that a thing was loaded once, so that it stays away when the files are loaded again."""
    StarterRecord.objects.filter(kind=kind, slug=slug).update(slug=_mark(slug), digest="", file_digest="")


def _mark(slug: str) -> str:
    return f"erased {digest(slug)}"


def only(content: Table, *keys: str) -> None:
    """Raise ValidationError for keys that we do not know, and for texts that are none."""
    if strange := sorted(content.keys() - set(keys)):
        raise ValidationError(f"there is no field {strange[0]!r}")
    for key in content.keys() & {"name", "about", "url", "title", "supports", "note", "summary", "description", "organization"}:
        if not isinstance(content[key], str):
            raise ValidationError(f"{key} is a text")


def added(row: Model) -> None:
    """Check a row and save it."""
    row.full_clean()
    row.save()


class _Loader(ABC):
    """What is the same for all kinds: telling our own work from a curator's."""

    kind: str

    def files(self, folder: Path) -> Iterator[tuple[str, str, Table]]:
        """Name of the file, slug and content of each thing."""
        for path in sorted((folder / self.kind).glob("*.toml")):
            yield path.name, path.stem, read_file(path)

    @abstractmethod
    def existing(self, slugs: list[str]) -> dict[str, Any]:
        """Those of them that are there, whatever their state."""

    @abstractmethod
    def said(self, thing: Any) -> Any:
        """All that a curator could have changed."""

    @abstractmethod
    def create(self, entries: list[tuple[str, str, Table]]) -> Iterator[tuple[str, Any]]:
        """Make the new ones; yield the slug and the thing."""

    @abstractmethod
    def update(self, thing: Any, slug: str, content: Table) -> None:
        """Make the thing say what its file says."""

    def load(self, folder: Path, progress: Progress) -> Counter[str]:
        counts: Counter[str] = Counter()
        entries = list(self.files(folder))
        loaded = {record.slug: record for record in StarterRecord.objects.filter(kind=self.kind)}
        records = {slug: loaded.get(slug) or loaded.get(_mark(slug)) for _, slug, _ in entries}
        changed = [entry for entry in entries if not _is_loaded(records.get(entry[1]), entry[2])]
        counts["same"] += len(entries) - len(changed)
        things = self.existing([slug for _, slug, _ in changed])
        new, written = [], {}
        for name, slug, content in changed:
            thing, record = things.get(slug), records.get(slug)
            if thing is None and record is None:
                new.append((name, slug, content))
            elif thing is None or record is None or digest(self.said(thing)) != record.digest:
                counts["kept"] += 1
            else:
                with _naming(name):
                    self.update(thing, slug, content)
                counts["updated"] += 1
                written[slug] = content
                progress(f"{self.kind}: {slug}")
        contents = {slug: content for _, slug, content in new}
        for slug, _thing in self.create(new):
            counts["new"] += 1
            written[slug] = contents[slug]
            progress(f"{self.kind}: {slug}")
        self._remember(written)
        return counts

    def _remember(self, written: dict[str, Table]) -> None:
        """Note what the things say now that they are as the files say."""
        for slug, thing in self.existing(list(written)).items():
            said, content = digest(self.said(thing)), digest(written[slug])
            StarterRecord.objects.update_or_create(kind=self.kind, slug=slug, defaults={"digest": said, "file_digest": content})


def _is_loaded(record: StarterRecord | None, content: Table) -> bool:
    return record is not None and record.file_digest == digest(content)


class _naming:
    """Says in which file a fault is."""

    def __init__(self, name: str):
        self.name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, trace) -> None:
        if isinstance(error, ValidationError):
            raise BadFile(f"{self.name}: {'; '.join(error.messages)}") from error
        if isinstance(error, BadDocument):
            raise BadFile(f"{self.name}: {error}") from error
        if isinstance(error, TypeError | AttributeError):
            raise BadFile(f"{self.name}: a value is of the wrong kind ({error})") from error
        if isinstance(error, KeyError):
            raise BadFile(f"{self.name}: {error} is missing") from error


class _Topics(_Loader):
    kind = "topics"

    def files(self, folder: Path) -> Iterator[tuple[str, str, Table]]:
        path = folder / "topics.toml"
        if not path.exists():
            return
        for position, content in enumerate(read_file(path).get("topics", [])):
            if "slug" not in content:
                raise BadFile(f"topics.toml: topic {position + 1} has no slug")
            yield f"topics.toml, {content['slug']}", content["slug"], {**content, "position": position}

    def existing(self, slugs: list[str]) -> dict[str, Topic]:
        topics = Topic.objects.filter(slug__in=slugs).select_related("parent").prefetch_related("synonyms", "links")
        return {topic.slug: topic for topic in topics}

    def said(self, topic: Topic) -> Any:
        return [
            [topic.name, topic.slug, topic.description, topic.hue, topic.position, topic.parent.slug if topic.parent else ""],
            sorted(synonym.name for synonym in topic.synonyms.all()),
            sorted([link.vocabulary, link.code, link.url] for link in topic.links.all()),
        ]

    def create(self, entries: list[tuple[str, str, Table]]) -> Iterator[tuple[str, Topic]]:
        for name, slug, content in entries:  # a parent stands before its children
            with _naming(name):
                topic = Topic(slug=slug)
                self._write(topic, content, Action.ADDED)
            yield slug, topic

    def update(self, topic: Topic, slug: str, content: Table) -> None:
        self._write(topic, content, Action.EDITED)

    def _write(self, topic: Topic, content: Table, action: Action) -> None:
        only(content, "slug", "name", "hue", "parent", "description", "synonyms", "sdg", "position")
        topic.name, topic.description = content["name"], content.get("description", "")
        topic.position, topic.hue = content["position"], content.get("hue", 1)
        topic.parent = None
        if parent := content.get("parent"):
            topic.parent = Topic.objects.filter(slug=parent).first()
            if topic.parent is None:
                raise ValidationError(f"there is no topic {parent!r} before it")
        topic.full_clean()
        topic.save()
        topic.synonyms.all().delete()
        for name in dict.fromkeys(content.get("synonyms", [])):
            added(Synonym(topic=topic, name=name))
        topic.links.all().delete()
        for goal in content.get("sdg", []):
            added(TopicLink(topic=topic, vocabulary=TopicLink.Vocabulary.SDG, code=str(goal), url=SDG_GOAL.format(goal)))
        actions.record_edit(topic, by=None, action=action, message=MESSAGE)


class _People(_Loader):
    kind = "people"

    def existing(self, slugs: list[str]) -> dict[str, Person]:
        return {person.slug: person for person in Person.objects.filter(slug__in=slugs).prefetch_related("sources")}

    def said(self, person: Person) -> Any:
        sources = [[source.url, source.title, source.supports] for source in person.sources.all()]
        return [person.name, person.slug, person.about, person.url, sources]

    def create(self, entries: list[tuple[str, str, Table]]) -> Iterator[tuple[str, Person]]:
        for name, slug, content in entries:
            with _naming(name):
                person = Person(slug=slug)
                self._write(person, content, Action.ADDED)
            yield slug, person

    def update(self, person: Person, slug: str, content: Table) -> None:
        self._write(person, content, Action.EDITED)

    def _write(self, person: Person, content: Table, action: Action) -> None:
        only(content, "name", "about", "url", "sources")
        person.name, person.about, person.url = content["name"], content.get("about", "").strip(), content.get("url", "")
        person.full_clean()
        person.save()
        person.sources.all().delete()
        for row in content.get("sources", []):
            only(row, "url", "title", "supports")
            added(PersonSource(person=person, **row))
        actions.record_edit(person, by=None, action=action, message=MESSAGE)


class _Organizations(_Loader):
    kind = "organizations"

    def existing(self, slugs: list[str]) -> dict[str, Organization]:
        # Locked, so that a curator who publishes at this moment waits, and is not overwritten.
        found = Organization.objects.filter(slug__in=slugs).with_page_data().select_for_update(of=("self",))
        return {organization.slug: organization for organization in found}

    def said(self, organization: Organization) -> Any:
        return [organization.status, document.read(organization)]

    def create(self, entries: list[tuple[str, str, Table]]) -> Iterator[tuple[str, Organization]]:
        proposed = []
        for name, slug, content in entries:
            with _naming(name):
                revision = actions.propose(
                    {**content, "slug": slug},
                    by=None,
                    message=MESSAGE,
                    origin=Origin.STARTER,
                    uid=uuid.uuid5(NAMESPACE, slug),
                )
            proposed.append((name, slug, revision))
        for name, slug, revision in proposed:  # all of them exist by now, so that one may name another
            with _naming(name):
                actions.publish(revision, by=None)
            yield slug, revision.organization

    def update(self, organization: Organization, slug: str, content: Table) -> None:
        revision = actions.propose(
            {**content, "slug": slug}, by=None, organization=organization, message=MESSAGE, origin=Origin.STARTER
        )
        actions.publish(revision, by=None)


class _Collections(_Loader):
    kind = "collections"

    def existing(self, slugs: list[str]) -> dict[str, Collection]:
        found = Collection.objects.filter(slug__in=slugs).prefetch_related("items__organization")
        return {collection.slug: collection for collection in found}

    def said(self, collection: Collection) -> Any:
        items = [[item.organization.slug, item.note] for item in collection.items.all()]
        return [
            [collection.name, collection.slug, collection.summary, collection.description, collection.position],
            collection.is_public,
            items,
        ]

    def create(self, entries: list[tuple[str, str, Table]]) -> Iterator[tuple[str, Collection]]:
        for name, slug, content in entries:
            with _naming(name):
                collection = Collection(slug=slug)
                self._write(collection, content, Action.ADDED)
            yield slug, collection

    def update(self, collection: Collection, slug: str, content: Table) -> None:
        self._write(collection, content, Action.EDITED)

    def _write(self, collection: Collection, content: Table, action: Action) -> None:
        only(content, "name", "summary", "description", "position", "items")
        collection.name, collection.summary = content["name"], content.get("summary", "")
        collection.description = content.get("description", "").strip()
        collection.position = content.get("position", 0)
        collection.full_clean()
        collection.save()
        rows = content.get("items", [])
        members = {each.slug: each for each in Organization.objects.filter(slug__in=[row["organization"] for row in rows])}
        if missing := [row["organization"] for row in rows if row["organization"] not in members]:
            raise ValidationError(f"there is no entry {', '.join(missing)}")
        collection.items.all().delete()
        for position, row in enumerate(rows):
            only(row, "organization", "note")
            organization = members[row["organization"]]
            added(CollectionItem(collection=collection, organization=organization, position=position, note=row.get("note", "")))
        actions.record_edit(collection, by=None, action=action, message=MESSAGE)
