import pytest
from django.db import connection

from bench import edit
from bench.entries import TOPICS, entry
from bench.load import load
from directory.curation import document
from directory.models import Change, DirectoryVersion, Organization, Topic
from tests.html import Page

FEW = 60


@pytest.fixture
def loaded(db):
    load(FEW)


def test_loaded_entries_are_on_the_listing_and_under_their_topics(client, loaded):
    assert f"{FEW} entries" in Page(client.get("/organizations/?limit=100")).text
    first = entry(0)
    page = Page(client.get("/organizations/", {"topic": Topic.objects.get(name=TOPICS[first.topics[0]].name).slug}))
    assert f"/organizations/{first.slug}/" in page.links()


def test_a_loaded_entry_shows_all_its_parts(client, loaded):
    partner = next(made for made in map(entry, range(FEW)) if made.partner is not None)
    text = client.get(f"/organizations/{partner.slug}/").text
    for shown in (partner.website, partner.channels[0][1], partner.seat, entry(partner.partner).name):
        assert shown in text


def test_loaded_entries_are_what_a_curator_could_have_published(loaded):
    connection.check_constraints()
    for organization in Organization.objects.with_page_data():
        document.check(document.read(organization), onto=organization)


def test_each_loaded_entry_is_a_change_in_the_order_of_publication(client, loaded):
    added = Change.objects.filter(subject="organization").order_by("number")
    assert [change.at for change in added] == sorted(Organization.objects.values_list("published_at", flat=True))
    assert DirectoryVersion.current() == Change.objects.count() == FEW + len(TOPICS)
    assert added.last().name in Page(client.get("/changes/")).text


def test_curators_can_go_on_from_there(loaded, make_organization, make_topic):
    make_topic("Kites")
    assert make_organization(name="Kite Makers", topics=["kites"]).pk == FEW + 1


def test_what_is_published_later_is_the_newest(client, loaded):
    edit.publish()
    assert f"/organizations/{edit.SLUG}/" in Page(client.get("/organizations/?sort=newest")).links()


def test_a_directory_with_entries_is_left_alone(make_organization):
    make_organization(name="Kept")
    with pytest.raises(SystemExit, match="empty"):
        load(FEW)
    assert Organization.objects.get().name == "Kept"
