"""Fills an empty, migrated database with synthetic entries: `python -m bench.load 100000`.

It goes past `actions.publish`, which checks each entry and keeps its revision: a million would take a day. What the pages, the
index and the changes page read is all there.
"""

import csv
import io
import json
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import batched
from multiprocessing import get_context
from multiprocessing.pool import AsyncResult
from typing import Any

import django
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from bench.entries import TOPICS, entry, people
from bench.rows import COLUMNS, Row, key, rows

CHUNK = 5_000
MOST_WAITING = 6  # chunks that are made before the database has taken them

ADDED = """
INSERT INTO directory_change (number, at, subject, slug, name, action, organization_id, message, fields)
SELECT %s + row_number() OVER (ORDER BY published_at, id), published_at, 'organization', slug, name, 'added', id, '', '[]'
FROM directory_organization
"""


def load(count: int) -> None:
    """Write topics, people and `count` published entries, and a change for each."""
    from directory.models import Organization

    if Organization.objects.exists():
        raise SystemExit("The benchmark fills an empty database, and this one has entries.")
    with without_foreign_keys():
        write_vocabulary()
        for tables in chunks(count):
            with transaction.atomic():
                for model, lines in tables.items():
                    write(apps.get_model("directory", model), COLUMNS[model], lines)
        record_changes()
    tidy()


def write_vocabulary() -> None:
    """Topics with their changes, and people."""
    from directory.models import Change, Person, Topic
    from directory.models.change import Action
    from directory.text import sort_key

    ids = {topic.name: key(number) for number, topic in enumerate(TOPICS)}
    with transaction.atomic():
        for position, topic in enumerate(TOPICS):
            made = Topic(pk=ids[topic.name], name=topic.name, parent_id=ids.get(topic.parent), position=position)
            made.hue = 1 + position % 8
            made.save(force_insert=True)
            Change.objects.record(made, Action.ADDED, by=None)
        Person.objects.bulk_create(
            Person(pk=key(number), slug=f"person-{number}", name=name, sort_name=sort_key(name))
            for number, name in enumerate(people())
        )


def chunks(count: int) -> Iterator[dict[str, list[Row]]]:
    """The rows of all entries, some thousand at a time, made by every processor that there is."""
    numbers = list(batched(range(count), CHUNK, strict=False))
    if len(numbers) < 3:
        yield from map(chunk, numbers)
        return
    waiting: deque[AsyncResult[dict[str, list[Row]]]] = deque()
    with get_context("spawn").Pool(os.process_cpu_count()) as pool:
        for each in numbers:
            waiting.append(pool.apply_async(chunk, [each]))
            if len(waiting) > MOST_WAITING:
                yield waiting.popleft().get()
        yield from (each.get() for each in waiting)


def chunk(numbers: tuple[int, ...]) -> dict[str, list[Row]]:
    return rows(entry(number) for number in numbers)


def write(model: type[Model], fields: list[str], lines: list[Row]) -> None:
    """Append rows to a table, with the model's defaults in the columns that they don't mention."""
    concrete = {field.attname: field for field in model._meta.concrete_fields}
    defaults = {
        name: json.dumps(value) if isinstance(value := field.get_default(), list | dict) else value
        for name, field in concrete.items()
        if name not in fields and not field.primary_key
    }
    columns = [str(concrete[name].column) for name in (*fields, *defaults)]
    put = copy if connection.vendor == "postgresql" else insert
    put(model._meta.db_table, columns, [(*line, *defaults.values()) for line in lines])


def copy(table: str, columns: list[str], lines: list[Row]) -> None:
    """PostgreSQL's own way in bulk."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_NOTNULL).writerows(lines)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv)", text)


def insert(table: str, columns: list[str], lines: list[Row]) -> None:
    values = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})", lines)  # noqa: S608  # our own names


def record_changes() -> None:
    """That each entry was added, in the order of publication."""
    from directory.models import Change, DirectoryVersion

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ADDED, [DirectoryVersion.current()])
        DirectoryVersion.objects.update(number=Change.objects.count())


@contextmanager
def without_foreign_keys() -> Iterator[None]:
    """Leave out the checks that every key leads somewhere, where we may: they take longer than the rows."""
    if connection.vendor == "sqlite":
        with connection.constraint_checks_disabled():
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        if cursor.fetchone() == ("on",):
            cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("RESET session_replication_role")


def tidy() -> None:
    """Let the next key follow the ones that we gave, and the planner know what is there."""
    from django.core.management.color import no_style

    from directory.models import Organization, Person, Topic

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Organization, Person, Topic]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def timed(work: Callable[..., Any], *args: Any) -> float:
    """Seconds that it took."""
    start = time.perf_counter()
    work(*args)
    return time.perf_counter() - start


def main() -> None:
    if len(sys.argv) != 2 or not sys.argv[1].isdecimal():
        sys.exit(__doc__)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialchange.settings")
    django.setup()
    print(f"{sys.argv[1]} entries loaded in {timed(load, int(sys.argv[1])):.1f} s")


if __name__ == "__main__":
    main()
