"""The directory as linked tables: one row for each thing, and columns that say which rows of other tables belong to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import NoneType
from typing import Any, get_args

from pydantic.fields import FieldInfo

from directory.api import shapes
from directory.api.shapes import Shape
from directory.models import Collection, CollectionItem, Organization, Person, TopicLink
from directory.opendata.entries import Said
from directory.search.topics import TopicTable

TYPES = {"int": "integer", "date": "date", "datetime": "datetime"}

type Row = tuple[str | int | None, ...]


@dataclass(frozen=True)
class Column:
    """`refers` is the table whose key this column holds."""

    name: str
    meaning: str
    type: str = "string"
    refers: str = ""


@dataclass(frozen=True)
class Table:
    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: str = ""

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def columns_of(shape: type[Shape], names: Iterable[str]) -> tuple[Column, ...]:
    """Columns that hold what the API's keys of the same names hold."""
    fields = shape.model_fields
    return tuple(Column(name, fields[name].description or "", _type(fields[name])) for name in names)


def _type(field: FieldInfo) -> str:
    kinds = [kind for kind in get_args(field.annotation) or (field.annotation,) if kind is not NoneType]
    return TYPES.get(getattr(kinds[0], "__name__", ""), "string")


ENTRY = Column("organization", "The entry that the row belongs to.", refers="organizations")
TOPIC = Column("topic", "The slug of a cause.", refers="topics")

# Key of an entry in the API → the table that its parts stand in.
PARTS: dict[str, tuple[type[Shape], str]] = {
    "other_names": (shapes.OtherName, "Other names of entries."),
    "ways_to_help": (shapes.WayToHelp, "What a visitor can do."),
    "channels": (shapes.Channel, "Where entries speak."),
    "identifiers": (shapes.Identifier, "Numbers of entries in registers."),
    "sources": (shapes.Source, "Where the facts come from."),
}
SCALARS = (
    "id slug name kind summary description editors_note began ended seat country licence attribution "
    "published_at changed_at verified_on url"
).split()

TABLES = (
    Table(
        "topics",
        "The causes, in the curators' order.",
        (*columns_of(shapes.Topic, ["slug", "name", "description"]), Column("parent", "Its cause.", refers="topics")),
        key="slug",
    ),
    Table("topic_synonyms", "Other words for causes.", (TOPIC, Column("name", "The other word. Source: the curators."))),
    Table(
        "topic_links",
        "The same ideas in other vocabularies.",
        (TOPIC, *columns_of(shapes.TopicLink, shapes.TopicLink.model_fields)),
    ),
    Table("organizations", "The entries.", columns_of(shapes.Organization, SCALARS), key="id"),
    Table(
        "organization_topics",
        "Which causes entries work for, the most telling first.",
        (ENTRY, TOPIC, Column("position", "Its place among the entry's causes, from 0.", "integer")),
    ),
    Table(
        "organization_countries",
        "Where entries work.",
        (ENTRY, Column("country", "ISO 3166 alpha-2; `001` is worldwide. Source: the entry's `sources`.")),
    ),
    Table(
        "organization_languages",
        "The languages that entries speak.",
        (ENTRY, Column("language", "BCP 47. Source: the entry's `sources`.")),
    ),
    *(Table(name, about, (ENTRY, *columns_of(shape, shape.model_fields))) for name, (shape, about) in PARTS.items()),
    Table(
        "people",
        "People who are publicly known for what organizations do.",
        columns_of(shapes.Person, ["slug", "name", "about", "own_page", "url"]),
        key="slug",
    ),
    Table(
        "roles",
        "What people are in organizations.",
        (
            ENTRY,
            Column("person", "The person's slug.", refers="people"),
            *columns_of(shapes.PersonOfOrganization, ["role", "began", "ended"]),
        ),
    ),
    Table(
        "relations",
        "What entries are to each other.",
        (
            ENTRY,
            *columns_of(shapes.Relation, ["kind"]),
            Column("other", "The other entry.", refers="organizations"),
            *columns_of(shapes.Relation, ["note"]),
        ),
    ),
    Table(
        "disputes",
        "Where sources disagree.",
        (
            ENTRY,
            *columns_of(shapes.Dispute, ["field", "note"]),
            Column("sources", "The addresses of the sources, with spaces between."),
        ),
    ),
    Table(
        "collections",
        "The curators' picks.",
        columns_of(shapes.Collection, ["slug", "name", "summary", "description", "url"]),
        key="slug",
    ),
    Table(
        "collection_items",
        "Which entries are in collections, in order.",
        (
            Column("collection", "The collection's slug.", refers="collections"),
            ENTRY,
            *columns_of(shapes.CollectionItem, ["note"]),
        ),
    ),
)
BY_NAME = {table.name: table for table in TABLES}


def rows_of(entry: Said) -> Iterator[tuple[str, Row]]:
    """An entry as rows, each with the name of its table. In `relations` the other entry is told by its slug."""
    id = entry["id"]
    yield "organizations", tuple(entry[name] for name in SCALARS)
    for position, slug in enumerate(entry["topics"]):
        yield "organization_topics", (id, slug, position)
    for country in entry["works_in"]:
        yield "organization_countries", (id, country)
    for language in entry["languages"]:
        yield "organization_languages", (id, language)
    for part in PARTS:
        for each in entry[part]:
            yield part, (id, *each.values())
    for each in entry["people"]:
        yield "roles", (id, each["slug"], each["role"], each["began"], each["ended"])
    for each in entry["relations"]:
        yield "relations", (id, each["kind"], each["organization"], each["note"])
    for each in entry["disputes"]:
        yield "disputes", (id, each["field"], each["note"], " ".join(each["sources"]))


def rows_beside_entries(topics: TopicTable, absolute: Any) -> Iterator[tuple[str, Row]]:
    """Everything else that is public: causes, people and collections. In `collection_items` the entry is told by its slug."""
    for topic in topics.rows.values():
        yield "topics", (topic.slug, topic.name, topic.description, topic.parent)
        for name in topic.synonyms:
            yield "topic_synonyms", (topic.slug, name)
    for link in TopicLink.objects.select_related("topic").order_by("topic_id", "vocabulary", "code"):
        yield "topic_links", (link.topic.slug, link.vocabulary, link.code, link.url)
    for person in Person.objects.public().order_by("pk").iterator(chunk_size=2000):
        yield "people", (person.slug, person.name, person.about, person.url, absolute(person.get_absolute_url()))
    for collection in Collection.objects.public().order_by("position", "name", "pk"):
        address = absolute(collection.get_absolute_url())
        yield "collections", (collection.slug, collection.name, collection.summary, collection.description, address)
    items = CollectionItem.objects.filter(
        organization__in=Organization.objects.published(), collection__in=Collection.objects.public()
    ).order_by("collection_id", "position", "pk")
    for item in items.values_list("collection__slug", "organization__slug", "note").iterator(chunk_size=2000):
        yield "collection_items", item
