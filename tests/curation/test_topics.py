import pytest
from django.db import transaction

from directory.curation import actions, document, topics
from directory.curation.topics import Vocabulary
from directory.curation.transitions import NotAllowed
from directory.models import Change, DirectoryVersion, FormerTopicSlug, Organization, ProposedTopic, Status, Topic
from directory.models.change import Action


def topics_of(organization):
    return document.read(organization.__class__.objects.with_page_data().get(pk=organization.pk))["topics"]


def test_topics_are_understood_by_name_synonym_and_address(make_topic):
    water = make_topic("Clean water", "clean-water", synonyms=["H2O"])
    FormerTopicSlug.objects.create(slug="wells", topic=water)
    make_topic("Économie", "economie")
    names = ["CLEAN WATER", "h2o", "clean-water", "wells", " economie ", "Dragons", "dragons", ""]
    assert topics.resolve(names) == (["clean-water", "economie"], ["Dragons"])


def test_a_synonym_of_several_topics_means_none_for_certain(make_topic):
    make_topic("Lending", synonyms=["credit"])
    make_topic("Film", synonyms=["credit"])
    assert topics.resolve(["credit"]) == ([], ["credit"])


def test_one_vocabulary_serves_many_lists(make_topic, django_assert_num_queries):
    make_topic("Water", "water")
    vocabulary = Vocabulary()
    with django_assert_num_queries(0):
        assert topics.resolve(["water"], vocabulary=vocabulary) == (["water"], [])


def test_a_proposed_topic_is_kept_on_the_entry_and_not_public(client, make_organization):
    organization = make_organization(slug="wells")
    topics.propose(organization, ["Dragons", "dragons", "  "], by=None)
    topics.propose(organization, ["DRAGONS"], by=None)
    assert [str(topic) for topic in organization.proposed_topics.all()] == ["Dragons"]
    for address in ("/organizations/wells/", "/organizations/", "/topics/", "/changes/", "/api/v1/organizations"):
        assert "dragons" not in client.get(address).text.lower()
    assert client.get("/topics/dragons/").status_code == 404
    assert document.read(organization)["topics"] == []


@pytest.mark.parametrize("name", ["a" * 101, "a\x00b"])
def test_a_name_that_no_topic_can_have_is_refused(make_organization, name):
    with pytest.raises(NotAllowed, match="cannot be the name of a topic"):
        topics.propose(make_organization(), [name], by=None)
    assert not ProposedTopic.objects.exists()


def test_accepting_gives_the_topic_to_the_entries_and_tells_of_each(make_topic, make_organization, make_curator):
    water, curator = make_topic("Water", "water"), make_curator("change_topic")
    public = make_organization(topics=["water"])
    hidden = make_organization(status=Status.UNPUBLISHED)
    draft = actions.propose({**document.read(public), "summary": "New."}, by=None, organization=public)
    for organization in (public, hidden):
        topics.propose(organization, ["Deep wells"], by=None)
    before = Change.objects.count()
    topic = topics.accept(ProposedTopic.objects.get(), parent=water, by=curator)
    assert (topic.slug, topic.parent, topic.position) == ("deep-wells", water, 1)
    assert topics_of(public) == ["water", "deep-wells"]
    told = Change.objects.order_by("number")[before:]
    assert [(each.slug, each.action, each.by) for each in told] == [
        ("deep-wells", "added", curator),
        (public.slug, "edited", curator),
    ]
    assert not ProposedTopic.objects.exists()
    actions.publish(draft, by=None)  # what was being written then keeps it
    actions.publish(hidden.revisions.get(), by=None)
    assert topics_of(public) == ["water", "deep-wells"]
    assert topics_of(hidden) == ["deep-wells"]


def test_accepting_as_a_synonym_gives_the_topic_that_we_have(make_topic, make_organization):
    topic = make_topic("Clean water", "clean-water")
    has_it, lacks_it = make_organization(topics=["clean-water"]), make_organization()
    for organization in (has_it, lacks_it):
        topics.propose(organization, ["Wells"], by=None)
    before = Change.objects.count()
    topics.accept_as_synonym(ProposedTopic.objects.get(), topic, by=None)
    assert [synonym.name for synonym in topic.synonyms.all()] == ["Wells"]
    assert topics_of(has_it) == topics_of(lacks_it) == ["clean-water"]
    assert [each.slug for each in Change.objects.order_by("number")[before:]] == ["clean-water", lacks_it.slug]
    assert topics.resolve(["wells"]) == (["clean-water"], [])


def test_what_was_refused_is_not_proposed_again(make_organization):
    organization = make_organization()
    topics.propose(organization, ["Dragons"], by=None)
    topics.refuse(ProposedTopic.objects.get(), by=None)
    assert not organization.proposed_topics.exists()
    assert topics.propose(organization, ["dragons", "Wells"], by=None) == [ProposedTopic.objects.get(folded="wells")]
    assert [str(topic) for topic in ProposedTopic.objects.waiting()] == ["Wells"]


def test_a_proposed_topic_is_decided_on_once(make_organization, make_topic):
    topics.propose(make_organization(), ["Dragons"], by=None)
    proposed, topic = ProposedTopic.objects.get(), make_topic("Water")
    topics.accept(proposed, by=None)
    stale = ProposedTopic(pk=proposed.pk or 1, name="Dragons")
    for decide in (topics.accept, topics.refuse, lambda proposed, by: topics.accept_as_synonym(proposed, topic, by=by)):
        with pytest.raises(NotAllowed, match="decided on already"):
            decide(stale, by=None)


def test_a_topic_that_came_to_be_meanwhile_is_not_made_again(make_organization, make_topic):
    topics.propose(make_organization(), ["Dragons"], by=None)
    make_topic("Dragons")
    with pytest.raises(NotAllowed, match="There is a topic of this name already"):
        topics.accept(ProposedTopic.objects.get(), by=None)
    assert ProposedTopic.objects.exists()


def test_deciding_on_topics_needs_the_permission_to_change_them(make_organization, make_topic, make_curator):
    editor = make_curator("change_organization", "publish_organization")
    topics.propose(make_organization(), ["Dragons"], by=editor)
    proposed, topic = ProposedTopic.objects.get(), make_topic("Water")
    for decide in (topics.accept, topics.refuse, lambda proposed, by: topics.accept_as_synonym(proposed, topic, by=by)):
        with pytest.raises(NotAllowed, match="change_topic"):
            decide(proposed, by=editor)
    assert Topic.objects.count() == 1


def test_changes_of_many_are_recorded_with_the_counter_moved_once(make_organization, django_assert_num_queries):
    organizations = [make_organization() for _ in range(5)]
    first = DirectoryVersion.current()
    with transaction.atomic(), django_assert_num_queries(4):
        assert Change.objects.record_all(Organization.objects.all().named(), Action.EDITED, message="All") == 5
    told = Change.objects.since(first)
    assert [each.number for each in told] == list(range(first + 1, first + 6))
    assert [each.organization for each in told] == organizations
    assert {(each.action, each.message) for each in told} == {("edited", "All")}
    assert DirectoryVersion.current() == first + 5
