"""What every test may ask for, and what no test may do."""

import ipaddress
import os
import socket
from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache

pytest_plugins = ["tests.browser", "tests.factories"]

# The same examples everywhere and every time; HYPOTHESIS_PROFILE=explore looks for new ones.
hypothesis.settings.register_profile("same", derandomize=True, max_examples=50, deadline=None, database=None)
hypothesis.settings.register_profile("explore", max_examples=2000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Connections lead to this computer or nowhere, and a test that tries another way fails even if its code forgives.

    Yields what was refused; a test that means it takes it off the list.
    """
    refused = []

    def refuse(host):
        refused.append(host)
        # Not an Exception, so `except OSError` does not take it for a silent site.
        pytest.fail(f"a test tried to reach {host}: replace what opens the connection")

    def is_here(host):
        name = host.decode() if isinstance(host, bytes) else host
        try:
            return ipaddress.ip_address(name.partition("%")[0]).is_loopback
        except ValueError:
            return name == "localhost"

    def guarded(name):
        original = getattr(socket.socket, name)

        def method(self, *args):
            address = args[-1]
            if self.family != socket.AF_UNIX and not is_here(address[0]):
                refuse(address)
            return original(self, *args)

        return method

    def looked_up(name):
        original = getattr(socket, name)

        def function(host, *args, **kwargs):
            if host and not is_here(host):
                try:
                    ipaddress.ip_address(host)  # an address needs no name server
                except ValueError:
                    refuse(host)
            return original(host, *args, **kwargs)

        return function

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, guarded(name))
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        monkeypatch.setattr(socket, name, looked_up(name))
    yield refused
    assert not refused, f"tried to reach {refused}"


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Tests make and check many passwords; that a real hash is slow is Django's matter."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def empty_cache():
    """No test sees what another left in the cache."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite in a file, as on a real site: the in-memory kind has no WAL and one connection for all threads."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Published test data of other projects, where a folder `shared` beside the checkout has it."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("needs published test data in a folder `shared` beside the checkout")
    return folder
