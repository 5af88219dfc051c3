"""One organization with all its lists gives what Django's own prefetching gives."""

import pytest
from django.db.models import Model

from directory.curation import document
from directory.models import Organization, Status
from directory.models.whole import LISTS, whole
from tests.curation.test_document import WHOLE

PREFETCHED = [each for each in LISTS if each != "collection_items"]
# as in the database: nulls, both sides of a relation, JSON within JSON, texts that would break out of it
RICH = WHOLE | {
    "name": 'Ex"ample\\ \'Lenders\' {"a": [1]} % %s 🏳️‍🌈',
    "people": [
        {"slug": "asha-example", "name": "Asha “Example”", "role": "Co-founder", "began": 2005, "ended": None},
        {"slug": "b", "name": "B", "role": 'The "board"', "began": None, "ended": 2010},
    ],
    "channels": [{"network": "x", "url": f"https://x.com/{n}", "handle": f"@{n}\\", "feed": ""} for n in (3, 1, 2)],
    "relations": [{"kind": "part-of", "organization": "parent", "note": '["not", {"JSON": null}]'}],
    "sources": [
        {"url": "https://example.org/about", "title": "null", "supports": "7"},
        {"url": "https://example.org/b", "title": "B"},
    ],
    "disputes": [{"field": "began", "note": "?", "sources": ["https://example.org/b", "https://example.org/about"]}],
}


@pytest.fixture
def rich(make_topic, make_organization, make_collection):
    poverty = make_topic("Poverty", "poverty", hue=5)
    make_topic("Micro-lending", "micro-lending", parent=poverty)
    parent = make_organization(slug="parent", name="Parent", languages=["ar", "en"])
    organization = make_organization(**RICH)
    make_organization(slug="child", relations=[{"kind": "part-of", "organization": "example-lenders", "note": "a note"}])
    make_collection("Lenders", parent, organization, slug="lenders")
    return organization


def asked(organization):
    return Organization.objects.filter(pk=organization.pk)


def fields(row: Model) -> dict:
    return {key: value for key, value in vars(row).items() if not key.startswith("_")}


def test_it_has_the_same_rows_in_the_same_order(rich):
    one, other = whole(asked(rich)), Organization.objects.with_page_data().get(pk=rich.pk)
    assert document.read(one) == document.read(other)
    for name in PREFETCHED:
        rows = [fields(row) for row in getattr(one, name).all()]
        assert rows
        assert rows == [fields(row) for row in getattr(other, name).all()], name
    assert [topic.family for topic in one.topic_list] == [topic.family for topic in other.topic_list] == [5, 5]


def test_what_its_rows_lead_to_is_there_too(rich, django_assert_num_queries):
    organization = whole(asked(rich))
    with django_assert_num_queries(0):
        assert [role.person.name for role in organization.roles.all()] == ["Asha “Example”", "B"]
        (relation,), (inverse,) = organization.relations.all(), organization.inverse_relations.all()
        assert (relation.other.slug, relation.other.languages, relation.other.status) == (
            "parent",
            ["ar", "en"],
            Status.PUBLISHED,
        )
        assert (inverse.organization.slug, inverse.other) == ("child", organization)
        assert [item.collection.slug for item in organization.collection_items.all()] == ["lenders"]
        assert all(channel.organization is organization for channel in organization.channels.all())


def test_it_costs_two_queries(rich, make_organization, django_assert_num_queries):
    for each in (rich, make_organization()):
        with django_assert_num_queries(2):
            document.read(whole(asked(each)))


def test_a_list_can_still_be_filtered(rich):
    assert [each.handle for each in whole(asked(rich)).channels.filter(url__endswith="2")] == ["@2\\"]


def test_there_may_be_none(db):
    with pytest.raises(Organization.DoesNotExist):
        whole(Organization.objects.published())
