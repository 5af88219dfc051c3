"""Several server processes on one database, as `make serve` has them: an edit shows in each within a second."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from directory.curation import actions
from directory.models import Organization
from directory.search import index

PROCESSES = 3
A_SECOND = 1.0
PATIENCE = 60.0  # for a start, on a busy machine


def database_url() -> str:
    """Of the test's own database."""
    said = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{said['NAME']}"
    return f"postgresql://{said['USER']}@/{said['HOST']}/{said['NAME']}"


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return unused.getsockname()[1]


@contextmanager
def server(snapshots: Path) -> Iterator[int]:
    """The port of a production server of one process."""
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "SNAPSHOT_ROOT": str(snapshots),
        "ALLOWED_HOSTS": "127.0.0.1",
        "PAGE_CACHE_URL": "locmemcache://",
        "VERSION_FRESHNESS": "0.05",
    }
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += [
        "--workers",
        "1",
        "--blocking-threads",
        "2",
        "--no-ws",
        "--log-level",
        "warning",
        "socialchange.wsgi:application",
    ]
    process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)
    try:
        started = time.monotonic()
        while time.monotonic() - started < PATIENCE and process.poll() is None:
            with suppress(OSError):
                if listed(port):
                    break
            time.sleep(0.2)
        else:
            pytest.fail("the server did not start")
        yield port
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def listed(port: int) -> str:
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as asking:
        asking.request("GET", "/organizations/")
        return asking.getresponse().read().decode()


@pytest.mark.django_db(transaction=True)
def test_an_edit_shows_in_every_process_within_a_second(make_organization, tmp_path):
    entry = make_organization(name="Before")
    with server(tmp_path) as first, server(tmp_path) as second, server(tmp_path) as third:
        ports = (first, second, third)
        assert all("Before" in listed(port) for port in ports)
        for name in ("During", "After"):
            revision = actions.propose({"name": name, "kind": "blog"}, by=None, organization=entry)
            actions.publish(revision, by=None)
            time.sleep(A_SECOND)
            assert [name in listed(port) for port in ports] == [True] * PROCESSES
        actions.withdraw(Organization.objects.get(), because="It asked us to.", by=None)
        time.sleep(A_SECOND)
        assert ["There is no entry here yet" in listed(port) for port in ports] == [True] * PROCESSES


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_leave_nothing_out_of_the_index(make_organization):
    """Each writer publishes on a connection of its own while a reader keeps its index up; at the end nothing is missing."""
    make_organization(name="First")
    index.current()
    failed: list[BaseException] = []

    def write(letter: str) -> None:
        try:
            for number in range(6):
                revision = actions.propose({"name": f"{letter}{number}", "kind": "blog"}, by=None)
                actions.publish(revision, by=None)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=(letter,)) for letter in "ABCD"]
    for writer in writers:
        writer.start()
    seen = []
    while any(writer.is_alive() for writer in writers):
        seen.append(index.current().total)
    for writer in writers:
        writer.join()
    assert not failed
    assert seen == sorted(seen), "an entry never goes again"
    kept_up = index.current()
    index.forget()
    built = index.current()
    assert kept_up.total == built.total == 25
    assert set(kept_up.base.ids.tolist()) | set(kept_up.recent.numbers) == set(built.base.ids.tolist())
