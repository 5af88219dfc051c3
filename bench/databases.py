"""Empty databases that are gone afterwards, migrated and filled."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.postgres import temporary_server

MOST_ON_SQLITE = 100_000
NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


@contextmanager
def empty(kind: str) -> Iterator[str]:
    """Yield the DATABASE_URL of a new database without tables."""
    if kind == "postgresql":
        with temporary_server() as url:
            yield url
        return
    with tempfile.TemporaryDirectory(prefix="socialchange-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'bench.sqlite3'}"


def environment(database: str, folder: Path) -> dict[str, str]:
    """A public site's, at this computer's own address, with everything that it writes in one folder."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": database,
        **dict.fromkeys(["DEBUG", "CACHE_URL", "PAGE_CACHE_URL", "TRUSTED_PROXIES"], ""),
        "SECRET_KEY": "of-a-site-that-lives-for-some-minutes-on-one-computer",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1",
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "SNAPSHOT_ROOT": str(folder / "snapshots"),
    }


def run(*arguments: str, env: dict[str, str]) -> str:
    """Run a Python program, and give what it says."""
    done = subprocess.run([sys.executable, *arguments], env=env, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"python {' '.join(arguments)} failed.")
    return done.stdout


def fill(count: int, env: dict[str, str]) -> float:
    """Migrate and load; give the seconds that loading took."""
    run("manage.py", "migrate", "--verbosity=0", env=env)
    return float(run("-m", "bench.load", str(count), env=env).split()[-2])


def facts(env: dict[str, str]) -> dict[str, Any]:
    return json.loads(run("-m", "bench.facts", env=env))


def bulk(env: dict[str, str], folder: Path) -> dict[str, float]:
    return json.loads(run("-m", "bench.bulk", str(folder), env=env))
