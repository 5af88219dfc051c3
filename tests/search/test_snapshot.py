"""A process starts from a file when that can be believed, and from the database when it cannot."""

import pytest
from django.utils import timezone

from directory.curation import people
from directory.models import Change, Person
from directory.search import base, index, snapshot
from directory.search.query import Query


@pytest.fixture
def kept(settings, tmp_path, make_organization):
    """A directory of two, its snapshot, and a process that has just begun."""
    settings.SNAPSHOT_ROOT = tmp_path
    make_organization(name="Kiva", summary="Lends small sums.")
    make_organization(name="Water Aid", began=1981)
    index.current()
    index.forget()
    return snapshot.path()


@pytest.fixture
def builds(monkeypatch):
    """How often the database is read whole."""
    counted = []
    build = base.build
    monkeypatch.setattr(base, "build", lambda entries: counted.append(1) or build(entries))
    return counted


def names(query: Query) -> list[str]:
    return [card.name for card in index.current().find(query).cards]


def test_the_next_process_starts_from_it(kept, builds):
    assert names(Query()) == ["Kiva", "Water Aid"]
    assert names(Query(text="small sums")) == ["Kiva"]
    assert names(Query(sort="began")) == ["Water Aid", "Kiva"]
    assert not builds


def test_what_has_changed_since_is_taken_over(kept, builds, make_organization):
    make_organization(name="Akvo")
    assert names(Query()) == ["Akvo", "Kiva", "Water Aid"]
    assert not builds


def test_nothing_is_kept_where_no_place_is_given(settings, make_organization, builds):
    settings.SNAPSHOT_ROOT = None
    make_organization(name="Kiva")
    assert names(Query()) == ["Kiva"]
    assert builds


def test_a_file_that_is_not_there_is_made(kept, builds):
    kept.unlink()
    assert names(Query()) == ["Kiva", "Water Aid"]
    assert builds
    assert kept.exists()


def damaged(places):
    def damage(file):
        content = bytearray(file.read_bytes())
        for place in places(len(content)):
            content[place] ^= 0x10
        file.write_bytes(content)

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes()[:40]),
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.write_bytes(file.read_bytes() + b"\0"),
        lambda file: file.write_bytes(file.read_bytes()[:-5000]),
        lambda file: file.write_bytes(b"socialchange index 0\n" + file.read_bytes()[21:]),
        lambda file: file.write_bytes(b"PK" + bytes(100_000)),
        damaged(lambda length: [0]),
        damaged(lambda length: [30]),
        damaged(lambda length: [54]),  # the length of the head
        damaged(lambda length: [60]),
        damaged(lambda length: [length // 2]),
        damaged(lambda length: [length - 1]),
        damaged(lambda length: range(0, length, 997)),
    ],
)
def test_a_damaged_file_is_made_again(kept, builds, damage):
    damage(kept)
    assert names(Query()) == ["Kiva", "Water Aid"]
    assert len(builds) == 1
    index.forget()
    assert names(Query(text="sums")) == ["Kiva"]
    assert len(builds) == 1, "the new file is good"


def test_a_file_made_with_another_key_is_not_believed(kept, builds, settings):
    settings.SECRET_KEY = "another"  # noqa: S105
    assert names(Query()) == ["Kiva", "Water Aid"]
    assert builds


def test_a_file_of_another_release_is_not_believed(kept, builds, monkeypatch):
    monkeypatch.setattr(snapshot, "MADE_BY", "another")
    assert names(Query()) == ["Kiva", "Water Aid"]
    assert builds


def test_a_file_of_another_directory_is_not_believed(kept, builds):
    last = Change.objects.first()
    Change.objects.filter(pk=last.pk)._raw_delete("default")
    Change.objects.bulk_create([Change(number=last.number, at=timezone.now(), subject=last.subject, action=last.action)])
    assert names(Query()) == ["Kiva", "Water Aid"]
    assert builds


def test_it_is_renewed_when_it_is_far_behind_and_taken_over_by_others(kept, make_organization, monkeypatch):
    monkeypatch.setattr(index, "STALE", 3)
    first = index.current()
    assert not index.renew_snapshot()
    for name in "ABC":
        make_organization(name=name)
    assert index.renew_snapshot()
    assert not index.renew_snapshot()
    monkeypatch.setattr(index, "_current", first)  # as another process has it
    for name in "DEF":
        make_organization(name=name)
    assert index.current().total == 8
    make_organization(name="G")
    later = index.current()
    assert (later.total, later.base.count) == (9, 5)


def test_a_place_where_nothing_can_be_written_costs_time_and_no_answer(settings, tmp_path, make_organization, builds, caplog):
    (tmp_path / "file").touch()
    settings.SNAPSHOT_ROOT = tmp_path / "file" / "snapshots"
    make_organization(name="Kiva")
    assert names(Query()) == ["Kiva"]
    assert "cannot be kept" in caplog.text
    builds.clear()
    assert not index.renew_snapshot()
    assert not builds, "it does not try again each minute"
    erase_somebody(make_organization)
    assert names(Query()) == ["A", "Kiva"]
    assert "by hand" in caplog.text


def test_a_disk_that_is_full_costs_time_and_no_answer(kept, builds, monkeypatch, make_organization):
    def full(file):
        raise OSError("No space left on device")

    kept.unlink()
    monkeypatch.setattr(snapshot.os, "fsync", full)
    assert names(Query()) == ["Kiva", "Water Aid"]
    assert not index.renew_snapshot()
    assert [each.name for each in kept.parent.iterdir()] == ["index.lock"]


def test_an_empty_directory_has_none(settings, tmp_path, db):
    settings.SNAPSHOT_ROOT = tmp_path
    assert not index.renew_snapshot()
    assert not snapshot.path().exists()


def test_many_changes_are_read_by_one_process_and_taken_over_by_others(kept, builds, make_organization, monkeypatch):
    monkeypatch.setattr(index, "MOST_CHANGES", 3)
    first = index.current()
    for name in "ABCD":
        make_organization(name=name)
    assert index.current().total == 6
    monkeypatch.setattr(index, "_current", first)  # as another process has it
    make_organization(name="E")
    assert index.current().total == 7
    assert len(builds) == 1


def erase_somebody(make_organization) -> None:
    """An entry A, and a person in it who is erased."""
    make_organization(name="A", people=[{"name": "Ada Byron", "role": "Founder"}])
    assert index.current().people_from("byron", 1)
    people.erase(Person.objects.get(), by=None)


def test_it_goes_when_a_person_was_removed(kept, make_organization):
    erase_somebody(make_organization)
    kept.with_suffix(".new").touch()  # what a process that ended while it wrote has left
    index.current()
    assert [each.name for each in kept.parent.iterdir()] == ["index.lock"]


def test_one_that_was_made_after_a_person_was_removed_stays(kept, make_organization, monkeypatch):
    first = index.current()
    erase_somebody(make_organization)
    index.current()
    assert index.renew_snapshot()
    monkeypatch.setattr(index, "_current", first)  # as another process has it
    assert index.current().total == 3
    assert kept.exists()


def test_the_words_of_a_person_who_was_removed_leave_every_process(kept, make_organization, monkeypatch):
    make_organization(name="A", people=[{"name": "Ada Byron", "role": "Founder"}])
    index.forget()
    kept.unlink()
    assert index.current().near_words("byrom", 1) == ["byron"]
    people.erase(Person.objects.get(), by=None)
    other = index.current()
    assert other.near_words("byrom", 1) == []
    assert index.renew_snapshot()
    monkeypatch.setattr(index, "_current", other)  # as another process has it
    make_organization(name="B")
    assert index.current().total == 4
    assert index.current().base.words.find("byron") is None
