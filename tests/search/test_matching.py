"""What a visitor's words mean, seen through what they find."""

from typing import NamedTuple

import pytest

from directory.search import index
from directory.search.query import Query


class Looked(NamedTuple):
    names: list[str]
    corrected: str
    is_partial: bool


@pytest.fixture
def look(db):
    """What words find: the names in order, the words that were searched instead, and whether most words were enough."""

    def look(text: str) -> Looked:
        found = index.current().find(Query(text=text))
        return Looked([card.name for card in found.cards], found.corrected, found.is_partial)

    return look


def test_a_way_to_help_is_found_by_its_note(make_organization, look):
    make_organization(name="Helpers", ways_to_help=[{"kind": "volunteer", "note": "Translate letters from home"}])
    make_organization(name="Others", ways_to_help=[{"kind": "volunteer"}])
    assert look("volunteer to translate").names == ["Helpers"]


def test_each_part_of_a_topics_name_means_the_topic(make_topic, make_organization, look):
    make_topic("Housing and homelessness", "housing", synonyms=["shelter"])
    make_organization(name="A home is talked about", description="Homelessness is one of its subjects.")
    make_organization(name="Roofs", topics=["housing"])
    assert look("homelessness").names == ["Roofs", "A home is talked about"]
    assert look("housing").names == ["Roofs"]


@pytest.mark.parametrize("words", ["how is public money spent", "spending public money", "Who spends the public money?"])
def test_forms_of_a_word_and_words_of_asking_do_not_hide_an_entry(make_organization, look, words):
    make_organization(name="Books", summary="Shows where public money is spent.")
    assert look(words) == Looked(["Books"], "", False)


def test_another_form_of_a_synonym_means_the_topic_too(make_topic, make_organization, look):
    make_topic("Elections", "elections", synonyms=["votes", "members of parliament"])
    make_organization(name="Watchers", topics=["elections"])
    make_organization(name="Singers", summary="Vote for the best song.")
    assert look("member of parliament").names == ["Watchers"]
    assert look("vote").names == ["Singers", "Watchers"], "what is said as it was typed comes first"


def test_most_of_the_words_count_more_in_a_summary_than_far_down(make_topic, make_organization, look):
    make_topic("Mental health", "mental-health", synonyms=["someone to talk to"])
    for name in ("Line", "Listeners"):
        make_organization(name=name, topics=["mental-health"])
    make_organization(name="Wells", description="It began with a night club.")
    found = look("someone to talk to at night")
    assert found == Looked(["Line", "Listeners", "Wells"], "", True)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("loans for farmers", "Lenders"),
        ("borrow for farmers", "Lenders"),
        ("attend events on soil", "Soil Days"),
        ("donate clothes", "Wardrobe"),
        ("charity for clothes", "Wardrobe"),
    ],
)
def test_everyday_words_stand_for_ways_to_help_and_kinds(make_organization, look, words, name):
    make_organization(name="Lenders", summary="For farmers.", kind="platform", ways_to_help=[{"kind": "lend"}])
    make_organization(name="Soil Days", summary="On soil.", kind="conference")
    make_organization(name="Wardrobe", summary="Clothes for all.", kind="nonprofit", ways_to_help=[{"kind": "give"}])
    assert look(words) == Looked([name], "", False)


def test_what_is_said_comes_before_what_everyday_words_stand_for(make_organization, look):
    make_organization(name="A", ways_to_help=[{"kind": "lend"}])
    make_organization(name="B", description="Loans.")
    make_organization(name="C", summary="Loans.")
    assert look("loans").names == ["C", "A", "B"]
