import pytest

from directory.search import words


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Micro-lending, at work!", ["micro", "lending", "at", "work"]),
        ("Girls' education isn't O'Reilly’s", ["girls", "education", "isnt", "oreillys"]),
        ("350.org", ["350", "org"]),
        ("零時政府", ["零時", "時政", "政府"]),
        ("g0v零時", ["g0v", "零時"]),
        ("水", ["水"]),
        ("เทใจ", ["เท", "ทใ", "ใจ"]),
        ("نفهم", ["نفهم"]),
        ("<script>alert(1)</script>", ["script", "alert", "1", "script"]),
        ("", []),
        ("—…!?", []),
    ],
)
def test_a_text_becomes_words(text, tokens):
    assert words.tokens(text) == tokens


def test_a_compound_is_found_in_its_parts_and_as_a_whole():
    assert {"micro", "lending", "microlending"} <= words.indexed("Micro-lending")


def test_a_character_of_a_script_without_spaces_is_found_alone():
    assert {"水", "飲水", "水援"} <= words.indexed("飲水援")


@pytest.mark.parametrize("spelling", ["micro lending", "Micro-Lending", "MICROLENDING", "micro‑lending"])
def test_ways_of_writing_a_phrase_have_one_key(spelling):
    assert words.key(spelling) == "microlending"


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ("spent", "spend"),
        ("women", "woman"),
        ("children", "child"),
        ("lent", "lending"),
        ("colours", "color"),
        ("taught", "teach"),
    ],
)
def test_the_forms_of_a_word_have_one_stem(form, word):
    assert words.stem(form) == words.stem(word)


def test_stop_words_count_only_where_there_is_nothing_else():
    assert words.telling("how do I map buildings after a disaster") == ["map", "buildings", "disaster"]
    assert words.telling("All Out") == ["all", "out"]
