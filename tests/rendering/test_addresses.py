"""What gives addresses says what Django says: the tags `url` and `static`, and what fills in the parts of a page."""

import pytest
from django.template import engines
from django.urls import reverse

from directory.rendering.addresses import address, plain_address


def shown(source: str, **values) -> list[str]:
    template = engines["django"].from_string(source)
    return [template.render(values) for _ in range(2)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% url 'directory:topic_list' %}", "/topics/"),
        ("{% url 'directory:topic_list' as address %}[{{ address }}]", "[/topics/]"),
        ("{% url 'desk:index' %}", "/desk/"),
        ("{% url 'directory:topic_detail' 'water' %}", "/topics/water/"),
        ("{% url 'directory:topic_detail' slug=topic %}", "/topics/wells/"),
        ("{% url name %}", "/people/"),
        ("{% url 'directory:nowhere' as address %}[{{ address }}]", "[]"),
    ],
)
def test_an_address_is_the_same_the_second_time(source, expected):
    assert shown(source, topic="wells", name="directory:person_list") == [expected] * 2


def test_an_address_with_a_value_follows_the_value():
    template = engines["django"].from_string("{% for slug in slugs %}{% url 'directory:topic_detail' slug %} {% endfor %}")
    assert template.render({"slugs": ["a", "b"]}) == "/topics/a/ /topics/b/ "


def test_a_static_file_has_its_hashed_name():
    once, again = shown("{% static 'css/base.css' %}")
    assert once == again
    assert once.startswith("/static/css/base.")
    assert once != "/static/css/base.css"
    assert shown("{% static 'css/base.css' as address %}{{ address }}") == [once] * 2
    assert shown("{% static name %}", name="css/base.css") == [once] * 2


@pytest.mark.parametrize("view", ["organization_detail", "organization_picture", "api_organization_detail", "topic_detail"])
@pytest.mark.parametrize("slug", ["kiva", "a-b_c", "كيفا", "学び-x", "über"])
def test_the_address_of_a_page_is_the_one_that_django_gives(view, slug):
    assert address(view, slug) == reverse(f"directory:{view}", args=[slug])


def test_so_is_the_address_of_a_page_that_takes_no_argument():
    assert plain_address("organization_list") == reverse("directory:organization_list")
