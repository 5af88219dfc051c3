"""Uploaded logos, re-encoded: nothing of the file that was sent is kept but the picture itself."""

import hashlib
import io
import warnings

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
LARGEST_FILE = 2 * 1024 * 1024
MOST_PIXELS = 25_000_000
EDGE = 480

NOT_A_PICTURE = "This file is not a picture that we can read. Send a PNG, JPEG, WebP or GIF."


def store(upload: UploadedFile) -> str:
    """Keep an uploaded picture as WebP and return its name in the storage; raise ValidationError, with nothing kept, for others.

    The name is the digest of the bytes that are kept: the same picture is kept once.
    """
    content = _webp(_opened(upload))
    name = f"logos/{hashlib.sha256(content).hexdigest()[:40]}.webp"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    return name


def _opened(upload: UploadedFile) -> Image.Image:
    if upload.size is None or upload.size > LARGEST_FILE:
        raise ValidationError(f"The picture is larger than {LARGEST_FILE // 1024 // 1024} MB. Send a smaller one.")
    content = upload.read(LARGEST_FILE + 1)
    if _is_svg(content, upload.name or ""):
        raise ValidationError("SVG files can carry programs, so they are not taken. Send the logo as PNG, JPEG or WebP.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)  # reads the head of the file, no pixels yet
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_many_pixels() from bomb
    except (OSError, ValueError, SyntaxError) as fault:
        raise ValidationError(NOT_A_PICTURE) from fault
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_many_pixels()
    return picture


def _is_svg(content: bytes, name: str) -> bool:
    head = content[:1024].lower().replace(b"\0", b"")
    return b"<svg" in head or b"<!doctype svg" in head or name.lower().endswith((".svg", ".svgz"))


def _too_many_pixels() -> ValidationError:
    return ValidationError(f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels. Send a smaller one.")


def _webp(picture: Image.Image) -> bytes:
    """The first frame, upright, at most EDGE wide and high, without metadata."""
    try:
        picture.draft("RGB", (EDGE * 2, EDGE * 2))  # a large JPEG is read at a fraction of its size
        picture = ImageOps.exif_transpose(picture)
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
        picture.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS)
        bare = Image.new(picture.mode, picture.size)
        bare.paste(picture)
        kept = io.BytesIO()
        bare.save(kept, "WEBP", quality=90, method=6)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise ValidationError(NOT_A_PICTURE) from fault
    return kept.getvalue()
