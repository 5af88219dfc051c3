"""The desk as a whole: who gets in, what its first page says, and what is nowhere."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.admin import today
from directory.curation import actions
from directory.models import Change, Curator, Organization, State
from tests.admin.conftest import Desk
from tests.html import Page

LISTS = ["organization", "revision", "topic", "person", "collection", "change", "curator", "import"]
TOOLS = ["change", "preview", "history", "withdraw", "merge"]


@pytest.fixture
def every_page(make_organization, make_topic, make_collection) -> list[str]:
    topic = make_topic("Water", "water")
    organization = make_organization(topics=["water"], people=[{"name": "Asha Example", "role": "Founder"}])
    things = {
        "topic": topic,
        "person": organization.roles.get().person,
        "collection": make_collection("Water", organization),
        "change": Change.objects.first(),
        "curator": Curator.objects.create(username="someone"),
        "revision": organization.revisions.get(),
    }
    return [
        reverse("desk:index"),
        reverse("desk:jsi18n"),
        *(reverse(f"desk:directory_{model}_changelist") for model in ("auditrecord", "likelypair", "proposedtopic")),
        *(reverse(f"desk:directory_{page}") for page in ("organization_export", "topic_merges", "topic_alike")),
        reverse("desk:directory_topic_merge", args=[topic.pk]),
        *(reverse(f"desk:directory_{model}_erase", args=[things[model].pk]) for model in ("person", "curator")),
        *(reverse(f"desk:directory_{model}_changelist") for model in LISTS),
        *(reverse(f"desk:directory_{model}_add") for model in LISTS if model not in {"revision", "change"}),
        *(reverse(f"desk:directory_{model}_change", args=[thing.pk]) for model, thing in things.items()),
        *(reverse(f"desk:directory_{model}_delete", args=[things[model].pk]) for model in ("collection",)),
        *(reverse(f"desk:directory_organization_{tool}", args=[organization.pk]) for tool in TOOLS),
    ]


def test_every_page_answers_an_administrator_and_is_kept_by_nobody(administrator, every_page):
    for address in every_page:
        response = administrator.client.get(address)
        assert response.status_code == 200, address
        assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", ")), address


def test_every_page_sends_an_anonymous_visitor_to_the_door(client, every_page):
    for address in every_page:
        response = client.get(address)
        assert response.status_code == 302, address
        assert response.headers["Location"].startswith(reverse("desk:login")), address
        assert "no-store" in response.headers["Cache-Control"]


def test_an_account_that_is_not_for_the_desk_stays_outside(client, make_curator):
    curator = make_curator(administrator=True)
    Curator.objects.filter(pk=curator.pk).update(is_staff=False)
    client.force_login(curator)
    assert client.get(reverse("desk:index"), follow=True).status_code == 403


@pytest.mark.parametrize("address", ["/desk/taggit/tag/merge-tags/", "/desk/taggit/tag/", "/desk/taggit/"])
def test_taggits_own_admin_is_nowhere(administrator, address):
    assert administrator.client.get(address).status_code == 404
    assert administrator.client.post(address, {"new_tag_name": "pwned"}).status_code == 404


def test_the_first_page_says_what_needs_a_curator(administrator, make_organization):
    def draft(name):
        return actions.propose({"name": name, "kind": "blog"}, by=administrator.curator)

    draft("My draft")
    actions.move(draft("In review"), State.IN_REVIEW, by=None)
    later = timezone.now() + timezone.timedelta(days=3)
    actions.move(draft("Scheduled one"), State.SCHEDULED, by=None, publish_at=later)
    make_organization(name="Bare", summary="")
    full = make_organization(
        name="Full", ways_to_help=[{"kind": "donate"}], sources=[{"url": "https://a.example/", "title": "About"}]
    )
    actions.verify(full, by=administrator.curator)
    needs = {need.title: need for need in administrator.client.get("/desk/").context["needs"]}
    assert [[item.name for item in need.items] for need in needs.values()] == [
        ["In review"],
        ["Scheduled one"],
        ["My draft"],
        [],
        ["Bare"],
        ["No summary", "No way to help", "No source", "No channel", "No topic"],
        [],
        [],
    ]
    lacks = {item.name: item.detail for item in needs["Incomplete"].items}
    assert (lacks["No summary"], lacks["No topic"], needs["Incomplete"].count) == ("1 entry", "2 entries", 2)
    addresses = [need.all_address for need in needs.values()] + [item.address for item in needs["Incomplete"].items]
    assert all(administrator.client.get(address).status_code == 200 for address in addresses)


def test_what_nobody_checked_for_a_year_is_confirmed_by_one_click(client, administrator, make_organization):
    today = timezone.localdate()
    for name, days in (("Young", 364), ("Older", 366), ("Oldest", 900)):
        actions.verify(make_organization(name=name), by=administrator.curator, on=today - timezone.timedelta(days=days))
    page = administrator.client.get("/desk/")
    (need,) = [need for need in page.context["needs"] if need.title == "Not checked for a year"]
    assert [item.name for item in need.items] == ["Oldest", "Older"]
    assert {each.name for each in administrator.client.get(need.all_address).context["cl"].result_list} == {"Oldest", "Older"}
    sent = {"from": "today", "checked": ["links", "facts", "<b>all</b>"]}
    response = administrator.client.post(need.items[0].check_address, sent, follow=True)
    assert response.redirect_chain == [("/desk/", 302)]
    assert "“Oldest” is marked as checked today." in response.text
    oldest = Organization.objects.get(name="Oldest")
    assert (oldest.verified_on, oldest.verified_by) == (today, administrator.curator)
    assert "checked by Ada: Facts and links" in Page(client.get("/changes/")).text


def test_who_only_looks_is_offered_nothing_to_click(make_curator, make_organization):
    make_organization()
    page = Desk(make_curator("view_organization")).client.get("/desk/").text
    assert "Never checked by a person" in page
    assert "Still right" not in page


def test_an_ended_organization_needs_no_way_to_help(administrator, make_organization):
    make_organization(name="Gone", ended=2010, sources=[{"url": "https://a.example/", "title": "About"}])
    needs = {need.title: need for need in administrator.client.get("/desk/").context["needs"]}
    assert "No way to help" not in [item.name for item in needs["Incomplete"].items]


def test_the_first_page_of_an_empty_directory_is_calm(administrator):
    page = administrator.client.get("/desk/").text
    assert "Nothing waits for review." in page
    assert "Every entry says what it should." in page


def test_very_many_are_not_counted_to_the_end(administrator, make_organization, monkeypatch):
    monkeypatch.setattr(today, "MOST_COUNTED", 2)
    for _ in range(4):
        make_organization(summary="")
    page = administrator.client.get("/desk/")
    needs = {need.title: need for need in page.context["needs"]}
    assert (needs["Never checked by a person"].count, needs["Never checked by a person"].told) == (3, "2+")
    assert needs["Incomplete"].items[0].detail == "2+ entries"


@pytest.mark.parametrize("number", [1, 30])
def test_the_first_page_costs_the_same_whatever_waits(administrator, make_organization, django_assert_max_num_queries, number):
    for _ in range(number):
        make_organization(summary="")
        actions.propose({"name": "Draft"}, by=administrator.curator)
    with django_assert_max_num_queries(26):
        administrator.client.get("/desk/")


def test_suggestions_come_only_to_those_who_may_look(make_curator, editor, make_organization):
    make_organization(name="Water First")
    query = {"app_label": "directory", "model_name": "relation", "field_name": "other", "term": "wat"}
    address = reverse("desk:autocomplete")
    assert [each["text"] for each in editor.client.get(address, query).json()["results"]] == ["Water First"]
    assert Desk(make_curator()).client.get(address, query).status_code == 403


# Revisions


def test_a_revision_is_read_compared_and_decided_on(editor, make_organization):
    organization = make_organization(name="Water", summary="Before.")
    editor.send(editor.open(organization), organization, "_review", summary="After.")
    revision = organization.revisions.open().get()
    address, decide = (reverse(f"desk:directory_revision_{page}", args=[revision.pk]) for page in ("change", "decide"))
    page = editor.client.get(address).text
    assert ">removed: </span>Before" in page
    assert ">added: </span>After" in page
    assert editor.client.get(decide).status_code == 405
    editor.client.post(decide, {"_refuse": "1", "note": "Too short."})
    assert "Too short." in editor.client.get(address).text
    organization.refresh_from_db()
    assert organization.summary == "Before."
    editor.send(editor.open(organization), organization, summary="After all.")
    revision = organization.revisions.open().get()
    editor.client.post(reverse("desk:directory_revision_decide", args=[revision.pk]), {"_publish": "1"})
    organization.refresh_from_db()
    assert organization.summary == "After all."


# The log, and accounts


def test_the_log_cannot_be_written(administrator, make_organization):
    make_organization()
    change = Change.objects.get()
    for page, args in (("add", []), ("change", [change.pk]), ("delete", [change.pk])):
        address = reverse(f"desk:directory_change_{page}", args=args)
        assert administrator.client.post(address, {"message": "Else", "post": "yes"}).status_code == 403
    assert Change.objects.get().message == change.message


def test_what_waits_for_review_leads_to_where_it_is_decided(editor, make_organization):
    revision = actions.propose({"name": "Water", "kind": "blog"}, by=None, organization=make_organization())
    actions.move(revision, State.IN_REVIEW, by=None)
    assert reverse("desk:directory_revision_change", args=[revision.pk]) in editor.client.get("/desk/").text


def test_an_author_learns_that_a_revision_was_refused_and_why(contributor, editor, make_organization):
    proposal = {"name": "Water", "kind": "blog"}
    revision = actions.propose(proposal, by=contributor.curator, organization=make_organization())
    assert "Yours, refused" not in contributor.client.get("/desk/").text
    actions.move(revision, State.IN_REVIEW, by=contributor.curator)
    actions.move(revision, State.REFUSED, by=editor.curator, note="It has no source.")
    page = contributor.client.get("/desk/").text
    assert "Yours, refused" in page
    assert "It has no source." in page
    assert "Yours, refused" not in editor.client.get("/desk/").text
    shown = contributor.client.get(reverse("desk:directory_revision_change", args=[revision.pk])).text
    assert "What it would have changed" in shown


def test_a_revision_is_read_with_its_topics_by_name(editor, make_organization, make_topic):
    make_topic("Clean water", "wells-and-taps")
    organization = make_organization(topics=["wells-and-taps"])
    page = editor.client.get(reverse("desk:directory_revision_change", args=[organization.revisions.get().pk])).text
    assert "Clean water" in page
    assert "wells-and-taps" not in page


@pytest.mark.parametrize("model", ["organization", "topic", "person", "collection", "curator"])
def test_the_way_back_leads_to_the_desk_and_to_the_list(administrator, model):
    page = administrator.client.get(reverse(f"desk:directory_{model}_add")).text
    assert reverse("desk:app_list", args=["directory"]) + '"' not in page
    crumbs = page[page.index('class="breadcrumbs"') : page.index("</ol>", page.index('class="breadcrumbs"'))]
    assert f'href="{reverse("desk:index")}">Desk<' in crumbs
    assert f'href="{reverse(f"desk:directory_{model}_changelist")}"' in crumbs


def test_a_long_filter_begins_closed(administrator, make_organization, make_topic):
    for number in range(20):
        make_topic(f"Topic {number}", f"topic-{number}")
    address = reverse("desk:directory_organization_changelist")
    filters = re.compile(r'<details data-filter-title="topic"\s*(open)?\s*>')
    assert filters.search(administrator.client.get(address).text)[1] is None
    chosen = f"{address}?topics__id__exact={make_topic('Water', 'water').pk}"
    assert filters.search(administrator.client.get(chosen).text)[1] == "open"
