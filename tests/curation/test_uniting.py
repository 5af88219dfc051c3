from directory.curation import document, uniting
from directory.curation.uniting import INTO, SOURCE


def said(slug, **fields):
    return document.normal({"slug": slug, "name": slug, "kind": "nonprofit", **fields})


def options(source, into, key):
    question = next(each for each in uniting.questions(source, into) if each.key == key)
    return [(option.name, option.is_suggested) for option in question.options]


def test_what_both_say_alike_is_no_question():
    one, other = said("one", summary="Same.", topics=["water"]), said("other", summary="Same.", topics=["water"])
    assert [question.key for question in uniting.questions(one, other)] == ["name"]


def test_of_a_field_the_target_is_suggested_unless_it_says_nothing():
    source, into = said("source", summary="Theirs.", began=2001), said("into", summary="Ours.")
    assert options(source, into, "summary") == [(INTO, True), (SOURCE, False)]
    assert options(source, into, "began") == [(INTO, False), (SOURCE, True)]
    whole = uniting.united(source, into)
    assert (whole["slug"], whole["summary"], whole["began"]) == ("into", "Ours.", 2001)


def test_lists_are_united_each_item_once_the_target_first():
    source, into = said("source", topics=["water", "art"], works_in=["KE"]), said("into", topics=["oil", "water"])
    assert options(source, into, "topics") == [("into:0", True), ("into:1", True), ("source:1", True)]
    whole = uniting.united(source, into)
    assert (whole["topics"], whole["works_in"]) == (["oil", "water", "art"], ["KE"])


def test_of_two_rows_about_the_same_thing_the_targets_is_suggested():
    row = {"network": "website", "url": "https://water.example/"}
    source, into = said("source", channels=[{**row, "handle": "theirs"}]), said("into", channels=[{**row, "handle": "ours"}])
    assert options(source, into, "channels") == [("into:0", True), ("source:0", False)]
    assert [each["handle"] for each in uniting.united(source, into)["channels"]] == ["ours"]


def test_relations_between_the_two_are_gone():
    source = said(
        "source", relations=[{"kind": "part-of", "organization": "into"}, {"kind": "part-of", "organization": "third"}]
    )
    into = said("into", relations=[{"kind": "partner-of", "organization": "source"}])
    assert [row["organization"] for row in uniting.united(source, into)["relations"]] == ["third"]


def test_what_is_picked_is_what_is_said():
    source, into = said("source", summary="Theirs.", topics=["art", "water"]), said("into", summary="Ours.", topics=["oil"])
    whole = uniting.united(source, into, {"summary": [SOURCE], "topics": ["source:1", "into:0", "nonsense"], "slug": [SOURCE]})
    assert (whole["summary"], whole["topics"], whole["slug"]) == ("Theirs.", ["oil", "water"], "into")
    assert uniting.united(source, into, {"name": ["nonsense"]})["name"] == "into"
