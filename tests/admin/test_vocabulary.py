"""Topics, people and collections at the desk: each change is recorded, and no address is lost."""

import pytest
from django.urls import reverse

from directory.curation import actions, document
from directory.models import Change, Collection, FormerTopicSlug, Person, Topic
from tests.admin.conftest import Desk, fields_of


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
    send(administrator, "collection", collection, is_public="on")
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


# Two curators


def open_form(desk, model, thing):
    return fields_of(desk.client.get(address(model, "change", thing.pk)).text, f"{model}_form")


def post(desk, model, thing, form):
    return desk.client.post(address(model, "change", thing.pk), form, follow=True)


def test_the_second_of_two_is_told_what_the_first_changed_and_overwrites_nothing(administrator, make_curator, make_topic):
    second = Desk(make_curator(administrator=True, username="second"))
    topic = make_topic("Water", "water", description="Wells.", synonyms=["H2O"])
    mine = open_form(second, "topic", topic)
    send(administrator, "topic", topic, description="Deep wells.", synonyms__1__name="Agua")
    asked = post(second, "topic", topic, {**mine, "name": "Clean water"})
    topic.refresh_from_db()
    assert (topic.name, topic.description) == ("Water", "Deep wells.")
    told = asked.context["meanwhile"]
    assert told["by"].user == administrator.curator
    assert [field.label for field in told["fields"]] == ["Description", "Synonyms"]
    kept = fields_of(asked.text, "topic_form")
    assert (kept["name"], kept["description"]) == ("Clean water", "Wells.")
    post(second, "topic", topic, {**kept, "description": "Deep wells."})
    topic.refresh_from_db()
    assert (topic.name, topic.description) == ("Clean water", "Deep wells.")
    assert {synonym.name for synonym in topic.synonyms.all()} == {"H2O", "Agua"}


def test_a_row_that_someone_removed_meanwhile_is_told(administrator, make_collection, make_organization):
    wells, pipes = make_organization(name="Wells"), make_organization(name="Pipes")
    collection = make_collection("Water", wells, pipes)
    mine = open_form(administrator, "collection", collection)
    send(administrator, "collection", collection, items__1__DELETE="on")
    asked = post(administrator, "collection", collection, {**mine, "summary": "Mine."})
    assert asked.status_code == 200
    assert [field.label for field in asked.context["meanwhile"]["fields"]] == ["Entries, in this order"]
    again = fields_of(asked.text, "collection_form")
    post(administrator, "collection", collection, {**again, "items-1-DELETE": "on"})
    collection.refresh_from_db()
    assert (collection.summary, collection.items.count()) == ("Mine.", 1)


@pytest.mark.parametrize("loaded", ["", "{", "[]", '{"Name": 1}', "null"])
def test_a_form_that_does_not_say_what_it_was_opened_on_is_shown_again(administrator, make_topic, loaded):
    topic = make_topic("Water", "water")
    form = open_form(administrator, "topic", topic)
    asked = post(administrator, "topic", topic, {**form, "name": "Oil", "loaded": loaded})
    topic.refresh_from_db()
    assert topic.name == "Water"
    assert fields_of(asked.text, "topic_form")["name"] == "Oil"


def test_a_person_that_changed_meanwhile_is_not_overwritten(administrator, make_curator):
    person = Person.objects.create(name="Asha", slug="asha")
    mine = open_form(administrator, "person", person)
    send(administrator, "person", person, about="Theirs.")
    assert post(administrator, "person", person, {**mine, "about": "Mine."}).context["meanwhile"]
    person.refresh_from_db()
    assert person.about == "Theirs."
