"""A mirror can follow the changes and misses nothing."""

import pytest
from django.db import transaction

from directory.curation import actions, document
from directory.models import Change, Organization, Status
from directory.models.change import Action

SITE = "http://127.0.0.1:8000"


def publish(organization, **keys):
    said = document.read(Organization.objects.with_page_data().get(pk=organization.pk))
    return actions.publish(actions.propose({**said, **keys}, by=None, organization=organization), by=None)


def merge(organization, into):
    Organization.objects.filter(pk=organization.pk).update(status=Status.MERGED, merged_into=into)
    with transaction.atomic():
        return Change.objects.record(Organization.objects.get(pk=organization.pk), Action.MERGED, by=None)


class Mirror:
    """A copy of the directory that knows nothing but the API."""

    def __init__(self, client) -> None:
        self.client, self.number = client, 0
        self.entries: dict[str, dict] = {}

    def get(self, address):
        return self.client.get(address.removeprefix(SITE))

    def follow(self):
        address = f"/api/v1/changes?since={self.number}&limit=2"
        while address:
            answer = self.get(address).json()
            for change in answer["results"]:
                assert change["number"] > self.number
                self.number = change["number"]
                if change["subject"] == "organization":
                    self.take(change)
            address = answer["next"]

    def take(self, change):
        self.entries.pop(change["id"], None)
        response = self.get(change["api_url"])
        if response.status_code == 200:
            self.entries[change["id"]] = response.json()


def test_a_mirror_that_follows_has_what_the_directory_has(client, make_topic, make_organization):
    mirror = Mirror(client)
    make_topic("Poverty", "poverty")
    first, second, third, fourth = (make_organization() for _ in range(4))
    mirror.follow()
    publish(first, slug="elsewhere", topics=["poverty"])
    actions.withdraw(second, because="It asked us to.", by=None)
    make_organization(name="New")
    make_organization(name="Draft", status=Status.UNPUBLISHED)
    mirror.follow()
    publish(first, slug="again", summary="Anew.")
    merge(third, into=fourth)
    actions.restore(second, by=None)
    actions.withdraw(fourth, because="It ended.", by=None)
    actions.restore(fourth, by=None)
    mirror.follow()
    published = client.get("/api/v1/organizations").json()
    whole = {each["id"]: client.get(each["api_url"].removeprefix(SITE)).json() for each in published["results"]}
    assert mirror.entries == whole
    assert len(whole) == 4
    assert mirror.number == published["version"]


def test_a_change_says_what_was_done_and_where_the_thing_is_now(client, make_organization, make_curator):
    ada, unnamed = make_curator(administrator=True, public_name="Ada"), make_curator(administrator=True)
    kept, moved, copy, gone = (make_organization(slug=slug, name=slug.title()) for slug in ("kept", "moved", "copy", "gone"))
    actions.verify(kept, by=ada, message="All links work.")
    publish(moved, slug="here")
    merge(copy, into=kept)
    actions.withdraw(gone, because="It asked us to.", by=unnamed)
    withdrawn, merged, renamed, verified, *added = client.get("/api/v1/changes").json()["results"]
    assert verified | {"at": ""} == {
        "number": 5, "at": "", "subject": "organization", "action": "verified", "id": str(kept.uid), "slug": "kept",
        "name": "Kept", "into": None, "url": f"{SITE}/organizations/kept/", "api_url": f"{SITE}/api/v1/organizations/kept",
        "by": "Ada", "message": "All links work.",
    }  # fmt: skip
    assert (renamed["action"], renamed["slug"], renamed["id"]) == ("renamed", "here", str(moved.uid))
    assert (merged["action"], merged["into"]["slug"], merged["into"]["id"]) == ("merged", "kept", str(kept.uid))
    assert (withdrawn["action"], withdrawn["by"], withdrawn["message"]) == ("withdrawn", "a curator", "It asked us to.")
    assert [each["slug"] for each in added] == ["gone", "copy", "here", "kept"]


def test_a_topic_that_is_gone_has_no_address(client, make_topic):
    topic = make_topic("Poverty", "poverty")
    said = client.get("/api/v1/changes").json()["results"][0]
    assert (said["id"], said["api_url"]) == (None, f"{SITE}/api/v1/topics/poverty")
    with transaction.atomic():
        actions.record_edit(topic, by=None, action=Action.REMOVED)
        topic.delete()
    said = client.get("/api/v1/changes").json()["results"][0]
    assert (said["action"], said["slug"], said["url"], said["api_url"]) == ("removed", "poverty", None, None)


def test_changes_come_in_pages_from_both_ends(client, make_organization):
    for _ in range(5):
        make_organization()
    for start, numbers in (("?limit=2", [5, 4, 3, 2, 1]), ("?since=1&limit=2", [2, 3, 4, 5])):
        seen, address = [], f"/api/v1/changes{start}&fields=number"
        while address:
            answer = client.get(address.removeprefix(SITE)).json()
            assert all(each.keys() == {"number"} for each in answer["results"])
            seen += [each["number"] for each in answer["results"]]
            address = answer["next"]
        assert seen == numbers
    nothing = client.get("/api/v1/changes?since=5").json()
    assert (nothing["results"], nothing["next"], nothing["version"]) == ([], None, 5)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("since=soon", "since"), ("since=-1", "since"), ("before=x", "before"), ("since=1&before=2", "before"),
     ("limit=1001", "limit"), ("after=1", "after"), ("since=9999999999999999999", "since")],
)  # fmt: skip
def test_a_number_that_is_none_is_named(client, db, query, parameter):
    response = client.get(f"/api/v1/changes?{query}")
    assert (response.status_code, response.json()["parameter"]) == (400, parameter)


@pytest.mark.parametrize("entries", [1, 20])
def test_changes_cost_three_queries(client, make_organization, make_curator, django_assert_num_queries, entries):
    curator = make_curator(administrator=True)
    for _ in range(entries):
        actions.verify(make_organization(), by=curator)
    with django_assert_num_queries(3):
        client.get("/api/v1/changes")
