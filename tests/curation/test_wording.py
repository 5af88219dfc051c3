"""A comparison in words."""

import pytest
from django.template.loader import render_to_string

from directory.curation import wording
from directory.curation.compare import compare
from directory.curation.words import Mark


def page(before, after) -> str:
    return render_to_string("directory/_comparison.html", {"fields": wording.shown(compare(before, after))})


def test_fields_are_named_and_codes_are_words(db, make_topic):
    make_topic("Clean water", "clean-water")
    before = {"kind": "blog", "country": "KE", "works_in": ["KE"], "languages": ["sw"], "began": 1999}
    fields = wording.shown(compare(before, {"kind": "company", "country": "UG", "topics": ["clean-water", "gone"]}))
    said = {
        field.label: "".join(run.text for run in field.runs) or [row.runs[0].text for row in field.rows] for field in fields
    }
    assert said == {
        "Kind": "BlogCompany",
        "Began": "1999",
        "Country": "KenyaUganda",
        "Works in": ["Kenya"],
        "Languages": ["Swahili"],
        "Topics": ["Clean water", "gone"],
    }


def test_a_row_that_was_edited_has_its_words_marked_and_says_where_it_went():
    rows = [{"name": "Asha", "role": "Founder", "slug": "asha"}, {"name": "Bo", "role": "Chair", "slug": "bo"}]
    after = [rows[1], {**rows[0], "role": "Founder and chair"}]
    (field,) = wording.shown(compare({"people": rows}, {"people": after}))
    says = {row.says for row in field.rows}
    assert len(says) == 1 or says == {"moved from place 2 to 1", "changed"}
    (changed,) = [row for row in field.rows if row.mark == Mark.CHANGED]
    assert [run.text for run in changed.runs if run.mark == Mark.ADDED] == [" and chair"]


def test_a_long_text_is_shortened_to_what_changed():
    long = " ".join(f"word{number}" for number in range(500))
    (field,) = wording.shown(compare({"description": f"{long} old {long}"}, {"description": f"{long} new {long}"}))
    text = "".join(run.text for run in field.runs)
    assert len(text) < 600
    assert "word499 oldnew word0" in text


def test_what_people_typed_is_text_and_marks_are_said_in_words():
    html = page({"summary": "<b>Old</b> wells."}, {"summary": "<script>alert(1)</script> wells."})
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;" in html
    assert "<ins>" in html
    assert "added: " in html
    assert "removed: " in html


@pytest.mark.parametrize("key", ["other_names", "relations", "disputes", "identifiers", "sources", "channels"])
def test_every_part_has_a_name(key):
    assert wording.label(key)[0].isupper()
