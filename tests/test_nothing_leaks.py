"""Every public address, whatever its format: nothing of a draft, a withdrawn entry, an internal note or a curator is in it."""

import io
import re
import zipfile
from collections.abc import Iterator
from functools import partial

import pytest
from django.urls import URLPattern
from django.utils import timezone

from directory import tasks, urls
from directory.curation import actions, document
from directory.models import InternalNote, Organization, Status
from directory.opendata import files, package

SLUGS = {"organizations": "kiva", "topics": "poverty", "people": "ada", "collections": "lenders"}
SAMPLES = {"kind": "atom", "section": "organizations", "part": "0", "name": "none.webp", "rest": "nothing",
           "uid": "00000000-0000-0000-0000-000000000000"}  # fmt: skip
KIVA = "http://127.0.0.1:8000/organizations/kiva/"
QUERIES = ["", "?q=kiva", "?limit=100", "?since=0", "?fields=summary,message", "?sort=newest", f"?url={KIVA}", "?prefix=p"]
FILES = [*(file.name for file in files.WRITERS), package.NAME]
SECRETS = re.compile("planted|quagga", re.IGNORECASE)


def addresses() -> Iterator[str]:
    """One of each public address, with a sample where it has a place for one: a new sort of place needs a line in SAMPLES."""
    for route in routes(urls.urlpatterns):
        room = next((room for room in SLUGS if room in route), "organizations")
        samples = SAMPLES | {"slug": SLUGS[room]}
        if route == "data/<str:name>":
            yield from (f"/data/{name}" for name in FILES)
            continue
        path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", partial(sample, samples), route)
        yield path
        if path.endswith(".atom") and "<feed_kind:" in route:
            yield path.replace(".atom", ".json")


def routes(patterns, before: str = "") -> Iterator[str]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route
        else:
            yield from routes(each.url_patterns, route)


def sample(samples: dict[str, str], place: re.Match) -> str:
    return samples[place[1]]


def text_of(response) -> str:
    """What it says, also within an archive or a workbook, which is one too."""
    content = response.getvalue()
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(map(archive.read, archive.namelist()))
    return content.decode(errors="replace")


@pytest.fixture
def site(make_topic, make_organization, make_collection, make_curator, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    curator = make_curator(administrator=True, username="quagga", email="quagga@contributor.example",
                           first_name="Quagga", last_name="Quagga")  # fmt: skip
    make_topic("Poverty", "poverty")
    kiva = make_organization(
        name="Kiva", slug="kiva", topics=["poverty"], people=[{"name": "Ada", "slug": "ada", "role": "Founder"}],
        channels=[{"network": "blog", "url": "https://kiva.example/", "feed": "https://kiva.example/feed"}],
    )  # fmt: skip
    secret = {
        "summary": "Planted summary", "description": "Planted description", "topics": ["poverty"], "seat": "Planted",
        "other_names": [{"name": "Planted other name"}], "ways_to_help": [{"kind": "lend", "note": "Planted"}],
        "people": [{"name": "Planted Person", "slug": "planted-person", "role": "Planted"}], "works_in": ["KE"],
        "channels": [{"network": "blog", "url": "https://planted.example/", "feed": "https://planted.example/feed"}],
        "sources": [{"url": "https://planted.example/about", "title": "Planted source"}],
    }  # fmt: skip
    # A draft is a document; what was withdrawn is still in every table, and only its name and address may be told.
    gone = make_organization(name="Gone", slug="gone", status=Status.WITHDRAWN, **secret)
    draft = make_organization(name="Planted draft", slug="planted-draft", status=Status.UNPUBLISHED, **secret)
    said = document.read(Organization.objects.with_page_data().get(pk=kiva.pk))
    said |= {"relations": [{"kind": "part-of", "organization": slug} for slug in ("planted-draft", "gone")]}
    actions.publish(actions.propose(said, by=None, organization=kiva), by=curator)
    proposed = actions.propose(
        {**said, **secret, "name": "Planted name"}, by=curator, organization=kiva, message="Planted message"
    )
    assert proposed.organization == kiva
    actions.verify(kiva, by=curator)
    InternalNote.objects.create(organization=kiva, author=curator, text="Planted note")
    make_collection("Lenders", kiva, gone, draft, slug="lenders")
    make_collection("Planted collection", kiva, slug="planted-collection", is_public=False)
    assert tasks.build_files(timezone.now()) == len(FILES)


@pytest.mark.parametrize("query", QUERIES)
def test_nothing_leaks(client, site, query):
    found, answered = [], []
    for address in addresses():
        response = client.get(address + query)
        text = text_of(response)
        answered += [address] if response.status_code == 200 else []
        found += [f"{address}{query}: …{text[max(0, leak.start() - 60) : leak.end() + 60]}…" for leak in SECRETS.finditer(text)]
    assert found == []
    assert len(answered) > 5


def test_what_is_walked_is_everything_that_is_public(client, site):
    walked = set(addresses())
    assert {"/organizations/kiva/", "/api/v1/people/ada", "/feeds/organizations.json", "/topics/poverty/feed.atom",
            "/data/feeds.opml", "/data/directory.db", "/data/datapackage.json", "/organizations.csv", "/sitemap-organizations-0.xml", "/llms.txt"} <= walked  # fmt: skip
    assert client.get(f"/oembed?url={KIVA}").status_code == 200
    answers = {address: client.get(address) for address in walked}
    missing = {address for address, response in answers.items() if response.status_code != 200}
    for response in answers.values():
        response.close()
    assert missing == {"/api/nothing", "/media/logos/none.webp", "/oembed", "/reconcile/preview",
                       f"/reconcile/entities/{SAMPLES['uid']}"}  # fmt: skip
