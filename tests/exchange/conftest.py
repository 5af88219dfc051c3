import json
from io import StringIO

import pytest
from django.core.management import call_command

from directory.curation import document
from directory.models import Organization


@pytest.fixture
def write(tmp_path):
    """Make a file: text as it is, a list of objects as JSON."""

    def make(content, name="file.csv"):
        path = tmp_path / name
        path.write_bytes((content if isinstance(content, str) else json.dumps(content)).encode())
        return path

    return make


@pytest.fixture
def run(db):
    """Run import_organizations; give the lines of its standard output."""

    def make(path, *options):
        out, error = StringIO(), StringIO()
        call_command("import_organizations", path, *options, stdout=out, stderr=error)
        assert error.getvalue() == ""
        return out.getvalue().splitlines()

    return make


@pytest.fixture
def directory():
    """What all entries say, by their permanent id."""

    def read():
        organizations = Organization.objects.published().with_page_data()
        return {str(each.uid): document.read(each) for each in organizations}

    return read
