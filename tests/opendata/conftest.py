import pytest
from django.utils import timezone

from directory.opendata import building


@pytest.fixture
def lenders(make_topic, make_organization, make_collection):
    """A small directory with something in every table, and an entry that may not be passed on."""
    poverty = make_topic("Poverty", "poverty", description="Less of it.", synonyms=["poor"])
    make_topic("Micro-lending", "micro-lending", parent=poverty)
    poverty.links.create(vocabulary="sdg", code="1", url="https://sdgs.un.org/goals/goal1")
    make_organization(name="Parent", slug="parent", kind="foundation")
    kept = make_organization(name="Not For Trade", slug="not-for-trade", licence="CC-BY-NC-4.0", attribution="Somebody")
    kiva = make_organization(
        name="Kiva", slug="kiva", summary="=Lends & “helps”, also\nin Kenya.", description="*Much* said.", editors_note="Good.",
        began=2005, seat="San Francisco", country="US", works_in=["KE", "UG"], languages=["en", "sw"],
        topics=["micro-lending", "poverty"], other_names=[{"name": "कीवा", "kind": "translated", "language": "hi"}],
        ways_to_help=[{"kind": "lend", "url": "https://kiva.example/lend", "note": "From 25 dollars"}],
        channels=[{"network": "website", "url": "https://kiva.example/", "feed": "https://kiva.example/feed"}],
        people=[{"name": "Ada Example", "slug": "ada", "role": "Founder", "began": 2005}],
        relations=[{"kind": "part-of", "organization": "parent"}, {"kind": "partner-of", "organization": "not-for-trade"}],
        identifiers=[{"scheme": "wikidata", "value": "Q1"}],
        sources=[{"url": "https://kiva.example/about", "title": "About", "supports": "seat"}],
        disputes=[{"field": "began", "note": "2004 or 2005.", "sources": ["https://kiva.example/about"]}],
    )  # fmt: skip
    make_collection("Lenders", kiva, kept, slug="lenders")
    return kiva


@pytest.fixture
def build(settings, tmp_path):
    """Make the files of the directory, in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path

    def make():
        building.build_due(timezone.now())
        return building.current()

    return make
