"""What a list shows of an entry."""

import pytest

from directory.rendering.cards import card_list, near_list, tile_list
from directory.search.cards import Card
from directory.search.topics import TopicRow, TopicTable
from tests.html import parsed
from tests.rendering.test_part import HOSTILE

WATER = TopicRow(id=1, slug="water", name="Water", parent=None, family=3, description="")
PLAIN = Card(
    id=7, uid=b"0123456789abcdef", slug="kiva", name="Kiva", kind="nonprofit", summary="Lends.", seat="", country="",
    began=None, ended=None, language="", logo="", topics=(1,), ways=("lend", "give"), published=0, verified=None,
)  # fmt: skip


def shown(topics=(WATER,), note="", **said):
    card = PLAIN._replace(**said)
    html = card_list([card], TopicTable({row.slug: row for row in topics}), {card.id: note})
    return parsed(f"<ol>{html}</ol>", strict=note.isprintable())


def facts(**said) -> str:
    return " ".join("".join(shown(**said).find(".//p[@class='card__facts']").itertext()).split())


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, "Non-profit"),
        ({"seat": "Ulm"}, "Non-profit · Ulm"),
        ({"country": "DE"}, "Non-profit · Germany"),
        ({"seat": "Ulm", "country": "DE", "began": 1999}, "Non-profit · Ulm, Germany · since 1999"),
        ({"began": 1999, "ended": 2005}, "Non-profit · 1999–2005 has ended"),
        ({"ended": 2005}, "Non-profit · until 2005 has ended"),
    ],
)
def test_its_facts_in_a_line(said, expected):
    assert facts(**said) == expected


def test_only_what_is_known_is_there():
    full, bare = shown(note="Because."), shown(summary="", topics=(), ways=())
    assert full.find(".//p[@data-summary]").text == "Lends."
    assert full.find(".//p[@class='card__note']").text == "Because."
    assert ["".join(each.itertext()) for each in full.find(".//p[@class='card__ways']")] == ["Lend", "Give things", "Water"]
    assert [len(bare.findall(f".//p[{each}]")) for each in ("@data-summary", "@class='card__note'")] == [0, 0]
    assert len(bare.find(".//p[@class='card__ways']")) == 0
    assert "hue-0" in bare.find(".//{*}svg").get("class")
    assert "hue-3" in full.find(".//{*}svg").get("class")


def test_a_logo_takes_the_place_of_the_cover():
    card = shown(logo="logos/a b&c.png")
    assert card.find(".//{*}svg") is None
    assert card.find(".//img").get("src") == "/media/logos/a%20b%26c.png"


@pytest.mark.parametrize("value", [text for text in HOSTILE if text])
def test_hostile_text_in_every_field_is_text(value):
    topics = [TopicRow(id=1, slug=value, name=value, parent=None, family=3, description=value)]
    card = shown(topics, value, slug=value, name=f"я{value}", summary=value, seat=value, language=value, logo=value)
    usual = shown(note="x", name="я", seat="x", language="ru", logo="x")
    assert [each.tag for each in card.iter()] == [each.tag for each in usual.iter()]
    assert [set(each.attrib) for each in card.iter()] == [set(each.attrib) for each in usual.iter()]
    said = value.replace("\r\n", "\n").replace("\r", "\n")
    assert card.find(".//p[@data-summary]").text == said
    assert card.find(".//p[@class='card__note']").text == said
    assert card.find(".//bdi").text == f"я{said}"
    assert card.find(".//bdi").get("lang") == said
    assert card.find(".//article").get("data-entry") == said


def test_a_near_entry_says_what_both_share_and_escapes_it():
    card = PLAIN._replace(name="<b>Near</b>", ended=2010)
    html = near_list([(card, "Both about <i>Water</i>")], TopicTable({"water": WATER}))
    item = parsed(f"<ul>{html}</ul>").find(".//li")
    text = " ".join("".join(item.itertext()).split())
    assert text == "<b>Near</b> Lends. Both about <i>Water</i> has ended"
    assert [each.get("class") for each in item.iter() if str(each.tag).endswith("svg")] == ["cover hue-3"]


def test_a_tile_says_kind_and_country():
    html = tile_list([PLAIN._replace(country="KE"), PLAIN], TopicTable({}))
    tiles = parsed(f"<ul>{html}</ul>").findall(".//li/p")
    assert [tile.text for tile in tiles] == ["Non-profit, Kenya", "Non-profit"]
