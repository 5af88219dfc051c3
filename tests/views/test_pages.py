"""Topics, people, collections, changes, comparison: what each page family has of its own."""

import pytest

from directory.curation import actions
from directory.models import Change, FormerTopicSlug, Organization, Status, Topic
from tests.html import Page


@pytest.fixture
def read(client):
    def read(address: str, status: int = 200) -> Page:
        response = client.get(address)
        assert response.status_code == status, response.text[:500]
        return Page(response)

    return read


@pytest.fixture
def directory(make_topic, make_organization, make_collection):
    make_topic("Poverty", "poverty", description="Money where it is least.")
    make_topic("Micro-lending", "micro-lending", parent=Topic.objects.get(slug="poverty"))
    make_topic("Education", "education")
    kiva = make_organization(
        name="Kiva", slug="kiva", topics=["micro-lending", "education"], ways_to_help=[{"kind": "lend"}],
        people=[{"name": "Ada Example", "slug": "ada", "role": "Co-founder"}],
    )  # fmt: skip
    hidden = make_organization(
        name="Hidden",
        slug="hidden",
        status=Status.UNPUBLISHED,
        people=[{"name": "Bob Example", "slug": "bob", "role": "Chair"}],
    )
    make_collection("Lenders", kiva, hidden, slug="lenders", summary="Who lends.")
    return kiva


def test_home_asks_the_question_and_shows_two_steps(read, directory):
    page = read("/")
    assert "How will you make change?" in page.text
    assert {"/topics/poverty/", "/organizations/kiva/", "/collections/lenders/"} <= set(page.links())
    assert any(link.endswith("/organizations/?help=lend") for link in page.links())
    assert page.inputs("q")


def test_topics_stand_as_a_tree_with_counts(read, directory):
    page = read("/topics/")
    assert page.text.index("Poverty") < page.text.index("Micro-lending") < page.text.index("Education")
    assert {"/topics/poverty/", "/topics/micro-lending/"} <= set(page.links())


def test_a_topic_shows_its_entries_sub_topics_and_related_topics(read, directory):
    page = read("/topics/poverty/")
    assert "Money where it is least." in page.text
    assert {"/organizations/kiva/", "/topics/micro-lending/", "/topics/education/"} <= set(page.links())


def test_a_former_topic_leads_to_the_present_one(client, directory):
    FormerTopicSlug.objects.create(slug="microfinance", topic=Topic.objects.get(slug="micro-lending"))
    response = client.get("/topics/microfinance/")
    assert (response.status_code, response["Location"]) == (301, "/topics/micro-lending/")
    assert client.get("/topics/nothing/").status_code == 404


def test_a_topic_in_another_script_has_an_address(read, make_topic):
    topic = make_topic("Защита природы")
    assert "Защита природы" in read(topic.get_absolute_url()).text


def test_people_of_published_entries_are_listed(read, directory):
    page = read("/people/")
    assert "Ada Example" in page.text
    assert "Bob Example" not in page.text
    assert "Kiva" in read("/people/ada/").text
    assert read("/people/bob/", status=404)


def test_people_lead_to_the_next_page(read, make_organization):
    make_organization(people=[{"name": f"Person {n:03}", "role": "Member"} for n in range(130)])
    page = read("/people/")
    assert "Person 099" in page.text
    assert "Person 100" not in page.text
    following = next(link for link in page.links() if "after=" in link)
    assert "Person 100" in read(following if following.startswith("/") else f"/people/{following}").text


@pytest.mark.parametrize("cursor", ["x", "AAAA", "WzEsMl0", "WyJhIiwgImJcdTAwMDAiXQ", "[[[["])
def test_a_bad_place_in_the_list_is_named(read, db, cursor):
    assert cursor in read(f"/people/?after={cursor}", status=400).text


def test_a_collection_shows_its_published_entries_in_order(read, directory):
    page = read("/collections/lenders/")
    assert "Note on Kiva" in page.text
    assert "Hidden" not in page.text
    assert "1" in read("/collections/").text


def test_a_collection_that_is_not_public_is_not_found(read, directory, make_collection):
    make_collection("Secret", directory, slug="secret", is_public=False)
    assert "Secret" not in read("/collections/").text
    read("/collections/secret/", status=404)


def test_changes_tell_what_the_curators_did(read, directory, make_curator):
    actions.verify(directory, by=make_curator("change_organization", username="private-name", public_name="Ada C."))
    page = read("/changes/")
    assert "Kiva" in page.text
    assert "Ada C." in page.text
    assert "private-name" not in page.response.text
    assert "Hidden" not in page.text


def test_changes_go_back_in_time(read, make_organization):
    for _ in range(60):
        make_organization()
    older = next(link for link in read("/changes/").links() if "before=" in link)
    newest = Change.objects.first().number
    assert older.endswith(f"before={newest - 49}")
    page = read(f"/changes/{older[older.index('?') :]}")
    assert len([link for link in page.links() if link.startswith("/organizations/organization-")]) == 10
    assert "soon" in read("/changes/?before=soon", status=400).text


def test_entries_stand_side_by_side(read, directory, make_organization):
    make_organization(name="Zidisha", slug="zidisha", country="US")
    page = read("/compare/?org=kiva&org=zidisha")
    headings = ["".join(cell.itertext()).strip() for cell in page.tree.findall(".//table//th")]
    assert any("Kiva" in heading for heading in headings)
    assert any("Zidisha" in heading for heading in headings)
    assert "United States" in page.text


def test_comparing_follows_entries_that_have_moved(client, directory, make_organization):
    make_organization(slug="copy", status=Status.MERGED, into=directory)
    response = client.get("/compare/?org=copy&org=kiva")
    assert (response.status_code, response["Location"]) == (301, "/compare/?org=kiva")


@pytest.mark.parametrize("query", ["org=nobody&org=kiva", "org=hidden&org=kiva", "org=%00&org=kiva"])
def test_comparing_with_what_is_not_there_is_refused(read, directory, query):
    page = read(f"/compare/?{query}", status=400)
    assert any(link.endswith("?org=kiva") for link in page.links())


def test_only_so_many_fit_side_by_side(read, make_organization):
    slugs = [make_organization().slug for _ in range(7)]
    page = read("/compare/?" + "&".join(f"org={slug}" for slug in slugs), status=400)
    assert "at most 6" in page.text


@pytest.mark.parametrize(
    "address", ["/nowhere/", "/topics/nowhere/", "/people/nobody/", "/collections/none/", "/media/logos/x.webp"]
)
def test_a_page_that_is_not_there_helps_on(read, db, address):
    page = read(address, status=404)
    assert "/organizations/" in page.links()


def test_an_error_of_ours_says_so_plainly(client, settings, monkeypatch):
    from directory.views import pages

    def broken(request):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(pages, "current_index", broken)
    client.raise_request_exception = False
    response = client.get("/about/")
    assert response.status_code == 500
    assert "broken on purpose" not in response.text
    assert Page(response).links()


@pytest.mark.django_db
def test_health_names_what_does_not_answer(client, settings, monkeypatch):
    from directory.views import health

    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/ready").json() == {"status": "ok"}
    monkeypatch.setitem(health.CHECKS, "cache", lambda: False)
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["failing"]) == (503, ["cache"])


def test_nothing_published_yet_is_a_page_too(read, db):
    assert Organization.objects.count() == 0
    for address in ("/", "/organizations/", "/topics/", "/people/", "/collections/", "/changes/"):
        read(address)
