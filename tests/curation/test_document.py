import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.curation import actions, document
from directory.curation.document import BadDocument
from directory.models import Organization, Person

WHOLE = {
    "slug": "example-lenders",
    "name": "Example Lenders",
    "other_names": [{"name": "مثال", "kind": "translated", "language": "ar"}],
    "kind": "nonprofit",
    "summary": "Lends.",
    "description": "Lends *small* sums.\n\nAnd waits.",
    "editors_note": "Lends over the internet.",
    "began": 2005,
    "ended": 2014,
    "seat": "Nairobi",
    "country": "KE",
    "works_in": ["KE", "UG"],
    "languages": ["en", "sw", "zh-Hant"],
    "topics": ["micro-lending", "poverty"],
    "ways_to_help": [{"kind": "lend", "url": "https://example.org/lend", "note": "From 25 dollars"}],
    "channels": [{"network": "x", "url": "https://x.com/exl", "handle": "@exl", "feed": ""}],
    "people": [{"slug": "asha-example", "name": "Asha Example", "role": "Co-founder", "began": 2005, "ended": None}],
    "relations": [{"kind": "part-of", "organization": "parent", "note": "Since 2010"}],
    "identifiers": [{"scheme": "wikidata", "value": "Q42"}],
    "disputes": [{"field": "began", "note": "One says 2004.", "sources": ["https://example.org/about"]}],
    "sources": [{"url": "https://example.org/about", "title": "About", "supports": "founding year"}],
    "logo": "",
    "licence": "CC-BY-4.0",
    "attribution": "",
}


@pytest.fixture
def vocabulary(make_topic, make_organization):
    make_topic("Poverty", "poverty")
    make_topic("Micro-lending", "micro-lending")
    make_organization(slug="parent", name="Parent")


def stored(organization):
    return document.read(Organization.objects.with_page_data().get(pk=organization.pk))


def test_everything_that_a_document_says_is_kept(vocabulary, make_organization):
    organization = make_organization(**WHOLE)
    assert stored(organization) == WHOLE
    assert list(stored(organization)) == list(document.SHAPE)


def test_a_part_that_stays_the_same_is_not_written_again(vocabulary, make_organization):
    organization = make_organization(**WHOLE)
    before = organization.channels.get().pk
    actions.publish(actions.propose({**WHOLE, "summary": "New."}, by=None, organization=organization), by=None)
    assert organization.channels.get().pk == before


def test_a_person_is_shared_by_entries(make_organization):
    people = [{"name": "Ada Example", "role": "Founder"}]
    make_organization(people=people)
    make_organization(people=people)
    assert Person.objects.get().roles.count() == 2


def test_reading_costs_no_query_beyond_the_page_data(vocabulary, make_organization, django_assert_num_queries):
    organization = make_organization(**WHOLE)
    loaded = Organization.objects.with_page_data().get(pk=organization.pk)
    with django_assert_num_queries(0):
        document.read(loaded)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"kind": "circus"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"began": 2014, "ended": 2005}, "began"),
        ({"began": 12}, "began"),
        ({"country": "XX"}, "country"),
        ({"country": "001"}, "country"),
        ({"works_in": ["KE", "KE"]}, "works_in"),
        ({"works_in": ["Kenya"]}, "works_in"),
        ({"languages": ["klingon-tongue"]}, "languages"),
        ({"topics": ["no-such-topic"]}, "topics"),
        ({"topics": ["poverty", "poverty"]}, "topics"),
        ({"slug": "not a slug"}, "slug"),
        ({"logo": "../../secret.webp"}, "logo"),
        ({"logo": "logos/0123456789abcdef.webp"}, "logo"),
        ({"ways_to_help": [{"kind": "dance"}]}, "ways_to_help[0].kind"),
        ({"ways_to_help": [{"kind": "lend", "url": "ftp://example.org/"}]}, "ways_to_help[0].url"),
        ({"ways_to_help": [{"kind": "lend"}, {"kind": "lend"}]}, "ways_to_help[1]"),
        ({"channels": [{"network": "x", "url": "javascript:alert(1)"}]}, "channels[0].url"),
        ({"channels": [{"network": "x", "url": ""}]}, "channels[0].url"),
        ({"people": [{"name": "", "role": "Founder"}]}, "people[0].name"),
        ({"people": [{"name": "Ada", "role": ""}]}, "people[0].role"),
        ({"relations": [{"kind": "part-of", "organization": "nobody"}]}, "relations"),
        ({"relations": [{"kind": "part-of", "organization": "example-lenders"}]}, "relations[0].organization"),
        ({"disputes": [{"field": "began", "note": "?", "sources": ["https://elsewhere.example/"]}]}, "disputes[0].sources"),
        ({"sources": [{"url": "https://example.org/about", "title": ""}]}, "sources[0].title"),
        ({"other_names": [{"name": "x", "language": "12345"}]}, "other_names[0]"),
    ],
)
def test_what_cannot_be_published_is_named(vocabulary, make_organization, changes, place):
    organization = make_organization(**WHOLE)
    with pytest.raises(BadDocument) as refusal:
        document.check({**WHOLE, **changes}, onto=organization)
    assert place in refusal.value.errors
    assert stored(organization) == WHOLE


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        ("a text", "document"),
        ({"colour": "green"}, "colour"),
        ({"name": 7}, "name"),
        ({"name": "nul\x00"}, "name"),
        ({"description": "\ud800"}, "description"),
        ({"began": "2005"}, "began"),
        ({"began": True}, "began"),
        ({"topics": "education"}, "topics"),
        ({"topics": ["x"] * 501}, "topics"),
        ({"topics": [7]}, "topics[0]"),
        ({"channels": {"network": "x"}}, "channels"),
        ({"channels": ["x"]}, "channels[0]"),
        ({"channels": [{"colour": "green"}]}, "channels[0].colour"),
        ({"channels": [{"url": ["x"]}]}, "channels[0].url"),
    ],
)
def test_what_is_no_document_is_named(broken, place):
    with pytest.raises(BadDocument) as refusal:
        document.normal(broken)
    assert place in refusal.value.errors
    assert place in str(refusal.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(document.SHAPE), json_values, max_size=6))
def test_any_input_is_brought_into_shape_or_refused(said):
    try:
        whole = document.normal(said)
    except BadDocument as error:
        refusal = error
    else:
        refusal = None
        assert tuple(whole) == document.SHAPE
        assert document.normal(whole) == whole
    assert refusal is None or refusal.errors
