"""The settings' environment during tests: a public site's, on files that are gone afterwards.

pytest loads this plugin before Django's settings (`-p tests.environment` in pyproject.toml), in every xdist worker too.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FILES = "SOCIALCHANGE_TEST_FILES"
own_files = FILES not in os.environ  # a worker uses the folder that the main process made
if own_files:
    os.environ[FILES] = tempfile.mkdtemp(prefix="socialchange-tests-")
    atexit.register(shutil.rmtree, os.environ[FILES], ignore_errors=True)
files = Path(os.environ[FILES])

for name in (
    "ALLOWED_HOSTS",
    "CACHE_URL",
    "CSRF_TRUSTED_ORIGINS",
    "DEBUG",
    "EMAIL_URL",
    "SECURITY_CONTACT",
    "SITE_URL",
    "TRUSTED_PROXIES",
):
    os.environ.pop(name, None)
os.environ |= {
    "SECRET_KEY": "for-tests",
    "ALLOWED_HOSTS": "testserver",
    "REQUIRE_MFA": "0",  # tests/signin asks for it
    "STATIC_ROOT": str(files / "static"),
    "MEDIA_ROOT": str(files / "media"),
    "SNAPSHOT_ROOT": str(files / "snapshots"),
    # Each request is answered anew, and an edit shows on the next one; tests/views/test_stored.py tests what else there is.
    "PAGE_CACHE_URL": "dummycache://",
    "VERSION_FRESHNESS": "0",
}


def pytest_sessionstart(session):
    """Tests see static files as visitors do: with hashed names, compressed."""
    if own_files and not session.config.option.collectonly:
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)
