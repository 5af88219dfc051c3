"""The project around the directory: what the environment may say, and whom forwarding headers are believed from."""

import ipaddress
import os
import re
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.http import HttpResponse
from django.utils import timezone

from directory.checks import site_url_is_an_allowed_host
from directory.curation import actions
from directory.management.commands import run_due
from directory.models import Organization, State
from socialchange.env import boolean, env, site_url, words
from socialchange.middleware import TrustedProxies
from socialchange.release import release


@pytest.mark.parametrize(
    ("read", "raw", "value"),
    [
        (boolean, "1", True),
        (boolean, "off", False),
        (words, "a, b,,c ", ["a", "b", "c"]),
        (site_url, "https://example.org/", "https://example.org"),
    ],
)
def test_a_variable_is_read(monkeypatch, read, raw, value):
    monkeypatch.setenv("SOCIALCHANGE_TEST", raw)
    assert env("SOCIALCHANGE_TEST", None, read) == value
    monkeypatch.setenv("SOCIALCHANGE_TEST", "  ")
    assert env("SOCIALCHANGE_TEST", "default", read) == "default"


@pytest.mark.parametrize(
    ("read", "raw"), [(boolean, "maybe"), (site_url, "example.org"), (site_url, "ftp://example.org"), (site_url, "https://a/b")]
)
def test_a_variable_that_cannot_be_read_is_named(monkeypatch, read, raw):
    monkeypatch.setenv("SOCIALCHANGE_TEST", raw)
    with pytest.raises(ImproperlyConfigured, match="SOCIALCHANGE_TEST"):
        env("SOCIALCHANGE_TEST", None, read)


def test_every_variable_that_settings_read_is_explained_to_operators():
    read = set(re.findall(r'env\(\s*"(\w+)"', (settings.BASE_DIR / "socialchange/settings.py").read_text()))
    guide = (settings.BASE_DIR / "docs/operating.md").read_text()
    told = {name for cell in re.findall(r"^\| (`[A-Z].*?`) \|", guide, re.MULTILINE) for name in re.findall(r"`(\w+)`", cell)}
    assert told - read == {"PORT", "HOST", "WORKERS", "THREADS"}, "which make reads"
    assert read <= told


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "x"}, "ALLOWED_HOSTS is not set"),
        ({"DEBUG": "maybe"}, "DEBUG='maybe'"),
        ({"DEBUG": "1", "TRUSTED_PROXIES": "nowhere"}, "TRUSTED_PROXIES='nowhere'"),
        ({"DEBUG": "1", "DATABASE_URL": "nonsense"}, "DATABASE_URL"),
    ],
)
def test_settings_that_cannot_work_stop_the_start_in_one_line(variables, told):
    environment = {"PATH": os.environ["PATH"], **variables}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_site_url_that_hosts_do_not_allow_is_reported(settings):
    settings.ALLOWED_HOSTS = ["example.org"]
    settings.SITE_URL = "https://example.com"
    assert [found.id for found in site_url_is_an_allowed_host(None)] == ["directory.W001"]
    settings.SITE_URL = "https://example.org"
    assert site_url_is_an_allowed_host(None) == []


def forwarded(rf, settings, proxies, remote, **headers):
    settings.TRUSTED_PROXIES = [ipaddress.ip_network(proxy) for proxy in proxies]
    request = rf.get("/", REMOTE_ADDR=remote, headers=headers)
    TrustedProxies(lambda request: HttpResponse())(request)
    return request


def test_forwarding_headers_are_dropped_from_anyone(rf, settings):
    request = forwarded(rf, settings, [], "203.0.113.9", x_forwarded_for="198.51.100.1", x_forwarded_proto="https")
    assert request.META["REMOTE_ADDR"] == "203.0.113.9"
    assert "HTTP_X_FORWARDED_FOR" not in request.META
    assert "HTTP_X_FORWARDED_PROTO" not in request.META


@pytest.mark.parametrize(
    ("sent", "client"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("192.0.2.66, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("nonsense", "10.0.0.1"),
        ("10.0.0.3", "10.0.0.1"),
    ],
)
def test_a_trusted_proxy_says_who_asks(rf, settings, sent, client):
    request = forwarded(rf, settings, ["10.0.0.0/8"], "10.0.0.1", x_forwarded_for=sent, x_forwarded_proto="https")
    assert request.META["REMOTE_ADDR"] == client
    assert request.META["HTTP_X_FORWARDED_PROTO"] == "https"


def test_the_release_is_the_same_in_every_process():
    command = [
        sys.executable,
        "-c",
        "import django; django.setup(); from socialchange.release import release; print(release())",
    ]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "socialchange.settings"}
    other = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == release()


def test_run_due_publishes_what_is_due_and_makes_the_files_of_it(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    revision = actions.propose({"name": "Later", "kind": "blog"}, by=None)
    actions.move(revision, State.SCHEDULED, by=None, publish_at=timezone.now())
    told = StringIO()
    call_command("run_due", stdout=told)
    assert told.getvalue() == "Scheduled revisions published: 1.\nFiles of the data page made: 7.\n"
    assert Organization.objects.published().get().name == "Later"


def test_a_task_that_fails_holds_up_no_other(db, monkeypatch):
    """In a loop; alone it is told."""

    def fails(now):
        raise OperationalError("the database restarts")

    def stops(seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(run_due, "DUE", {fails: "{}", lambda now: 3: "Done: {}."})
    monkeypatch.setattr(run_due.time, "sleep", stops)
    told = StringIO()
    with pytest.raises(KeyboardInterrupt):
        call_command("run_due", loop=True, stdout=told)
    assert told.getvalue() == "Done: 3.\n"
    with pytest.raises(OperationalError):
        call_command("run_due", stdout=told)


@pytest.mark.parametrize(
    ("option", "told"), [({"host": "192.0.2.1"}, "an address of this computer"), ({"port": 99999}, "1 to 65535")]
)
def test_make_run_refuses_what_it_cannot_serve_before_asking_anyone(option, told, no_network):
    with pytest.raises(CommandError, match=told):
        call_command("serve_locally", **option)
    assert no_network == []


def test_the_documents_show_every_picture_that_is_kept_and_no_other():
    pages = [settings.BASE_DIR / "README.md", *(settings.BASE_DIR / "docs").glob("*.md")]
    shown = {name for page in pages for name in re.findall(r"pictures/([\w-]+\.png)", page.read_text())}
    kept = {path.name: path.stat().st_size for path in (settings.BASE_DIR / "docs/pictures").glob("*.png")}
    assert shown == kept.keys()
    assert max(kept.values()) < 80_000
