"""One organization with all its lists in two queries, where Django would ask for each list by itself."""

import json
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any

from django.db import connection, models
from django.db.models import F, JSONField, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONArray

from directory.models.collection import CollectionItem
from directory.models.organization import (
    Channel,
    Dispute,
    Identifier,
    Organization,
    OrganizationQuerySet,
    OrganizationTopic,
    OtherName,
    Relation,
    Role,
    Source,
    WayToHelp,
)


class Fields:
    """Some fields of a model, or all, asked for on a path that leads to it; its key is the first."""

    def __init__(self, model: type[models.Model], path: str = "", names: tuple[str, ...] = ()):
        self.model, self.path = model, path
        self.fields = [each for each in model._meta.concrete_fields if not names or each.name in {"id", *names}]
        self.names = [each.attname for each in self.fields]
        self.in_json = [place for place, each in enumerate(self.fields) if isinstance(each, JSONField)]

    def columns(self) -> Iterator[F | Cast]:
        for each in self.fields:
            column = F(f"{self.path}__{each.attname}" if self.path else each.attname)
            # as text on both databases: SQLite would have made it one
            yield Cast(column, TextField()) if isinstance(each, JSONField) else column

    def read(self, values: list[Any]) -> models.Model | None:
        """The row of these values, or None where the path leads nowhere."""
        if values[0] is None:
            return None
        for place in self.in_json:
            values[place] = json.loads(values[place])
        return self.model.from_db(connection.alias, self.names, values)


class Rows:
    """A list of an organization: its model, the key to the organization, and by path what is shown of other things it leads to."""

    def __init__(self, model: type[models.Model], owner: str = "organization", **beside: tuple[str, ...]):
        self.model, self.owner = model, owner
        self.fields = [Fields(model), *(Fields(_at(model, path), path, names) for path, names in beside.items())]

    def question(self, name: str) -> QuerySet:
        """The rows of organization 0, each as one list of values, after the list's name."""
        columns = chain.from_iterable(each.columns() for each in self.fields)
        return self.model._default_manager.filter(**{self.owner: 0}).order_by().values_list(Value(name), JSONArray(*columns))

    def read(self, values: list[Any], organization: Organization) -> models.Model:
        found: dict[str, Any] = {}
        for each in self.fields:
            count = len(each.names)
            found[each.path], values = each.read(values[:count]), values[count:]
            if each.path:
                holder, _, key = each.path.rpartition("__")
                setattr(found[holder], key, found[each.path])
        setattr(found[""], self.owner, organization)
        return found[""]


def _at(model: type[models.Model], path: str) -> type[models.Model]:
    for key in path.split("__"):
        model = model._meta.get_field(key).related_model  # type: ignore[assignment]  # a key leads to a model
    return model


SHOWN = ("slug", "name", "languages", "status")
LISTS = {
    "ways_to_help": Rows(WayToHelp),
    "tagged": Rows(OrganizationTopic, "content_object", tag=("slug", "name", "hue", "parent"), tag__parent=("hue",)),
    "other_names": Rows(OtherName),
    "channels": Rows(Channel),
    "roles": Rows(Role, person=("slug", "name")),
    "relations": Rows(Relation, other=SHOWN),
    "inverse_relations": Rows(Relation, "other", organization=SHOWN),
    "identifiers": Rows(Identifier),
    "disputes": Rows(Dispute),
    "sources": Rows(Source),
    "collection_items": Rows(CollectionItem, collection=("slug", "name", "summary", "position", "is_public")),
}


def whole(organizations: OrganizationQuerySet) -> Organization:
    """The one organization among these, with all that with_page_data() would give and its collections; raise DoesNotExist."""
    organization = organizations.select_related("verified_by").get()
    _fill(organization)
    return organization


def _fill(organization: Organization) -> None:
    found: dict[str, list[Any]] = {name: [] for name in LISTS}
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [value for name in LISTS for value in (name, organization.pk)])
        for name, values in cursor.fetchall():
            found[name].append(LISTS[name].read(json.loads(values), organization))
    held = {name: _held(organization, name, rows) for name, rows in found.items()}
    organization._prefetched_objects_cache = held  # type: ignore[attr-defined]  # where prefetch_related() puts them, too


def _held(organization: Organization, name: str, rows: list[Any]) -> QuerySet:
    """The list of this name as prefetch_related() leaves it: `.all()` gives these rows, and `.filter()` asks the database."""
    held: QuerySet = getattr(organization, name).all()
    held._result_cache = sorted(rows, key=lambda row: (row.position, row.pk))
    held._prefetch_done = True  # type: ignore[attr-defined]  # as above
    return held


@cache
def _statement() -> str:
    """The question for all lists; its values are each list's name and the organization's key.

    Kept, for Django takes ten times as long to write it as the database to answer it.
    """
    first, *others = (rows.question(name) for name, rows in LISTS.items())
    sql, _values = first.union(*others, all=True).order_by().query.sql_with_params()
    return sql
