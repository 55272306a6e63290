"""Photos for tests: drawn here, and sent as a tablet sends them."""

from io import BytesIO
from typing import Any

import httpx
from PIL import Image

from tests.integration.booking.chain import Chain, made

LATITUDE, ORIENTATION, MODEL = 2, 274, 272
GPS = 0x8825
"""Tags of EXIF."""


def photo(form: str = "JPEG", *, size: tuple[int, int] = (40, 30), turned: bool = False) -> bytes:
    """A red picture with a blue left half; a camera says where it was, and which side is up."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (0, 0, size[0] // 2, size[1]))
    exif = image.getexif()
    exif[MODEL] = "Secret camera"
    if turned:
        exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[LATITUDE] = (38.0, 42.0, 0.0)
    content = BytesIO()
    image.save(content, form, exif=exif)
    return content.getvalue()


async def send(
    chain: Chain, session: dict[str, Any], content: bytes, *, by: httpx.AsyncClient | None = None, **about: Any
) -> httpx.Response:
    """Of a session, unless ``about`` says otherwise."""
    shown = {"stage": "after", "area": "face", "angle": "front", "taken_at": chain.booking.clock.now().isoformat()}
    query = {"session_id": session["id"]} | shown | about
    params = {name: value for name, value in query.items() if value is not None}
    by = by or chain.practitioner
    return await by.post("/photos", params=params, content=content, headers={"Content-Type": "image/jpeg"})


async def sent(chain: Chain, session: dict[str, Any], content: bytes | None = None, **about: Any) -> dict[str, Any]:
    return made(await send(chain, session, content or photo(), **about))
