import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from directory.models import Topic


def test_a_topic_folds_case_and_accents(make_topic):
    make_topic("Écologie")
    with pytest.raises(ValidationError, match="but for case or accents"):
        Topic(name="ECOLOGIE", slug="ecologie-2").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.create(name="ecologie", slug="ecologie-2")


def test_a_name_that_folding_makes_long_fits(db):
    topic = Topic.objects.create(name="ﷺ" * 100, slug="long")
    topic.synonyms.create(name="ﷺ" * 100)
    assert len(topic.folded) == 200


def test_a_topic_gets_an_address_in_its_own_script(db):
    assert Topic.objects.create(name="Защита природы").slug == "защита-природы"


def test_topics_have_two_levels(make_topic):
    cause = make_topic("Climate")
    sub = make_topic("Forests", parent=cause)
    with pytest.raises(ValidationError, match="two levels"):
        Topic(name="Trees", slug="trees", parent=sub).full_clean()
    cause.parent = make_topic("Nature")
    with pytest.raises(ValidationError, match="has sub-topics"):
        cause.full_clean()


def test_a_sub_topic_shows_the_hue_of_its_cause(make_topic):
    cause = make_topic("Climate", hue=4)
    assert make_topic("Forests", parent=cause, hue=1).family == 4


def test_tree_order_puts_sub_topics_behind_their_cause(make_topic):
    first, second = make_topic("Zebras"), make_topic("Ants")
    make_topic("Of the second", parent=second)
    make_topic("Of the first", parent=first)
    assert [topic.name for topic in Topic.objects.in_tree_order()] == ["Zebras", "Of the first", "Ants", "Of the second"]
