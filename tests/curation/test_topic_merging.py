"""Two topics become one and are taken apart again: nothing is lost, no address dies, and every entry is told of."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.curation import actions, document, topic_merging
from directory.curation.actions import BadDocument
from directory.curation.transitions import NotAllowed
from directory.models import (
    Change,
    DirectoryVersion,
    FormerTopicSlug,
    Organization,
    OrganizationTopic,
    Status,
    Synonym,
    Topic,
    TopicMerge,
)
from tests.curation.test_merging import at_once


def stored(organization):
    return document.read(Organization.objects.with_page_data().get(pk=organization.pk))


def topics_of(*organizations):
    return [stored(organization)["topics"] for organization in organizations]


def vocabulary():
    return [
        [
            topic.pk,
            topic.name,
            topic.slug,
            topic.parent_id,
            topic.position,
            topic.hue,
            sorted(topic.synonyms.values_list("name", flat=True)),
            sorted(topic.links.values_list("vocabulary", "code", "url")),
            sorted(topic.former_slugs.values_list("slug", flat=True)),
        ]
        for topic in Topic.objects.order_by("pk")
    ]


@pytest.fixture
def two(make_topic):
    source = make_topic("Pure water", "pure-water", synonyms=["H2O", "Wells"], hue=3, description="Drink.")
    into = make_topic("Clean water", "clean-water", synonyms=["wells"])
    make_topic("Art", "art")
    for topic, codes in ((source, "56"), (into, "6")):
        for code in codes:
            topic.links.create(vocabulary="sdg", code=code)
    FormerTopicSlug.objects.create(slug="purest", topic=source)
    return source, into


def test_the_plan_says_what_will_move_and_moves_nothing(two, make_topic, make_organization):
    source, into = two
    make_topic("Bottled", parent=source)
    make_organization(name="B", topics=["pure-water"])
    make_organization(name="A", topics=["pure-water", "clean-water"])
    make_organization(name="C", topics=["pure-water"], status=Status.WITHDRAWN)
    before, version = vocabulary(), DirectoryVersion.current()
    plan = topic_merging.plan(source, into)
    assert (plan.entries, plan.public_entries, plan.entries_with_both) == (3, 2, 1)
    assert [str(each) for each in plan.first_entries] == ["A", "B", "C"]
    assert [str(each) for each in plan.children] == ["Bottled"]
    assert plan.words == ["Pure water", "H2O"]
    assert plan.links == ["Sustainable Development Goal 5"]
    assert plan.addresses == ["pure-water", "purest"]
    assert (vocabulary(), DirectoryVersion.current()) == (before, version)


def test_merging_moves_everything_and_keeps_the_order(client, two, make_topic, make_organization, make_curator):
    source, into = two
    curator = make_curator("change_topic")
    child = make_topic("Bottled", "bottled", parent=source)
    entries = [
        make_organization(topics=topics)
        for topics in (
            ["art", "pure-water"],
            ["pure-water", "art", "clean-water"],
            ["clean-water", "art", "pure-water"],
            ["art"],
        )
    ]
    hidden = make_organization(topics=["pure-water"], status=Status.WITHDRAWN)
    version = DirectoryVersion.current()
    topic_merging.merge(source, into, by=curator)
    assert topics_of(*entries, hidden) == [
        ["art", "clean-water"],
        ["clean-water", "art"],
        ["clean-water", "art"],
        ["art"],
        ["clean-water"],
    ]
    child.refresh_from_db()
    assert child.parent == into
    assert sorted(into.synonyms.values_list("name", flat=True)) == ["H2O", "Pure water", "wells"]
    assert sorted(into.links.values_list("code", flat=True)) == ["5", "6"]
    for old in ("pure-water", "purest"):
        response = client.get(f"/topics/{old}/")
        assert (response.status_code, response.headers["Location"]) == (301, "/topics/clean-water/")
    assert not Topic.objects.filter(pk=source.pk).exists()
    told = Change.objects.since(version)
    assert [(each.slug, each.action) for each in told] == [
        ("pure-water", "merged"),
        ("clean-water", "edited"),
        ("bottled", "edited"),
        *((entry.slug, "edited") for entry in entries[:3]),
    ]
    assert {each.by for each in told} == {curator}


def test_undoing_brings_everything_back(client, two, make_topic, make_organization):
    source, into = two
    make_topic("Bottled", "bottled", parent=source)
    entries = [
        make_organization(topics=topics)
        for topics in (
            ["art", "pure-water"],
            ["pure-water", "art", "clean-water"],
            ["clean-water", "pure-water"],
            ["clean-water"],
        )
    ]
    before, said, version = vocabulary(), topics_of(*entries), DirectoryVersion.current()
    merge = topic_merging.merge(source, into, by=None)
    told = Change.objects.since(version).count()
    topic_merging.unmerge(merge, by=None)
    assert (vocabulary(), topics_of(*entries)) == (before, said)
    assert Change.objects.since(version).count() == 2 * told
    assert Change.objects.filter(slug="pure-water").latest("number").action == "restored"
    assert client.get("/topics/pure-water/").status_code == 200
    with pytest.raises(NotAllowed, match="undone already"):
        topic_merging.unmerge(merge, by=None)


def test_what_was_changed_since_stays_changed(two, make_topic, make_organization):
    source, into = two
    child = make_topic("Bottled", "bottled", parent=source)
    lost, other = make_topic("Lost"), make_organization(topics=["pure-water"])
    entry = make_organization(topics=["pure-water", "clean-water"])
    merge = topic_merging.merge(source, into, by=None)
    actions.publish(actions.propose({**stored(entry), "topics": ["art"]}, by=None, organization=entry), by=None)
    Topic.objects.filter(pk=child.pk).update(parent=lost)
    new = make_organization(topics=["clean-water"])
    topic_merging.unmerge(merge, by=None)
    child.refresh_from_db()
    assert child.parent == lost
    assert topics_of(entry, other, new) == [["art"], ["pure-water"], ["clean-water"]]


def test_a_draft_that_names_the_old_topic_means_the_new_one(two, make_organization):
    draft = actions.propose({"name": "Draft", "kind": "blog", "topics": ["pure-water"]}, by=None)
    both = actions.propose({"name": "Both", "kind": "blog", "topics": ["pure-water", "clean-water"]}, by=None)
    topic_merging.merge(*two, by=None)
    actions.publish(draft, by=None)
    assert topics_of(draft.organization) == [["clean-water"]]
    actions.publish(both, by=None)
    assert topics_of(both.organization) == [["clean-water"]]


# Refusals


def refused(match, source, into, by=None):
    before, version = vocabulary(), DirectoryVersion.current()
    with pytest.raises(NotAllowed, match=match):
        topic_merging.merge(source, into, by=by)
    assert (vocabulary(), DirectoryVersion.current()) == (before, version)


def test_two_levels_and_no_circles(two, make_topic):
    source, into = two
    child = make_topic("Bottled", parent=source)
    refused("cannot be merged into itself", source, source)
    refused("is a sub-topic of", source, child)
    refused("topics have two levels", source, make_topic("Wells and pipes", parent=into))
    with pytest.raises(NotAllowed, match="is a sub-topic of"):
        topic_merging.plan(source, child)
    topic_merging.merge(child, source, by=None)  # a sub-topic goes into its own cause


def test_merging_needs_the_permission_to_change_topics(two, make_curator):
    refused("change_topic", *two, by=make_curator("change_organization", "publish_organization"))
    merge = topic_merging.merge(*two, by=None)
    with pytest.raises(NotAllowed, match="change_topic"):
        topic_merging.unmerge(merge, by=make_curator("publish_organization"))


def test_a_topic_that_is_no_more_is_not_merged(two, make_topic):
    source, into = two
    topic_merging.merge(source, into, by=None)
    refused("is no more", source, make_topic("Third"))


def test_merges_upon_merges_are_undone_the_last_first(two, make_topic, make_organization):
    source, into = two
    third = make_topic("Third", "third")
    entry, before = make_organization(topics=["pure-water"]), vocabulary()
    first = topic_merging.merge(source, into, by=None)
    second = topic_merging.merge(into, third, by=None)
    assert topics_of(entry) == [["third"]]
    with pytest.raises(NotAllowed, match="Clean water is no more"):
        topic_merging.unmerge(first, by=None)
    topic_merging.unmerge(second, by=None)
    topic_merging.unmerge(first, by=None)
    assert (vocabulary(), topics_of(entry)) == (before, [["pure-water"]])


@pytest.mark.parametrize(
    ("name", "slug", "says"), [("New", "pure-water", "belongs to another topic"), ("PURE WATER", "x", "already")]
)
def test_a_name_that_another_topic_has_by_now_stops_the_undo(two, make_topic, name, slug, says):
    merge = topic_merging.merge(*two, by=None)
    FormerTopicSlug.objects.filter(slug=slug).delete()
    make_topic(name, slug)
    before = vocabulary()
    with pytest.raises(NotAllowed, match=says):
        topic_merging.unmerge(merge, by=None)
    assert vocabulary() == before
    assert TopicMerge.objects.get().undone_at is None


# Any entries


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(["pure", "clean", "art"]), unique=True), max_size=6))
def test_any_entries_get_their_topics_back(make_topic, make_organization, lists):
    with transaction.atomic():
        source, into, _art = [make_topic(name, name) for name in ("pure", "clean", "art")]
        entries = [make_organization(topics=topics) for topics in lists]
        merge = topic_merging.merge(source, into, by=None)
        for said, was in zip(topics_of(*entries), lists, strict=True):
            assert said == list(dict.fromkeys("clean" if slug == "pure" else slug for slug in was))
        topic_merging.unmerge(merge, by=None)
        assert topics_of(*entries) == lists
        transaction.set_rollback(True)


# Work


def test_the_work_does_not_grow_with_the_entries(two, django_assert_max_num_queries):
    source, into = two
    organizations = Organization.objects.bulk_create(
        Organization(name=f"O {i}", slug=f"o-{i}", kind="blog", status=Status.PUBLISHED, published_at="2026-01-01T00:00Z")
        for i in range(2500)
    )
    OrganizationTopic.objects.bulk_create(
        [OrganizationTopic(content_object=each, tag=source, position=1) for each in organizations]
        + [OrganizationTopic(content_object=each, tag=into, position=0) for each in organizations[:1200]]
    )
    version = DirectoryVersion.current()
    with django_assert_max_num_queries(60):
        merge = topic_merging.merge(source, into, by=None)
    assert Change.objects.since(version).filter(subject="organization").count() == merge.entries == 2500
    assert OrganizationTopic.objects.filter(tag=into).count() == 2500
    with django_assert_max_num_queries(80):
        source = topic_merging.unmerge(merge, by=None)
    assert (source.items.count(), into.items.count()) == (2500, 1200)


# At once


@pytest.mark.django_db(transaction=True)
def test_two_curators_merge_the_same_topics_at_once(make_topic):
    one, other = make_topic("One", "one"), make_topic("Other", "other")
    outcomes = at_once(
        lambda: topic_merging.merge(one, other, by=None),
        lambda: topic_merging.merge(other, one, by=None),
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "NotAllowed"], outcomes
    assert Topic.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_entries_published_during_a_merge_get_the_topic_that_is_left(make_topic, make_organization):
    source, into = make_topic("One", "one"), make_topic("Other", "other")
    entries = [make_organization(topics=["one"]) for _ in range(2)]
    drafts = [
        actions.propose({**stored(entries[0]), "summary": "New."}, by=None, organization=entries[0]),
        actions.propose({**stored(entries[1]), "topics": []}, by=None, organization=entries[1]),
        actions.propose({"name": "New", "kind": "blog", "topics": ["one"]}, by=None),
    ]
    outcomes = at_once(
        lambda: topic_merging.merge(source, into, by=None),
        *[lambda draft=draft: actions.publish(draft, by=None) for draft in drafts],
    )
    for draft, outcome in zip(drafts, outcomes[1:], strict=True):
        if isinstance(outcome, BadDocument):  # it was told, and tries again
            actions.publish(draft, by=None)
        else:
            assert outcome is None
    assert outcomes[0] is None
    assert topics_of(*[draft.organization for draft in drafts]) == [["other"], [], ["other"]]
    assert not Synonym.objects.filter(topic_id=source.pk).exists()
