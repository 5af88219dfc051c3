"""The vocabulary at the desk: topics merged after a dry run and apart again, proposed ones accepted or refused."""

import pytest
from django.urls import NoReverseMatch, reverse

from directory.curation import actions, topics
from directory.models import Change, ProposedTopic, Topic, TopicMerge
from tests.admin.conftest import Desk
from tests.admin.test_bulk import ask, confirm
from tests.admin.test_vocabulary import send
from tests.curation.test_merging import at_once


@pytest.fixture
def keeper(make_curator):
    """Someone who arranges topics."""
    return Desk(make_curator("view_topic", "change_topic", "view_organization", username="keeper"))


@pytest.fixture
def two(make_topic, make_organization):
    source, into = make_topic("Pure water", "pure-water"), make_topic("Clean water", "clean-water")
    for name in ("Wells", "Pipes"):
        make_organization(name=name, topics=["pure-water"])
    return source, into


def test_a_merge_says_first_what_will_move(keeper, two):
    source, into = two
    address = reverse("desk:directory_topic_merge", args=[source.pk])
    assert address in keeper.client.get(reverse("desk:directory_topic_change", args=[source.pk])).text
    page = " ".join(keeper.client.get(address, {"into": into.pk}).text.split())
    for said in ("2, 2 of them public", "Pipes", "Wells", "<code>/topics/pure-water/</code>"):
        assert said in page
    assert Topic.objects.count() == 2


def test_topics_are_merged_and_the_merge_is_undone(client, keeper, two):
    source, into = two
    address = reverse("desk:directory_topic_merge", args=[source.pk])
    response = keeper.client.post(address, {"into": into.pk, "entries": "2"}, follow=True)
    assert "“Pure water” went into “Clean water”, with 2 entries." in response.text
    assert client.get("/topics/pure-water/").headers["Location"] == "/topics/clean-water/"
    undo = reverse("desk:directory_topic_unmerge", args=[TopicMerge.objects.get().pk])
    assert undo in response.text
    assert keeper.client.get(undo).status_code == 405
    assert "“Pure water” is back" in keeper.client.post(undo, follow=True).text
    assert "undone already" in keeper.client.post(undo, follow=True).text
    assert client.get("/topics/pure-water/").status_code == 200


def test_a_plan_that_is_out_of_date_is_shown_again(keeper, two, make_organization):
    source, into = two
    make_organization(topics=["pure-water"])
    address = reverse("desk:directory_topic_merge", args=[source.pk])
    response = keeper.client.post(address, {"into": into.pk, "entries": "2"})
    assert response.status_code == 409
    assert "3, 3 of them public" in " ".join(response.text.split())
    assert Topic.objects.count() == 2


def test_a_merge_that_cannot_be_is_refused_on_the_page(keeper, make_topic):
    parent = make_topic("Water")
    child = make_topic("Wells", parent=parent)
    address = reverse("desk:directory_topic_merge", args=[parent.pk])
    assert "is a sub-topic of" in keeper.client.get(address, {"into": child.pk}).text
    for nonsense in ("999", "²", "x", "9" * 40):
        assert keeper.client.get(address, {"into": nonsense}).status_code == 404


def test_arranging_topics_needs_the_permission(editor, two):
    source, into = two
    pages = [
        reverse("desk:directory_topic_merge", args=[source.pk]),
        reverse("desk:directory_topic_merges"),
        reverse("desk:directory_topic_alike"),
        reverse("desk:directory_proposedtopic_changelist"),
    ]
    assert [editor.client.get(page).status_code for page in pages] == [403] * 4
    assert editor.client.post(pages[0], {"into": into.pk, "entries": "2"}).status_code == 403
    assert Topic.objects.count() == 2


def test_topics_that_look_alike_or_are_unused_are_listed(keeper, make_topic, make_organization):
    make_topic("Micro-lending", "micro-lending")
    make_topic("Microlending", "microlending")
    make_topic("Human rights", "human-rights", synonyms=["rights of all"])
    make_topic("Rights", "rights", synonyms=["Rights of all"])
    make_topic("Wells", "wells", parent=make_topic("Water", "water"), synonyms=["flood"])
    make_topic("Farming", "farming", synonyms=["food"])  # alike, and the name of neither
    make_organization(topics=["wells"])
    page = keeper.client.get(reverse("desk:directory_topic_alike")).text
    assert "Micro-lending and Microlending" in page
    assert "Human rights and Rights" in page
    assert "Wells" not in page
    assert "Farming" not in page
    listed = keeper.client.get(f"{reverse('desk:directory_topic_changelist')}?use=none").context["cl"].result_list
    assert sorted(topic.name for topic in listed) == ["Farming", "Human rights", "Micro-lending", "Microlending", "Rights"]


def test_a_new_address_of_a_topic_is_told_of_each_entry(administrator, make_topic, make_organization):
    topic = make_topic("Water", "water")
    organization = make_organization(topics=["water"])
    make_organization(topics=[])
    send(administrator, "topic", topic, slug="clean-water")
    told = Change.objects.order_by("-number").first()
    assert (told.organization, told.action) == (organization, "edited")
    assert Change.objects.filter(organization__isnull=False, action="edited").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_new_address_and_a_published_entry_at_once_do_not_wait_in_a_circle(make_curator, make_topic, make_organization):
    desk = Desk(make_curator(administrator=True))
    topic = make_topic("Water", "water")
    for number in range(3):
        organization = make_organization(topics=[])
        draft = actions.propose({"name": "Wells", "kind": "blog", "topics": [topic.slug]}, by=None, organization=organization)
        also = make_organization(topics=[topic.slug])
        other = actions.propose({"name": "Pipes", "kind": "blog", "topics": []}, by=None, organization=also)
        outcomes = at_once(
            lambda number=number: send(desk, "topic", topic, slug=f"water-{number}"),
            lambda draft=draft: actions.publish(draft, by=None),
            lambda other=other: actions.publish(other, by=None),
        )
        assert outcomes == [None, None, None]
        topic.refresh_from_db()
        assert topic.slug == f"water-{number}"


def test_taggits_own_merge_action_is_not_offered(administrator, two):
    """It checks no permission, and forgets models of our own between topics and entries; test_desk.py asks for its addresses."""
    response = administrator.client.get(reverse("desk:directory_topic_changelist"))
    assert "merge_tags" not in response.text
    with pytest.raises(NoReverseMatch):
        reverse("desk:taggit_tag_merge_tags")


# Proposed topics


@pytest.fixture
def proposed(make_organization):
    topics.propose(make_organization(name="Wells"), ["Deep wells"], by=None)
    return ProposedTopic.objects.get()


def decide(desk, proposed, **sent):
    return desk.client.post(reverse("desk:directory_proposedtopic_change", args=[proposed.pk]), sent, follow=True)


def test_a_proposed_topic_waits_on_the_first_page(keeper, editor, proposed):
    assert "Deep wells" in keeper.client.get(reverse("desk:index")).text
    assert "Deep wells" not in editor.client.get(reverse("desk:index")).text
    page = keeper.client.get(reverse("desk:directory_proposedtopic_change", args=[proposed.pk])).text
    assert "Wells" in page
    entry = proposed.organizations.get()
    assert "not public before someone accepts them: Deep wells." in editor.client.get(editor.address(entry)).text


def test_a_proposed_topic_is_accepted_under_a_cause(client, keeper, proposed, make_topic):
    parent = make_topic("Water", "water", hue=4)
    assert "is a topic" in decide(keeper, proposed, parent=parent.pk, _accept="1").text
    assert Topic.objects.get(slug="deep-wells").parent == parent
    assert "Wells" in client.get("/topics/deep-wells/").text


def test_a_proposed_topic_is_accepted_as_another_word(keeper, proposed, make_topic):
    water = make_topic("Water", "water")
    assert "Say which topic" in decide(keeper, proposed, _synonym="1").text
    assert "is another word for “Water”" in decide(keeper, proposed, topic=water.pk, _synonym="1").text
    assert [each.name for each in water.synonyms.all()] == ["Deep wells"]


def test_proposed_topics_are_refused_one_by_one_or_together(keeper, proposed, make_organization):
    decide(keeper, proposed, _refuse="1")
    topics.propose(make_organization(), ["A", "B", "Deep wells"], by=None)
    waiting = list(ProposedTopic.objects.waiting())
    asked = ask(keeper, "proposedtopic", "refuse_selected", *waiting)
    assert "Refuse 2 proposed topics?" in asked.text
    assert "2 proposed topics refused." in confirm(keeper, asked, *waiting).text
    assert not ProposedTopic.objects.waiting().exists()


def test_many_are_accepted_at_once_and_what_cannot_be_is_named(keeper, make_organization, make_topic):
    topics.propose(make_organization(), ["Art", "Water"], by=None)
    make_topic("Water")
    waiting = list(ProposedTopic.objects.waiting())
    asked = ask(keeper, "proposedtopic", "accept_selected", *waiting)
    assert "Accept 1 proposed topic?" in asked.text
    assert "There is a topic of this name already" in asked.text
    assert not Topic.objects.filter(name="Art").exists()
    confirm(keeper, asked, *waiting)
    assert Topic.objects.filter(name="Art").exists()
    assert [str(each) for each in ProposedTopic.objects.waiting()] == ["Water"]
