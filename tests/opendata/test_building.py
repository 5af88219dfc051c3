import os
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from directory import tasks
from directory.curation import actions
from directory.opendata import building, files
from tests.html import Page

LATER = timedelta(days=1)


def test_files_are_made_once_for_each_version(lenders, build, make_organization):
    first = build()
    assert first.version > 0
    assert tasks.build_files(timezone.now() + LATER) == 0
    make_organization(name="Newcomer")
    assert tasks.build_files(timezone.now() + LATER) == len(files.WRITERS) + 1
    second = building.current()
    assert second.version > first.version
    assert "Newcomer" in (second.folder / "organizations.csv").read_text()
    assert not first.folder.exists()


def test_the_next_files_wait_nine_times_as_long_as_the_last_took(lenders, build, make_organization):
    made = build()
    done = (made.folder / "datapackage.json").stat().st_mtime
    os.utime(made.folder / building.BEGUN, (done - 60, done - 60))
    make_organization()
    ready = datetime.fromtimestamp(done, UTC) + timedelta(minutes=9)
    assert tasks.build_files(ready - timedelta(seconds=5)) == 0
    assert tasks.build_files(ready + timedelta(seconds=5)) > 0


def test_what_was_withdrawn_leaves_the_files_without_waiting(lenders, build):
    made = build()
    done = (made.folder / "datapackage.json").stat().st_mtime
    os.utime(made.folder / building.BEGUN, (done - 3600, done - 3600))
    actions.withdraw(lenders, because="It asked us to.", by=None)
    assert tasks.build_files(timezone.now()) > 0
    assert "Kiva" not in (building.current().folder / "organizations.csv").read_text()


def test_files_that_cannot_be_made_leave_the_old_ones(lenders, build, make_organization, monkeypatch):
    first = build()
    make_organization()

    def broken(folder):
        (folder / "organizations.csv").write_text("half")
        raise OSError("no space left on device")

    monkeypatch.setattr(files, "write_all", broken)
    with pytest.raises(OSError, match="no space"):
        tasks.build_files(timezone.now() + LATER)
    assert building.current().folder == first.folder
    assert [each.name for each in building.root().iterdir() if each.is_dir()] == [first.folder.name]


def test_one_process_makes_them_at_a_time(lenders, build):
    with building._alone() as is_alone:
        assert is_alone
        assert build() is None
    assert build() is not None


def test_the_data_page_lists_the_files(client, lenders, build):
    before = client.get("/data/")
    assert "run_due" in Page(before).text
    made = build()
    after = client.get("/data/", headers={"If-None-Match": before["ETag"]})
    page = Page(after)
    assert f"Version {made.version}" in page.text
    for name, resource in made.resources.items():
        assert f"/data/{name}" in page.links()
        assert resource["hash"].removeprefix("sha256:") in page.text
    assert client.get("/data/", headers={"If-None-Match": after["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", ["organizations.csv", "organizations.xlsx", "directory.db", "tables.zip", "datapackage.json"])
def test_a_file_is_sent_whole_with_size_date_and_licence(client, lenders, build, name):
    assert client.get(f"/data/{name}").status_code == 404
    made = build()
    response = client.get(f"/data/{name}", headers={"Accept-Encoding": "gzip"})
    content = (made.folder / name).read_bytes()
    assert response.getvalue() == content
    assert response["Content-Length"] == str(len(content))
    assert "Content-Encoding" not in response
    assert response["Access-Control-Allow-Origin"] == "*"
    assert 'rel="license"' in response["Link"]
    assert response["Last-Modified"].endswith("GMT")
    again = client.get(f"/data/{name}", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, response["ETag"])
    assert client.get(f"/data/{name}", headers={"If-Modified-Since": response["Last-Modified"]}).status_code == 304


@pytest.mark.parametrize("name", [".begun", "..", ".lock", "nothing.csv", "%2e%2e%2flogos"])
def test_nothing_else_of_the_folder_is_sent(client, lenders, build, name):
    build()
    assert client.get(f"/data/{name}").status_code in {404, 301}
