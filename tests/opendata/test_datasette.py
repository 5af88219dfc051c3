"""The database is read by the tool that it is for."""

import json
import subprocess
import sys
from urllib.parse import urlencode

import pytest

LEND_IN_KENYA = """
select name from organizations
where id in (select organization from ways_to_help where kind = 'lend')
and (country = 'KE' or id in (select organization from organization_countries where country = 'KE'))
"""


@pytest.fixture
def datasette(lenders, build):
    """What Datasette answers at an address, as JSON."""
    file = build().folder / "directory.db"

    def ask(path, **params):
        command = [sys.executable, "-m", "datasette", str(file), "--get", f"{path}?{urlencode(params)}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    return ask


def test_datasette_answers_who_lends_in_kenya(datasette):
    assert datasette("/directory.json", sql=LEND_IN_KENYA, _shape="array") == [{"name": "Kiva"}]


def test_datasette_searches(datasette):
    found = datasette("/directory/organizations.json", _search="kenya", _shape="objects")
    assert [row["name"] for row in found["rows"]] == ["Kiva"]


def test_datasette_follows_the_links(datasette):
    table = datasette("/directory/ways_to_help.json", _labels="on", _facet="kind", _shape="objects")
    assert table["rows"][0]["organization"]["label"] == "Kiva"
    assert table["facet_results"]["kind"]["results"][0]["value"] == "lend"
