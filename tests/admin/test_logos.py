"""What becomes of an uploaded picture."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from directory import logos


def picture(kind: str, size=(40, 30), mode="RGB", colour="navy", **options) -> bytes:
    kept = io.BytesIO()
    Image.new(mode, size, colour).save(kept, kind, **options)
    return kept.getvalue()


def png(size=(40, 30), mode="RGB", colour="navy") -> bytes:
    return picture("PNG", size, mode, colour)


def upload(content: bytes, name="logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def stored(name: str) -> Image.Image:
    with default_storage.open(name) as file:
        image = Image.open(io.BytesIO(file.read()))
    image.load()
    return image


def head_of_png(width: int, height: int) -> bytes:
    """A small file that says it is a very large picture."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_is_kept_as_webp_under_the_name_of_its_digest(kind):
    content = picture(kind)
    name = logos.store(upload(content))
    assert len(name) == len("logos/.webp") + 40
    assert stored(name).format == "WEBP"
    assert logos.store(upload(content)) == name
    assert default_storage.listdir("logos")[1].count(name.removeprefix("logos/")) == 1


def test_a_large_picture_becomes_small_and_a_small_one_stays():
    assert stored(logos.store(upload(png((1600, 400))))).size == (480, 120)
    assert stored(logos.store(upload(png((40, 30))))).size == (40, 30)


def test_what_was_transparent_stays_so():
    assert stored(logos.store(upload(png(mode="RGBA", colour=(0, 0, 0, 0))))).getpixel((0, 0))[3] == 0
    assert stored(logos.store(upload(picture("GIF", mode="P", colour=0, transparency=0)))).mode == "RGBA"


def test_metadata_is_dropped_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A secret camera"  # lies on its side
    image = stored(logos.store(upload(picture("JPEG", size=(40, 20), exif=exif))))
    assert image.size == (20, 40)
    assert not image.getexif()
    assert not {"exif", "xmp", "icc_profile"} & image.info.keys()


def test_of_an_animation_the_first_picture_is_kept():
    kept = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(kept, "GIF", save_all=True, append_images=frames[1:])
    image = stored(logos.store(upload(kept.getvalue())))
    assert getattr(image, "n_frames", 1) == 1
    red, _, blue = image.convert("RGB").getpixel((10, 10))
    assert red > 200 > 50 > blue


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg", "SVG"),
        (b"<?xml version='1.0'?><!-- --><svg/>", "logo.png", "SVG"),
        (b"<html><script>alert(1)</script>", "logo.png", "not a picture"),
        (b"", "logo.png", "not a picture"),
        (png()[:40], "logo.png", "not a picture"),
        (picture("BMP"), "logo.png", "not a picture"),
        (picture("TIFF"), "logo.png", "not a picture"),
        (b"\0" * (2 * 1024 * 1024 + 1), "logo.png", "larger than 2 MB"),
        (head_of_png(6000, 6000), "logo.png", "million pixels"),
        (head_of_png(60_000, 60_000), "logo.png", "million pixels"),
    ],
)
def test_anything_else_is_refused_in_words(content, name, says):
    with pytest.raises(ValidationError, match=says):
        logos.store(upload(content, name))
