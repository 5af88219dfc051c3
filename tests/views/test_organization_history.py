"""An entry's public history: what was public, version beside version, and nothing that never was."""

import pytest

from directory.curation import actions, document
from directory.models import Change, Organization, Status
from tests.html import Page


def edit(organization, by=None, message="", **changes):
    now = Organization.objects.with_page_data().get(pk=organization.pk)
    revision = actions.propose({**document.read(now), **changes}, by=by, organization=now, message=message)
    return actions.publish(revision, by=by)


def test_each_change_is_compared_with_the_version_before(client, make_organization, make_curator):
    organization = make_organization(slug="water", summary="It digs wells.", seat="Nairobi")
    ada = make_curator(administrator=True, public_name="Ada", email="ada@private.example")
    edit(
        organization,
        by=ada,
        message="They drill now",
        summary="It drills wells.",
        channels=[{"network": "x", "url": "https://x.example/"}],
    )
    page = Page(client.get("/organizations/water/history/"))
    assert "edited By Ada. They drill now" in page.text
    assert "Summary It removed: digs (end)added: drills (end) wells." in page.text
    assert "Channels Added: X · https://x.example/" in page.text
    assert "Nairobi" not in page.text
    assert "added" in page.text
    assert "ada@private" not in page.response.text


def test_only_what_was_published_is_told(client, make_organization, make_curator):
    organization = make_organization(slug="water", summary="Wells.")
    author = make_curator("change_organization", username="secret-name")
    draft = actions.propose(
        {**document.read(organization), "summary": "Draft words."},
        by=author,
        organization=organization,
        message="Draft message",
    )
    organization.internal_notes.create(text="Rang them.")
    edit(organization, summary="Deep wells.")
    text = client.get("/organizations/water/history/").text
    for private in ("Draft words", "Draft message", "secret-name", "Rang them"):
        assert private not in text
    assert draft.state == "draft"
    assert ">added: </span>Deep " in text


def test_a_relation_to_an_entry_that_is_not_public_stays_private(client, make_organization):
    hidden = make_organization(slug="hidden-one", status=Status.UNPUBLISHED)
    seen = make_organization(slug="seen-one")
    organization = make_organization(slug="water")
    edit(organization, relations=[{"kind": "part-of", "organization": slug} for slug in (hidden.slug, seen.slug)])
    text = client.get("/organizations/water/history/").text
    assert "seen-one" in text
    assert "hidden-one" not in text


def test_the_changes_page_and_the_entry_name_the_fields_and_lead_to_the_comparison(client, make_organization):
    organization = make_organization(slug="water", summary="Wells.")
    change = edit(organization, summary="Deep wells.", began=1999)
    address = f"/organizations/water/history/?before={change.number + 1}#change-{change.number}"
    for page in ("/changes/", "/organizations/water/"):
        shown = Page(client.get(page))
        assert "summary, began" in shown.text
        assert address in shown.links()
    assert "/organizations/water/history/" in Page(client.get("/organizations/water/")).links()
    assert Change.objects.get(number=change.number).fields == ["summary", "began"]
    actions.withdraw(organization, because="They asked.", by=None)
    assert address not in client.get("/changes/").text


@pytest.mark.parametrize(("status", "code"), [(Status.UNPUBLISHED, 404), (Status.WITHDRAWN, 410)])
def test_an_entry_that_is_not_public_has_no_history(client, make_organization, status, code):
    make_organization(slug="water", status=status)
    assert client.get("/organizations/water/history/").status_code == code


def test_a_former_address_leads_to_the_present_history(client, make_organization):
    edit(make_organization(slug="water"), slug="wells")
    response = client.get("/organizations/water/history/")
    assert (response.status_code, response.headers["Location"]) == (301, "/organizations/wells/history/")


def test_it_comes_in_pages_and_is_cached_like_every_public_page(client, make_organization):
    organization = make_organization(slug="water", summary="Version 0.")
    for number in range(1, 12):
        edit(organization, summary=f"Version {number}.")
    first = client.get("/organizations/water/history/")
    assert first.headers["ETag"]
    assert not first.cookies
    assert client.get("/organizations/water/history/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    older = next(link for link in Page(first).links() if "before=" in link)
    second = client.get(older)
    assert "Version" in second.text
    assert not any("before=" in link for link in Page(second).links())


@pytest.mark.parametrize("before", ["x", "-1", "1" * 30, "٣"])
def test_a_page_that_cannot_be_is_400(client, make_organization, before):
    make_organization(slug="water")
    assert client.get("/organizations/water/history/", {"before": before}).status_code == 400
    assert client.get("/organizations/water/history/", {"before": "0"}).status_code == 200


@pytest.mark.parametrize("number", [1, 9])
def test_it_costs_the_same_however_long(client, make_organization, make_topic, django_assert_max_num_queries, number):
    make_topic("Water", "water")
    organization = make_organization(slug="wells")
    for each in range(number):
        edit(organization, summary=f"Version {each}.", topics=["water"] if each % 2 else [])
    with django_assert_max_num_queries(18):
        client.get("/organizations/wells/history/")


def test_a_very_long_text_is_shown_by_its_changes(client, make_organization):
    long = " ".join(f"word{number}" for number in range(20_000))
    edit(make_organization(slug="water", description=f"{long} old {long}"), description=f"{long} new {long}")
    text = client.get("/organizations/water/history/").text
    assert ">added: </span>new" in text
    assert len(text) < 20_000
