"""Topics, people and collections at the desk: each change is recorded, and no address is lost."""

import pytest
from django.urls import reverse

from directory.curation import actions, document
from directory.models import Change, Collection, FormerTopicSlug, Person, Topic
from tests.admin.conftest import fields_of


def address(model: str, page: str = "changelist", *args) -> str:
    return reverse(f"desk:directory_{model}_{page}", args=args)


def send(desk, model: str, thing=None, **typed):
    """Fill the form of a thing, or of a new one, and save."""
    place = address(model, "change", thing.pk) if thing else address(model, "add")
    form = fields_of(desk.client.get(place).text, f"{model}_form")
    return desk.client.post(place, {**form, **{name.replace("__", "-"): value for name, value in typed.items()}}, follow=True)


def actions_of(slug: str) -> list[str]:
    return list(Change.objects.filter(slug=slug).order_by("number").values_list("action", flat=True))


# Topics


def test_a_topic_is_added_with_synonyms_and_links(client, administrator):
    send(
        administrator,
        "topic",
        name="Clean water",
        description="Wells and pipes.",
        hue="5",
        synonyms__0__name="H2O",
        links__0__vocabulary="sdg",
        links__0__code="6",
    )
    topic = Topic.objects.get(slug="clean-water")
    assert [synonym.name for synonym in topic.synonyms.all()] == ["H2O"]
    assert [link.code for link in topic.links.all()] == ["6"]
    assert Change.objects.get(slug="clean-water").by == administrator.curator
    assert "Wells and pipes." in client.get("/topics/clean-water/").text


def test_a_new_address_of_a_topic_redirects_from_the_old_one(client, administrator, make_topic, make_organization):
    topic = make_topic("Water", "water")
    organization = make_organization(topics=["water"])
    draft = actions.propose({**document.read(organization), "summary": "New."}, by=None, organization=organization)
    send(administrator, "topic", topic, name="Clean water", slug="clean-water")
    response = client.get("/topics/water/")
    assert (response.status_code, response.headers["Location"]) == (301, "/topics/clean-water/")
    assert actions_of("clean-water") == ["renamed"]
    assert "Clean water" in administrator.client.get(administrator.address(organization)).text
    actions.publish(draft, by=None)  # it still says the old address, and means the same topic
    assert [each.slug for each in organization.topics.all()] == ["clean-water"]


def test_an_address_that_another_topic_had_is_refused(administrator, make_topic):
    other = make_topic("Clean water", "clean-water")
    FormerTopicSlug.objects.create(slug="water", topic=other)
    response = send(administrator, "topic", make_topic("Oil", "oil"), slug="water")
    assert "The address water belonged to Clean water" in response.text


@pytest.mark.parametrize(("typed", "says"), [({"name": "EDUCACION"}, "already"), ({"hue": "9"}, "less than or equal to 8")])
def test_a_topic_that_cannot_be_is_refused_at_its_field(administrator, make_topic, typed, says):
    make_topic("Educación", "educacion")
    assert says in send(administrator, "topic", make_topic("Water", "water"), **typed).text


def test_a_sub_topic_cannot_be_a_parent(administrator, make_topic):
    sub = make_topic("Wells", "wells", parent=make_topic("Water", "water"))
    response = send(administrator, "topic", make_topic("Pipes", "pipes"), parent=str(sub.pk))
    assert "Select a valid choice" in response.text


def test_a_topic_that_is_used_cannot_be_deleted(administrator, make_topic, make_organization):
    parent = make_topic("Water", "water")
    used = make_topic("Wells", "wells", parent=parent)
    make_organization(topics=["wells"])
    for topic in (parent, used):
        assert administrator.client.post(address("topic", "delete", topic.pk), {"post": "yes"}).status_code == 403
    spare = make_topic("Spare", "spare")
    administrator.client.post(address("topic", "delete", spare.pk), {"post": "yes"})
    assert not Topic.objects.filter(slug="spare").exists()
    assert actions_of("spare") == ["added", "removed"]


def test_topics_are_listed_as_a_tree_with_their_entries(administrator, make_topic, make_organization):
    water = make_topic("Water", "water")
    make_topic("Art", "art")
    make_topic("Wells", "wells", parent=water)
    make_organization(topics=["wells"])
    response = administrator.client.get(address("topic"))
    assert [(topic.name, topic.used) for topic in response.context["cl"].result_list] == [
        ("Water", 0),
        ("Wells", 1),
        ("Art", 0),
    ]


def test_saving_a_topic_unchanged_is_no_change(administrator, make_topic):
    send(administrator, "topic", make_topic("Water", "water"))
    assert actions_of("water") == ["added"]


# People


def test_a_person_of_a_published_entry_is_edited_in_public(client, administrator, make_organization):
    make_organization(people=[{"name": "Asha Example", "role": "Founder"}])
    person = Person.objects.get()
    send(
        administrator,
        "person",
        person,
        name="Asha E. Example",
        about="Digs wells.",
        sources__0__url="https://a.example/",
        sources__0__title="About",
    )
    assert actions_of("asha-example") == ["edited"]
    page = client.get("/people/asha-example/").text
    assert "Asha E. Example" in page
    assert "Digs wells." in page


def test_a_person_whom_nobody_sees_yet_makes_no_public_change(administrator):
    send(administrator, "person", name="Asha Example")
    assert Person.objects.get().slug == "asha-example"
    assert not Change.objects.exists()


def test_a_person_with_a_role_cannot_be_deleted(administrator, make_organization):
    make_organization(people=[{"name": "Asha Example", "role": "Founder"}])
    used, spare = Person.objects.get(), Person.objects.create(name="Nobody", slug="nobody")
    assert administrator.client.post(address("person", "delete", used.pk), {"post": "yes"}).status_code == 403
    administrator.client.post(address("person", "delete", spare.pk), {"post": "yes"})
    assert list(Person.objects.all()) == [used]


# Collections


def test_a_collection_is_made_of_entries_in_order(client, administrator, make_organization):
    make_organization(name="Wells", slug="wells")
    make_organization(name="Pipes", slug="pipes")
    send(
        administrator,
        "collection",
        name="Water",
        slug="water",
        items__0__position="2",
        items__0__organization="Wells",
        items__0__note="Deep.",
        items__1__position="1",
        items__1__organization="pipes",
    )
    collection = Collection.objects.get()
    assert [item.organization.slug for item in collection.items.all()] == ["pipes", "wells"]
    assert actions_of("water") == ["added"]
    assert "Deep." in client.get("/collections/water/").text
    send(administrator, "collection", collection)
    assert actions_of("water") == ["added"]


def test_a_collection_names_entries_that_we_have_and_each_once(administrator, make_organization):
    make_organization(name="Wells")
    response = send(administrator, "collection", name="W", slug="w", items__0__organization="Dragons")
    assert "There is no entry “Dragons”" in response.text
    response = send(
        administrator, "collection", name="W", slug="w", items__0__organization="Wells", items__1__organization="wells"
    )
    assert "correct the duplicate" in response.text
    assert not Collection.objects.exists()


def test_a_collection_that_is_not_public_is_not_told_of(administrator):
    place = address("collection", "add")
    form = fields_of(administrator.client.get(place).text, "collection_form")
    form.pop("is_public")
    administrator.client.post(place, {**form, "name": "Secret", "slug": "secret"})
    assert Collection.objects.get().is_public is False
    assert not Change.objects.exists()


def test_a_collection_comes_and_goes_in_public(administrator, make_collection):
    collection = make_collection("Water")
    place = address("collection", "change", collection.pk)
    form = fields_of(administrator.client.get(place).text, "collection_form")
    form.pop("is_public")
    administrator.client.post(place, form)
    assert actions_of("water") == ["removed"]
    administrator.client.post(place, {**form, "is_public": "on"})
    assert actions_of("water") == ["removed", "added"]
    administrator.client.post(address("collection", "delete", collection.pk), {"post": "yes"})
    assert actions_of("water") == ["removed", "added", "removed"]


def test_control_characters_are_refused_at_the_field(client, make_curator):
    client.force_login(make_curator(administrator=True))
    response = client.post("/desk/directory/person/add/", {"name": "A\x01da", "slug": "ada"})
    assert response.status_code == 200
    assert "Control characters cannot be stored" in response.text


@pytest.mark.parametrize("address", ["organization/?q=%00", "topic/?q=a%00", "person/?q=%01"])
def test_a_search_that_no_database_takes_is_a_bad_request(client, make_curator, address):
    client.force_login(make_curator(administrator=True))
    assert client.get(f"/desk/directory/{address}").status_code == 400
