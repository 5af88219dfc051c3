"""The starter directory itself: what it must hold, and that nothing in it is left half said."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from directory.curation import starter
from directory.models import Collection, Organization, Topic
from directory.models.vocabulary import Help, Kind
from directory.search import index

FOLDER = Path(settings.BASE_DIR) / "fixtures"
ARTICLE = ["change-org", "kiva", "social-media-for-social-change", "max-gladwell", "poptech", "batchblue-software"]
CONTINENTS = {
    "Africa": "KE NG ZA GH EG ZW TN",
    "Asia": "IN TW JP CN KR ID LB",
    "Europe": "GB DE FR UA RU DK SE",
    "North America": "US CA MX",
    "South America": "BR CL AR CO PE",
    "Oceania": "AU NZ",
}


@pytest.fixture(scope="module")
def documents():
    return {slug: content for _, slug, content in starter._Organizations().files(FOLDER)}


@pytest.fixture
def loaded(db):
    starter.load(FOLDER)
    return index.current()


def test_it_is_large_and_varied_enough(loaded):
    assert loaded.total >= 85
    assert set(loaded.members.of("kind")) == set(Kind.values)
    assert set(loaded.members.of("help")) == set(Help.values)
    for continent, countries in CONTINENTS.items():
        assert any(loaded.having("country", code) for code in countries.split()), continent
    assert Organization.objects.published().filter(ended__isnull=False).count() >= 10
    assert Collection.objects.public().count() >= 5


def test_each_cause_has_entries_enough(loaded):
    causes = loaded.topics.top()
    assert len(causes) >= 14
    few = {
        cause.slug: len(loaded.having("topic", cause.slug)) for cause in causes if len(loaded.having("topic", cause.slug)) < 5
    }
    assert not few
    empty = [topic.slug for topic in Topic.objects.all() if not loaded.having("topic", topic.slug)]
    assert not empty


def test_names_stand_in_their_own_scripts(documents):
    foreign = [slug for slug, each in documents.items() if re.search(r"[^\u0000-\u024f\u2000-\u206f]", each["name"])]
    assert len(foreign) >= 10


def test_the_articles_organizations_are_there(loaded):
    assert Organization.objects.published().filter(slug__in=ARTICLE).count() == len(ARTICLE)
    blog = Organization.objects.get(slug="social-media-for-social-change")
    assert {role.person.name for role in blog.roles.all()} >= {"Michelle Riggen-Ransom", "T.J. Sondermann"}
    assert [relation.other.slug for relation in blog.relations.all()] == ["batchblue-software"]


def test_every_entry_is_told_whole(documents):
    for slug, each in documents.items():
        assert each["sources"], slug
        assert each["summary"], slug
        assert len(each["summary"]) <= 200, slug
        assert each["editors_note"], slug
        assert 40 <= len(each["description"].split()) <= 220, slug
        assert each["topics"], slug
        if "ended" not in each:
            assert each.get("ways_to_help") or slug in ARTICLE, slug
        assert all(source["supports"] for source in each["sources"]), slug


def test_nobody_is_said_to_have_checked_it(loaded):
    assert not Organization.objects.filter(verified_on__isnull=False).exists()


def test_no_text_is_told_twice(documents):
    sentences = Counter(
        sentence.strip()
        for each in documents.values()
        for sentence in re.split(r"(?<=[.!?])\s+", each["description"])
        if len(sentence.split()) > 6
    )
    assert [sentence for sentence, times in sentences.items() if times > 1] == []
