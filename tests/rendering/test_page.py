"""A page that Django has rendered once gives what Django gives each time, whatever its values say."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from directory.rendering.page import page
from tests.rendering.test_part import HOSTILE

VALUES = (
    *("title", "site_url", "address", "followed", "links", "text", "chosen"),
    *("facets", "limit", "status", "sort", "chips", "found"),
)


@pytest.fixture
def template(settings, tmp_path):
    """Write templates into a folder of their own."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    def write(text: str, name: str = "page.html") -> None:
        (tmp_path / name).write_text(text)

    return write


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("is_html", [False, True])
def test_it_is_what_django_renders_byte_for_byte(value, is_html):
    values = dict.fromkeys(VALUES, SafeString(value) if is_html else value)
    assert (
        page("directory/organization_list.html", **values)
        == render_to_string("directory/organization_list.html", values).encode()
    )


def test_a_second_page_has_nothing_of_the_first():
    first = page("directory/organization_list.html", **dict.fromkeys(VALUES, "first of all"))
    assert b"first of all" in first
    assert b"first of all" not in page("directory/organization_list.html", **dict.fromkeys(VALUES, "second"))


def test_a_value_in_pieces_is_as_good_as_one():
    values = dict.fromkeys(VALUES, "<&>")
    pieces = [SafeString("<b>é</b>"), SafeString("–"), SafeString("<i>plain</i>")]
    whole = page("directory/organization_list.html", **values | {"facets": SafeString("".join(pieces))})
    assert page("directory/organization_list.html", **values | {"facets": pieces}) == whole


def test_what_is_not_html_is_escaped_in_a_list_too():
    values = dict.fromkeys(VALUES, "")
    mixed = page("directory/organization_list.html", **values | {"facets": ["<i>'hostile'", SafeString("<b>ours</b>")]})
    assert b"&lt;i&gt;&#x27;hostile&#x27;<b>ours</b>" in mixed


def test_its_tags_are_rendered_around_the_values(template):
    template("<p>{% block main %}{% endblock %}</p>", "frame.html")
    inside = "{{ name }}{% if nobody %}?{% endif %}{% url 'directory:home' %}"
    template(f"{{% extends 'frame.html' %}}{{% block main %}}{inside}{{% endblock %}}", "framed.html")
    assert page("framed.html", name="<b>") == b"<p>&lt;b&gt;/</p>"


@pytest.mark.parametrize(
    "inside",
    [
        "{% if name %}{{ name }}{% endif %}",
        "{{ name|default:'x' }}{{ name }}",
        "{{ name }}{% if name == 'x' %}y{% endif %}",
        "{{ name }}{% if 'x' in name %}y{% endif %}",
        "{{ name|upper }}",
        "{{ name|upper }}{{ name }}",
        "{{ name|length }}{{ name }}",
        "{{ name|first }}{{ name }}",
        "{{ name|safe }}",
        "{{ name|add:'x' }}{{ name }}",
        "{{ name.first }}",
        "{{ name.first }}{{ name }}",
        "{% for each in name %}{{ each }}{% endfor %}{{ name }}",
        "nothing",
    ],
)
def test_a_page_that_asks_what_a_value_is_or_does_not_show_it_is_refused(template, inside):
    template(f"<b>{inside}</b>")
    with pytest.raises(ImproperlyConfigured, match="name"):
        page("page.html", name="x")
