"""The ground that the other tests stand on: the database asked for, its driver, and locked dependencies."""

import importlib.util
import os
import re
import socket
import tomllib
from pathlib import Path

import pytest
from django.db import connection
from packaging.requirements import Requirement

from tests.browser import Watch

ROOT = Path(__file__).parents[1]
RUNTIME, DEV = (ROOT / "requirements.lock").read_text(), (ROOT / "requirements-dev.lock").read_text()


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ \\]+)", lock, re.MULTILINE))


def test_the_database_is_the_one_asked_for(db):
    assert connection.vendor == os.environ.get("DATABASE_URL", "sqlite").partition(":")[0]
    if connection.vendor == "sqlite":  # where readers read while one writes, and writers queue before they start
        assert connection.cursor().execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_the_postgresql_driver_is_psycopg2():
    assert importlib.util.find_spec("psycopg2")
    assert importlib.util.find_spec("psycopg") is None  # if it is there, Django prefers it without a word
    from django.db.backends.postgresql.psycopg_any import is_psycopg3

    assert is_psycopg3 is False


@pytest.mark.parametrize("lock", [RUNTIME, DEV], ids=["runtime", "dev"])
def test_a_lock_names_versions_and_hashes_but_no_address(lock):
    assert "://" not in lock
    assert lock.count("==") <= lock.count("--hash=sha256:")
    assert not {"psycopg", "psycopg-binary", "psycopg-c"} & pins(lock).keys()


def test_the_locks_agree_with_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for lock, requirements in [
        (RUNTIME, project["project"]["dependencies"]),
        (DEV, project["project"]["dependencies"] + project["dependency-groups"]["dev"]),
    ]:
        for requirement in map(Requirement, requirements):
            version = pins(lock).get(requirement.name)
            assert version, f"{requirement.name}: run `make lock`"
            assert requirement.specifier.contains(version), f"{requirement} is locked at {version}: run `make lock`"
    assert pins(RUNTIME).items() <= pins(DEV).items()


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_no_connection_leaves_this_computer(no_network, address):
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as connection, pytest.raises(pytest.fail.Exception):
        connection.connect(address)
    assert no_network.pop() == address


def test_no_name_is_looked_up(no_network):
    with pytest.raises(pytest.fail.Exception):
        socket.create_connection(("example.org", 80))
    assert no_network.pop() == "example.org"


def test_a_page_that_misbehaves_is_noticed(browser, live_server):
    with browser.new_context() as context:
        watch = Watch(context, live_server.url)
        page = context.new_page()
        page.goto(f"{live_server}/no-such-page/")
        assert watch.problems() == []  # the test asked for it
        page.evaluate("""() => {
            console.error("something broke");
            document.body.append(Object.assign(new Image(), { src: "https://example.org/pixel.png" }));
            setTimeout(() => { throw new Error("nobody caught me") });
        }""")
        page.wait_for_timeout(500)
    for fault in ("something broke", "img-src", "a request to another host", "nobody caught me"):
        assert any(fault in problem for problem in watch.problems()), fault
