import pytest

from directory.models import FormerTopicSlug, Person, Status, Topic

SITE = "http://127.0.0.1:8000"


@pytest.fixture
def causes(whole):
    FormerTopicSlug.objects.create(slug="small-loans", topic=Topic.objects.get(slug="micro-lending"))


def test_topics_are_a_tree_with_synonyms_and_links(client, causes):
    answer = client.get("/api/v1/topics").json()
    assert answer["count"] == 2
    [poverty] = answer["results"]
    assert (poverty["slug"], poverty["parent"], poverty["synonyms"], poverty["count"]) == ("poverty", None, ["hardship"], 1)
    assert poverty["links"] == [{"vocabulary": "sdg", "code": "1", "url": "https://sdgs.un.org/goals/goal1"}]
    [lending] = poverty["children"]
    assert (lending["slug"], lending["parent"], lending["former_slugs"]) == ("micro-lending", "poverty", ["small-loans"])
    assert lending["api_url"] == f"{SITE}/api/v1/topics/micro-lending"


def test_a_former_topic_redirects(client, causes):
    moved = client.get("/api/v1/topics/small-loans?fields=name")
    assert (moved.status_code, moved["Location"]) == (308, "/api/v1/topics/micro-lending?fields=name")
    assert client.get("/api/v1/topics/micro-lending").json()["name"] == "Micro-lending"


def test_people_come_with_their_roles_in_published_entries(client, make_organization):
    ada = {"name": "Ada Example", "slug": "ada", "role": "Founder", "began": 2005}
    make_organization(name="Kiva", slug="kiva", people=[ada])
    make_organization(name="Hidden", slug="hidden", people=[ada, {"name": "Bob", "slug": "bob"}], status=Status.UNPUBLISHED)
    Person.objects.get(slug="ada").sources.create(url="https://example.org/", title="Example")
    answer = client.get("/api/v1/people").json()
    assert [each["slug"] for each in answer["results"]] == ["ada"]
    said = client.get("/api/v1/people/ada").json()
    assert said["roles"] == [{"organization": "kiva", "name": "Kiva", "role": "Founder", "began": 2005, "ended": None}]
    assert said["sources"] == [{"url": "https://example.org/", "title": "Example", "supports": ""}]
    assert client.get("/api/v1/people/bob").status_code == 404


def test_collections_keep_their_order_and_leave_out_what_is_not_public(client, make_organization, make_collection):
    first, second = make_organization(slug="zebra"), make_organization(slug="aardvark")
    hidden = make_organization(slug="hidden", status=Status.WITHDRAWN)
    make_collection("Lenders", first, hidden, second, slug="lenders")
    make_collection("Not yet", first, slug="not-yet", is_public=False)
    [said] = client.get("/api/v1/collections").json()["results"]
    assert [each["slug"] for each in said["organizations"]] == ["zebra", "aardvark"]
    assert said["organizations"][0]["note"].startswith("Note on")
    assert client.get("/api/v1/collections/not-yet").status_code == 404


@pytest.mark.parametrize("room", ["people", "collections"])
def test_plain_lists_lead_on_and_back(client, make_organization, make_collection, room):
    for number in range(5):
        entry = make_organization(people=[{"name": f"Person {number}", "slug": f"thing-{number}", "role": "Member"}])
        make_collection("The same name", entry, slug=f"thing-{number}")
    forward, address = [], f"/api/v1/{room}?limit=2&fields=slug"
    while address:
        answer = client.get(address.removeprefix(SITE)).json()
        assert answer["count"] == 5
        forward.append([each["slug"] for each in answer["results"]])
        last, address = answer, answer["next"]
    assert forward == [["thing-0", "thing-1"], ["thing-2", "thing-3"], ["thing-4"]]
    backward, address = [], last["previous"]
    while address:
        answer = client.get(address.removeprefix(SITE)).json()
        backward.append([each["slug"] for each in answer["results"]])
        address = answer["previous"]
    assert backward == [["thing-2", "thing-3"], ["thing-0", "thing-1"]]


@pytest.mark.parametrize(
    "query", ["after=x", "after=WyJhIl0", "before=WzEsMiwzXQ", "after=WyJhIiwiYiJd&before=WyJhIiwiYiJd", "limit=x"]
)
def test_a_place_that_is_none_is_named(client, db, query):
    response = client.get(f"/api/v1/people?{query}")
    assert response.status_code == 400
    assert response.json()["parameter"] in query


@pytest.mark.parametrize(
    ("address", "queries"), [("topics", 2), ("people", 5), ("collections", 7), ("people/ada", 4), ("collections/lenders", 6)]
)
@pytest.mark.parametrize("more", [0, 8])
def test_a_list_costs_a_fixed_number_of_queries(
    client, make_topic, make_organization, make_collection, django_assert_num_queries, address, queries, more
):
    topic = make_topic("Poverty", "poverty")
    for _ in range(more + 1):
        topic.synonyms.create(name=f"synonym {Topic.objects.count()}-{topic.synonyms.count()}")
        entry = make_organization(topics=["poverty"], people=[{"name": "Ada", "slug": "ada", "role": "Member"}])
        make_collection("More", entry, slug=f"more-{entry.pk}")
    make_collection("Lenders", entry, slug="lenders")
    client.get("/api/v1/topics")
    with django_assert_num_queries(queries):
        assert client.get(f"/api/v1/{address}").status_code == 200
