"""Pictures of patients, on their way from booking to a page."""

from uuid import UUID

from starlette.responses import Response

from services.console.pages.registry import Asked

KINDS = ("image/jpeg", "image/png", "image/webp")
_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


async def picture_of(asked: Asked) -> Response:
    """That of the photo which the address names. It is kept nowhere on its way.

    Raises Refused, Unauthenticated, Unavailable.
    """
    photo_id: UUID = asked.request.path_params["photo_id"]
    content, kind = await asked.file_from("booking", f"/photos/{photo_id}/file")
    if kind not in KINDS:
        return Response(status_code=404)
    return Response(content, media_type=kind, headers=_HEADERS)
