import html
import io
import json
import re
import xml.etree.ElementTree as ElementTree

import pytest
from PIL import Image

from directory import covers, link_pictures
from directory.models import Status
from tests.html import Page

ENTRY = "http://127.0.0.1:8000/organizations/kiva/"


@pytest.fixture
def kiva(make_topic, make_organization):
    make_topic("Poverty", "poverty", hue=3)
    return make_organization(
        name="Kiva & <Friends>",
        slug="kiva",
        summary="Lends.",
        topics=["poverty"],
        ways_to_help=[{"kind": "lend"}],
        country="US",
    )


# oEmbed


def test_a_page_says_where_its_card_is_found(client, kiva):
    page = Page(client.get("/organizations/kiva/"))
    links = {link.get("type"): link.get("href") for link in page.tree.iter("link") if link.get("rel") == "alternate"}
    said = client.get(links["application/json+oembed"].removeprefix("http://127.0.0.1:8000")).json()
    assert (said["version"], said["type"], said["title"]) == ("1.0", "rich", "Kiva & <Friends>")
    frame = re.search(r'src="([^"]+)"', said["html"])
    assert frame[1] == "http://127.0.0.1:8000/embed/organizations/kiva/"
    assert client.get(frame[1].removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert html.escape("Kiva & <Friends>") in said["html"]
    assert "<Friends>" not in said["html"]


def test_the_card_keeps_within_the_bounds(client, kiva):
    said = client.get("/oembed", {"url": ENTRY, "maxwidth": "300", "maxheight": "150"}).json()
    assert (said["width"], said["height"]) == (300, 150)
    assert 'width="300"' in said["html"]
    assert "thumbnail_url" not in said
    assert client.get("/oembed", {"url": ENTRY}).json()["thumbnail_url"].endswith("/organizations/kiva/card.png")


def test_it_is_xml_for_those_who_ask(client, kiva):
    response = client.get("/oembed", {"url": ENTRY, "format": "xml"})
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    said = ElementTree.fromstring(response.content)  # noqa: S314  our own
    assert said.findtext("title") == "Kiva & <Friends>"
    assert "iframe" in said.findtext("html")


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({}, 400),
        ({"url": "https://elsewhere.example/organizations/kiva/"}, 404),
        ({"url": "http://127.0.0.1:8000/topics/"}, 404),
        ({"url": "http://127.0.0.1:8000/organizations/nobody/"}, 404),
        ({"url": "http://127.0.0.1:8000/organizations/draft/"}, 404),
        ({"url": "http://127.0.0.1:8000/organizations/withdrawn/"}, 410),
        ({"url": "http://127.0.0.1:8000/%00"}, 404),
        ({"url": ENTRY, "format": "yaml"}, 501),
        ({"url": ENTRY, "maxwidth": "wide"}, 400),
        ({"url": ENTRY, "maxwidth": "0"}, 400),
    ],
)
def test_what_cannot_be_embedded_says_so(client, kiva, make_organization, params, status):
    make_organization(slug="draft", status=Status.UNPUBLISHED)
    make_organization(slug="withdrawn", status=Status.WITHDRAWN)
    assert client.get("/oembed", params).status_code == status


# The card


def test_the_card_is_for_any_frame_and_runs_nothing(client, kiva):
    response = client.get("/embed/organizations/kiva/")
    page = ElementTree.tostring(Page(response).tree, encoding="unicode")
    assert "Kiva &amp; &lt;Friends&gt;" in page
    assert "<script" not in page
    assert "CC-BY-4.0" in page
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies


def test_a_card_from_the_store_and_one_that_has_not_changed_are_framable_too(client, kiva, settings):
    settings.CACHES = settings.CACHES | {
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "embed"}
    }
    first = client.get("/embed/organizations/kiva/")
    for headers in ({}, {"If-None-Match": first["ETag"]}):
        again = client.get("/embed/organizations/kiva/", headers=headers)
        assert again.status_code == (304 if headers else 200)
        assert "frame-ancestors *" in again["Content-Security-Policy"]
        assert "X-Frame-Options" not in again


@pytest.mark.parametrize(
    "address",
    ["/", "/organizations/", "/organizations/kiva/", "/data/", "/desk/login/", "/oembed?url=" + ENTRY, "/organizations/kiva/card.png",
     "/api/v1/docs", "/organizations/nobody/"],
)  # fmt: skip
def test_everything_else_stays_out_of_frames(client, kiva, address):
    response = client.get(address)
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_the_card_of_an_entry_that_has_moved_or_gone(client, kiva, make_organization):
    make_organization(slug="withdrawn", status=Status.WITHDRAWN)
    make_organization(slug="merged", status=Status.MERGED, into=kiva)
    assert client.get("/embed/organizations/merged/")["Location"] == "/embed/organizations/kiva/"
    gone = client.get("/embed/organizations/withdrawn/")
    assert gone.status_code == 410
    assert "It asked us to." in gone.text
    assert client.get("/embed/organizations/nobody/").status_code == 404


# The picture


def test_a_link_shows_a_picture_of_the_entry(client, kiva):
    page = Page(client.get("/organizations/kiva/"))
    assert page.meta("og:image") == f"{ENTRY}card.png"
    response = client.get("/organizations/kiva/card.png")
    assert response["Content-Type"] == "image/png"
    picture = Image.open(io.BytesIO(response.content))
    assert picture.size == (1200, 630) == (int(page.meta("og:image:width")), int(page.meta("og:image:height")))
    assert len(response.content) < 100_000
    again = client.get("/organizations/kiva/card.png", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def drawn(*names, hue=1):
    return Image.open(io.BytesIO(link_pictures.draw(link_pictures.Shown(b"x" * 16, hue, "", names, "Non-profit")))).convert("L")


def right_of_the_face(picture):
    """How much ink stands where the name goes."""
    part = picture.crop((600, 150, 1200, 500))
    return sum(count for level, count in enumerate(part.histogram()) if level < 128)


def test_a_name_in_a_script_that_the_font_lacks_gives_way_to_one_that_it_has():
    assert drawn("कीवा", "Kiva").tobytes() == drawn("Kiva").tobytes()
    assert right_of_the_face(drawn("Kiva")) > 0
    assert right_of_the_face(drawn("कीवा", "中文")) == 0  # no boxes


def test_a_font_of_the_site_is_taken_for_what_ours_lacks(settings):
    settings.PICTURE_FONTS = [str(link_pictures.BESLEY)]
    assert link_pictures._drawable(("Kiva",)) == ("Kiva", link_pictures.BESLEY)


@pytest.mark.parametrize("name", ["Word " * 40, "W" * 200, "A-very-long-name-" * 11, "Dž" * 90])
def test_a_long_name_stays_within_its_place(name):
    picture = drawn(name.strip())
    margin = picture.crop((1200 - link_pictures.EDGE + 4, 0, 1200, 630))
    assert min(margin.tobytes()) > 200
    assert right_of_the_face(picture) > 1000


@pytest.mark.parametrize("number", range(len(covers.OUTLINES)))
def test_every_outline_of_a_cover_is_drawn(number):
    outline = link_pictures._outline(number)
    share = sum(outline.tobytes()) / 255 / (outline.width * outline.height)
    areas = (0.785, 0.393, 0.785, 0.5, 0.571, 0.893, 0.5, 1)
    assert share == pytest.approx(areas[number], abs=0.02)


def test_a_logo_is_shown_instead_of_a_cover(kiva, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "logos").mkdir()
    Image.new("RGB", (64, 32), "#ff0000").save(tmp_path / "logos" / "0123456789abcdef.webp", "WEBP")
    shown = link_pictures.shown(kiva)._replace(logo="logos/0123456789abcdef.webp")
    picture = Image.open(io.BytesIO(link_pictures.draw(shown))).convert("RGB")
    red, green, _ = picture.getpixel((link_pictures.EDGE + link_pictures.FACE // 2, 315))
    assert red > 200 > 60 > green
    assert json.dumps(shown.names) == '["Kiva & <Friends>"]'
