import gzip

import brotli
import pytest
import zstandard
from django.conf import settings

from directory.models import Organization

READ = {"zstd": zstandard.decompress, "br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=0.5, br;q=0.5", "br"),
        ("gzip, br;q=0", "gzip"),
        ("br; q=0.00, gzip;q=1.0", "gzip"),
    ],
)
def test_a_public_page_is_compressed_as_the_browser_takes_it(client, make_organization, accepted, encoding):
    make_organization(name="Kiva")
    plain = client.get("/organizations/")
    packed = client.get("/organizations/", headers={"Accept-Encoding": accepted})
    assert packed["Content-Encoding"] == encoding
    assert READ[encoding](packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 2
    assert packed["ETag"] == f"W/{plain['ETag']}"
    assert "Accept-Encoding" in packed["Vary"]
    assert "Accept-Encoding" in plain["Vary"]


@pytest.mark.parametrize("accepted", ["", "identity", "deflate", "br;q=0", "brr"])
def test_a_page_goes_out_plain_to_who_takes_nothing_that_we_have(client, db, accepted):
    plain = client.get("/organizations/", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in plain
    assert plain["Vary"] == "Accept-Encoding"
    assert not plain["ETag"].startswith("W/")


@pytest.mark.parametrize("address", ["/organizations/", "/data/feeds.opml", "/desk/login/"])
def test_who_refuses_gzip_does_not_get_it(client, db, address):
    response = client.get(address, headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in response
    assert "Accept-Encoding" in response["Vary"]


def test_a_page_of_the_desk_hides_its_length(client, make_curator):
    client.force_login(make_curator(administrator=True))
    lengths = {len(client.get("/desk/", headers={"Accept-Encoding": "br, gzip"}).content) for _ in range(12)}
    assert client.get("/desk/", headers={"Accept-Encoding": "br, gzip"})["Content-Encoding"] == "gzip"
    assert len(lengths) > 3


def test_short_answers_and_pictures_are_left_alone(client, db):
    assert not Organization.objects.exists()
    for address in ("/health/live", "/suggest.json?q=nothing"):
        assert "Content-Encoding" not in client.get(address, headers={"Accept-Encoding": "br"})


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_static_files_are_compressed_ahead(client, encoding):
    css = next(settings.STATIC_ROOT.glob("css/base.*.css"))
    answer = client.get(f"/static/css/{css.name}", headers={"Accept-Encoding": encoding})
    assert answer["Content-Encoding"] == encoding
    assert READ[encoding](b"".join(answer.streaming_content)) == css.read_bytes()
    assert "immutable" in answer["Cache-Control"]
