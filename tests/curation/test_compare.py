"""What is different between two documents: complete, and as small as a person would say it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.curation.compare import ChangedList, DoesNotFit, apply, choices, combine, compare
from directory.curation.document import LISTS, PARTS, TEXTS, YEARS, normal
from directory.curation.words import Mark, compare_words, text_after, text_before

words = st.text(alphabet="ab .,\n水é", max_size=12)
years = st.none() | st.integers(1900, 1905)


def rows(part):
    cells = {
        key: years if default is None else st.lists(words, max_size=2) if default == [] else words
        for key, default in PARTS[part].keys.items()
    }
    return st.lists(st.fixed_dictionaries(cells), max_size=5)


documents = st.fixed_dictionaries(
    dict.fromkeys(TEXTS, words)
    | dict.fromkeys(YEARS, years)
    | {key: st.lists(st.sampled_from(["ke", "ug", "tz", "rw"]), max_size=5) for key in LISTS}
    | {part: rows(part) for part in PARTS}
).map(normal)


@given(documents, documents)
def test_a_comparison_applied_to_the_one_gives_the_other(a, b):
    assert apply(compare(a, b), a) == b


@given(documents)
def test_a_document_is_not_different_from_itself(a):
    assert not compare(a, a)
    assert apply(compare(a, a), a) == a


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.randoms(use_true_random=False))
def test_a_list_in_another_order_is_told_as_moves(items, random):
    shuffled = random.sample(items, len(items))
    comparison = compare({"topics": items}, {"topics": shuffled})
    assert apply(comparison, {"topics": items})["topics"] == shuffled
    assert {row.mark for field in comparison.fields for row in field.rows} <= {Mark.MOVED}


@given(words, words)
def test_marked_words_say_both_texts(before, after):
    runs = compare_words(before, after)
    assert (text_before(runs), text_after(runs)) == (before, after)
    assert all(run.text for run in runs)


def said(before, after):
    """Removed words in brackets, added ones in braces."""
    signs = {Mark.SAME: "{}", Mark.REMOVED: "[{}]", Mark.ADDED: "<{}>"}
    return "".join(signs[run.mark].format(run.text) for run in compare_words(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("It digs wells.", "It digs deep wells.", "It digs <deep >wells."),
        ("It digs wells.", "It drills holes.", "It [digs wells]<drills holes>."),
        ("", "New.", "<New.>"),
        ("Old.", "", "[Old.]"),
        ("Same.", "Same.", "Same."),
        ("waterworks", "waterways", "[waterworks]<waterways>"),
        ("清潔な水", "清潔な海", "清潔な[水]<海>"),
        ("हिन्दी में", "हिन्दी से", "हिन्दी [में]<से>"),
        ("One.\n\nTwo.", "One.\n\nThree.", "One.\n\n[Two]<Three>."),
    ],
)
def test_words_are_marked_whole(before, after, expected):
    assert said(before, after) == expected


@pytest.mark.parametrize("text", ["a b " * 40_000, "word\n" * 40_000, "x" * 200_000, "ab " * 700])
def test_long_and_repetitive_texts_are_compared_in_few_steps(text, monkeypatch):
    import difflib

    calls = []
    longest = difflib.SequenceMatcher.find_longest_match
    monkeypatch.setattr(
        difflib.SequenceMatcher,
        "find_longest_match",
        lambda self, *args: calls.append(len(self.a)) or longest(self, *args),
    )
    after = f"new {text[10:]} end"
    assert text_after(compare_words(f"old {text}", after)) == after
    assert sum(calls) < 2_000_000


def one_list(before, after, key="channels"):
    (field,) = compare({key: before}, {key: after}).fields
    assert isinstance(field, ChangedList)
    return [(row.mark.value, row.was_at, row.is_at) for row in field.rows]


A, B, C = ({"network": name, "url": f"https://{name}.example/"} for name in ("website", "x", "blog"))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([A, B], [A, B, C], [("added", None, 2)]),
        ([A, B, C], [A, C], [("removed", 1, None)]),
        ([A, B, C], [C, A, B], [("moved", 2, 0)]),
        ([A, B], [A, {**B, "handle": "@b"}], [("changed", 1, 1)]),
        ([A, B], [A, {**B, "url": "https://new.example/"}], [("changed", 1, 1)]),
        ([A, A], [A], [("removed", 1, None)]),
        ([A, B, C], [{**C, "handle": "@c"}, A, B], [("changed", 2, 0)]),
    ],
)
def test_items_of_a_list_are_added_removed_edited_or_moved(before, after, expected):
    assert one_list(before, after) == expected


def test_topics_are_compared_one_by_one():
    assert one_list(["a", "b"], ["b", "c"], key="topics") == [("removed", 0, None), ("added", None, 1)]


def test_a_comparison_fits_only_what_was_compared():
    before = {"name": "Water", "began": 2000, "channels": [A]}
    for other in ({"name": "Fire"}, {"began": 2001}, {"channels": [B]}):
        with pytest.raises(DoesNotFit):
            apply(compare(before, {}), {**before, **other})


def test_two_versions_of_one_show_who_changed_what():
    base = {"name": "Water", "summary": "Wells.", "seat": "Nairobi"}
    theirs, yours = {**base, "summary": "Deep wells.", "seat": "Kisumu"}, {**base, "summary": "Old wells.", "began": 1999}
    found = {choice.key: choice for choice in choices(base, theirs, yours)}
    assert {key: choice.is_clash for key, choice in found.items()} == {"summary": True, "seat": False, "began": False}
    assert found["seat"].yours is None
    assert found["began"].theirs is None
    assert combine(yours, theirs, ["seat"]) == normal({**yours, "seat": "Kisumu"})


def test_two_versions_that_say_the_same_leave_no_choice():
    assert choices({"name": "A"}, {"name": "B"}, {"name": "B"}) == []


def test_without_a_common_version_every_difference_is_a_choice():
    found = choices(None, {"name": "A"}, {"name": "B", "seat": "Nairobi"})
    assert [(choice.key, choice.is_clash) for choice in found] == [("name", True), ("seat", True)]
    assert found[0].theirs == compare({}, {"name": "A"}).fields[0]
