"""For whoever watches the machines: does the process live, and can it answer?"""

from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database, its migrations and the cache answer; else 503, naming what does not."""
    failing = [name for name, check in CHECKS.items() if not check()]
    if failing:
        return JsonResponse({"status": "failing", "failing": failing}, status=503)
    return JsonResponse({"status": "ok"})


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except Error:
        return False


def _migrations_are_applied() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return False


def _cache_answers() -> bool:
    try:
        cache.set("health", "ok", 10)
        return cache.get("health") == "ok"
    except Exception:  # each cache backend has errors of its own, and any of them means that it does not answer
        return False


CHECKS = {"database": _database_answers, "migrations": _migrations_are_applied, "cache": _cache_answers}
