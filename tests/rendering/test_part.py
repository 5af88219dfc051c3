"""A part gives what Django's own rendering gives, whatever its values say."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Engine, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from directory.rendering.part import Part, Slot, kept, part

HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "&amp; &lt; &#39;",
    "%", "%s %(name)s %% %d", "{} {name} {{ name }} {% debug %} {{", "$name ${name}",
    "\x01\x02\x03\x0b\x0c\x1b\x7f\x85", "\x02name\x03", "\ud7ff\ufffd",
    "‮gnirts desrever‬", "كيفا", "a\nb\r\n\tc", "", " ", "ﷺ" * 50, "🏳️‍🌈",
    "name", "slug", "None", "\\", "\\1 \\g<0>", "<!--", "]]>", "</textarea></select></title>",
]  # fmt: skip
TEMPLATES = [
    f"directory/_{name}.html"
    for name in ("card", "change_fields", "cover", "entry", "facet", "facts", "near", "pagination", "results", "tile")
]


def partials() -> list[str]:
    return [f"{name}#{each}" for name in TEMPLATES for each in Engine.get_default().get_template(name).extra_data["partials"]]


def names(of: Part) -> set[str]:
    return {name for _, name in of.slots}


@pytest.fixture(params=TEMPLATES)
def parts_of(request):
    return [name for name in partials() if name.startswith(request.param)]


def test_each_partial_is_a_part(parts_of):
    assert len(parts_of) >= 2
    for name in parts_of:
        part(name)


@pytest.mark.parametrize("value", HOSTILE)
def test_it_is_what_django_renders_byte_for_byte(parts_of, value):
    for name in parts_of:
        values = dict.fromkeys(names(part(name)), value)
        assert part(name)(**values) == get_template(name).render(values), name


@given(st.data())
def test_it_is_what_django_renders_of_any_text(data):
    name = data.draw(st.sampled_from(partials()))
    value = (
        st.text()
        | st.integers()
        | st.none()
        | st.lists(st.text(), max_size=2)
        | st.sampled_from(HOSTILE)
        | st.text().map(mark_safe)
    )
    values = data.draw(st.fixed_dictionaries(dict.fromkeys(sorted(names(part(name))), value)))
    some = data.draw(st.sets(st.sampled_from(sorted(values)))) if values else set()
    expected = get_template(name).render(values)
    assert part(name)(**values) == expected
    early, late = ({key: text for key, text in values.items() if (key in some) is wanted} for wanted in (True, False))
    assert part(name).given(**early)(**late) == expected


def test_html_of_another_part_is_not_escaped_again():
    way = part("directory/_card.html#way")(way="Give & take")
    assert way == "<b>Give &amp; take</b>"
    assert part("directory/_card.html#summary")(summary=way) == "<p data-summary><b>Give &amp; take</b></p>"
    assert part("directory/_card.html#summary")(summary="<b>") == "<p data-summary>&lt;b&gt;</p>"


def test_a_part_inside_another_brings_its_own_slots():
    inner = Part(["<b>", Slot("count"), "</b>"])
    outer = Part(["<li>", Slot("inner"), Slot("rest"), "</li>"]).given(inner=inner, rest="%<")
    assert outer.around() == ("<li><b>", "</b>%&lt;</li>")
    assert outer(count=3) == "<li><b>3</b>%&lt;</li>"


def test_a_value_that_is_missing_is_a_mistake():
    with pytest.raises(KeyError):
        part("directory/_card.html#way")(wya="Donate")


@pytest.mark.parametrize("inside", ["{% if name %}x{% endif %}", "{{ name|upper }}", "{{ name.first }}", "{% now 'Y' %}"])
def test_a_partial_with_more_than_text_and_values_is_refused(settings, tmp_path, inside):
    (tmp_path / "_bad.html").write_text("{% partialdef piece %}<b>" + inside + "</b>{% endpartialdef %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    with pytest.raises(ImproperlyConfigured, match="_bad.html#piece"):
        part("_bad.html#piece")


def test_a_partial_that_is_not_there_is_named():
    with pytest.raises(TemplateDoesNotExist, match="nowhere"):
        part("directory/_card.html#nowhere")


def test_what_was_given_is_kept_but_not_while_templates_are_edited(settings):
    given_ = iter(range(10))
    answer = kept(lambda: next(given_))
    assert (answer(), answer()) == (0, 0)
    settings.DEBUG = True
    answer = kept(lambda: next(given_))
    assert (answer(), answer()) == (1, 2)
