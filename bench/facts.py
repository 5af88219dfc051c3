"""What a run has to know of a loaded directory, asked in a process of its own: `python -m bench.facts`.

Prints JSON: how long the index took, what it held, where page 1,000 begins, and how many entries each case must find: counted by
the database, without the index.
"""

import json
import os
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from operator import and_, or_
from typing import Any

import django
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from bench.cases import FRESH, Case

DEEP = 1_000


def facts() -> dict[str, Any]:
    from directory.models import Organization
    from directory.search import index

    start = time.perf_counter()
    current = index.current()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "index_seconds": seconds,
        "index_peak_mb": peak,
        "after": str(deep_cursor(current)),
        "slug": Organization.objects.published().order_by("id").values_list("slug", flat=True)[0],
        "counts": {case.name: expected(case, current.topics) for case in FRESH if case.is_listing},
    }


def deep_cursor(current: Any) -> Any:
    """Where page 1,000 begins, or the last whole page of a smaller directory."""
    from directory.search.query import LARGEST_PAGE, PAGE, Query

    query = Query(limit=LARGEST_PAGE)
    total = current.find(query).total
    before = min((DEEP - 1) * PAGE, (total // PAGE - 1) * PAGE)
    for limit in [LARGEST_PAGE] * (before // LARGEST_PAGE) + [PAGE] * (before % LARGEST_PAGE // PAGE):
        query = current.find(replace(query, limit=limit)).next
    return query.after


def expected(case: Case, topics: Any) -> int:
    """The number of entries that the case finds; for words, that it finds at least."""
    from django.http import QueryDict

    from directory.models import Organization
    from directory.search.query import Query

    if "{" in case.query:
        return Organization.objects.published().count()
    query = Query.from_params(QueryDict(case.query), topics)
    entries = Organization.objects.published().annotate(places=Cast("works_in", TextField()))
    conditions = [Q(description__contains=f" {word}") for word in case.says]
    if query.topics:
        conditions.append(reduce(or_ if query.match == "any" else and_, map(with_topic, query.topics)))
    conditions += [~with_topic(slug) for slug in query.without]
    conditions += [Q(kind__in=query.kind)] if query.kind else []
    conditions += [has("WayToHelp", Q(kind__in=query.help))] if query.help else []
    conditions += (
        [any_of(query.country, lambda code: Q(country=code) | Q(places__contains=f'"{code}"'))] if query.country else []
    )
    return entries.filter(*conditions).count()


def any_of(values: tuple[str, ...], condition: Callable[[str], Q]) -> Q:
    return reduce(or_, map(condition, values))


def with_topic(slug: str) -> Q:
    return has("OrganizationTopic", Q(tag__slug=slug) | Q(tag__parent__slug=slug), key="content_object")


def has(part: str, condition: Q, *, key: str = "organization") -> Q:
    """The organizations with such a part."""
    model = django.apps.apps.get_model("directory", part)
    return Q(pk__in=model._default_manager.filter(condition).values(key))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialchange.settings")
    django.setup()
    print(json.dumps(facts()))


if __name__ == "__main__":
    main()
