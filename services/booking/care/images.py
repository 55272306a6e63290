"""What is kept of a photo: its picture, without what a camera or a program wrote beside it, such as the position."""

import asyncio
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from PIL import Image, ImageOps, UnidentifiedImageError

from services.booking.care.domain.photos import NotAPhoto

MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
"""What is accepted, by Pillow's names. The content decides, never what the request calls it."""
_QUALITY = 95
_AT_ONCE = asyncio.Semaphore(1)
"""A picture takes three bytes a pixel while it is handled, twice when it has to be turned."""


@dataclass(frozen=True)
class Picture:
    """A picture that holds nothing but its pixels and its colour profile."""

    content: BinaryIO
    """Whoever asked for it closes it."""
    media_type: str
    width: int
    height: int


async def picture_of(file: BinaryIO, most_pixels: int) -> Picture:
    """The picture in a file, upright. Raises NotAPhoto."""
    async with _AT_ONCE:
        return await asyncio.to_thread(_picture_of, file, most_pixels)


def _picture_of(file: BinaryIO, most_pixels: int) -> Picture:
    file.seek(0)
    try:
        with Image.open(file, formats=tuple(MEDIA_TYPES)) as image:
            if image.width * image.height > most_pixels:
                raise NotAPhoto("The photo has more than {pixels} pixels: send a smaller one.", pixels=most_pixels)
            return _written(ImageOps.exif_transpose(image), image.format or "", image.info.get("icc_profile"))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise NotAPhoto("The file is no JPEG, PNG or WebP image that can be read: send the photo as one.") from error


def _written(upright: Image.Image, form: str, profile: bytes | None) -> Picture:
    image = upright if upright.mode in ("RGB", "RGBA", "L") and form != "JPEG" else upright.convert("RGB")
    image.info.clear()
    content = SpooledTemporaryFile(max_size=256 * 1024)  # noqa: SIM115  # whoever asked closes it
    options = {} if form == "PNG" else {"quality": _QUALITY}
    image.save(content, form, icc_profile=profile if image.mode == upright.mode else None, **options)
    return Picture(cast("BinaryIO", content), MEDIA_TYPES[form], image.width, image.height)
