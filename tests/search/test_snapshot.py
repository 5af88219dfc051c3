"""A process starts from a file when that can be believed, and from the database when it cannot."""

import pytest
from django.utils import timezone

from directory.models import Change
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


def test_it_goes_when_a_person_was_removed(kept, make_organization):
    from django.db import transaction

    from directory.curation import actions
    from directory.models import Person
    from directory.models.change import Action

    make_organization(name="A", people=[{"name": "Ada Byron", "role": "Founder"}])
    index.current()
    with transaction.atomic():
        actions.record_edit(Person.objects.get(), by=None, action=Action.REMOVED)
    index.current()
    assert not kept.exists()
