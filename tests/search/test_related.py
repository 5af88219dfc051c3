import pytest

from directory.search import index
from directory.search import related as related_module
from directory.search.related import related


@pytest.fixture
def near(db):
    def near(organization):
        held = index.current()
        return [(held.cards([each.id])[0].name, each.reason) for each in related(held, organization.pk)]

    return near


def test_a_rare_cause_is_nearer_than_a_common_one(make_topic, make_organization, near):
    make_topic("Education", "education")
    make_topic("Solar lamps", "solar")
    one = make_organization(name="One", topics=["education", "solar"])
    make_organization(name="Rare", topics=["solar"])
    for number in range(5):
        make_organization(name=f"Common {number}", topics=["education"])
    assert near(one)[0] == ("Rare", "Both about Solar lamps")
    assert [name for name, _ in near(one)] == ["Rare", "Common 0", "Common 1", "Common 2"]


def test_ways_and_places_decide_between_equals_and_are_said(make_topic, make_organization, near):
    make_topic("Education", "education")
    one = make_organization(name="One", topics=["education"], ways_to_help=[{"kind": "lend"}], country="KE")
    make_organization(name="Another", topics=["education"])
    make_organization(name="Zebra", topics=["education"], ways_to_help=[{"kind": "lend"}], works_in=["KE"])
    assert near(one) == [("Zebra", "Both about Education, to lend, in Kenya"), ("Another", "Both about Education")]


def test_what_goes_on_is_nearer_than_what_has_ended(make_topic, make_organization, near):
    make_topic("Education", "education")
    one = make_organization(name="One", topics=["education"])
    make_organization(name="A memory", topics=["education"], ended=2010)
    make_organization(name="B lives", topics=["education"])
    assert [name for name, _ in near(one)] == ["B lives", "A memory"]


def test_without_a_shared_cause_nothing_is_related(make_topic, make_organization, near):
    make_topic("Education", "education")
    one = make_organization(topics=["education"], country="KE")
    make_organization(country="KE")
    assert near(one) == []
    assert near(make_organization()) == []


def test_the_work_is_bounded(make_topic, make_organization, near, monkeypatch):
    make_topic("Education", "education")
    monkeypatch.setattr(related_module, "MOST_CANDIDATES", 3)
    organizations = [make_organization(name=f"{number:02}", topics=["education"]) for number in range(12)]
    # of the first candidates, which may hold the entry itself
    assert [name for name, _ in near(organizations[11])] == ["00", "01", "02"]
