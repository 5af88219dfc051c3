import pytest

from directory.text import fold, sort_key


@pytest.mark.parametrize(
    ("spelling", "other"),
    [
        ("Écologie", "ECOLOGIE"),
        ("ｅcologie", "ecologie"),
        ("STRASSE", "Straße"),
        ("İstanbul", "istanbul"),
        ("Ёлка", "елка"),
        ("Μάχη", "μαχη"),
        ("two  words", " Two\twords "),
    ],
)
def test_spellings_of_the_same_word_fold_alike(spelling, other):
    assert fold(spelling) == fold(other)


@pytest.mark.parametrize(("word", "other"), [("काम", "कम"), ("がく", "かく"), ("micro", "macro")])
def test_marks_that_change_the_word_stay(word, other):
    assert fold(word) != fold(other)


@pytest.mark.parametrize(
    ("name", "key"), [("#Change", "change"), ("¡Ya!", "ya!"), ("7amleh", "7amleh"), ("!!!", "!!!"), ("", "")]
)
def test_a_name_is_sorted_by_its_first_letter(name, key):
    assert sort_key(name) == key
