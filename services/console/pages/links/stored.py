"""What the clinic has stored about the patient: counted on the page, and whole as a file."""

import asyncio
import json
from typing import Any

from starlette.responses import Response

from services.console.neighbours import Refused
from services.console.pages.links.registry import HEADERS, LinkAsked, link_page
from services.console.pages.links.stored_parts import PARTS, words_of
from services.console.pages.words import word

SERVICES = {
    "booking": word("Appointments, sessions and what you told the front desk"),
    "screening": word("Health forms, decisions and consents"),
    "notifications": word("Messages"),
    "inventory": word("Material that was used for you"),
}


@link_page("/stored", proved=True)
async def stored(asked: LinkAsked) -> Response:
    """How much of what is kept, by what it is about."""
    found = await _archives(asked)
    kinds = [
        (SERVICES[name], [(words_of(part["title"]), len(part["rows"])) for part in archive["parts"] if part["rows"]])
        for name, archive in found.items()
    ]
    return asked.draw("stored", kinds=kinds, PARTS=PARTS)


@link_page("/archive", proved=True)
async def whole_archive(asked: LinkAsked) -> Response:
    """All of it as one file, for people and for programs."""
    content = json.dumps(await _archives(asked), ensure_ascii=False, indent=1)
    name = {"Content-Disposition": 'attachment; filename="stored-about-me.json"'}
    return Response(content, media_type="application/json", headers={**HEADERS, **name})


async def _archives(asked: LinkAsked) -> dict[str, Any]:
    """By service. A service that holds nothing is left out."""
    answers = await asyncio.gather(*(_archive(asked, name) for name in SERVICES))
    return {name: archive for name, archive in zip(SERVICES, answers, strict=True) if archive}


async def _archive(asked: LinkAsked, service: str) -> Any:
    try:
        return await asked.read_from(service, f"/patients/{asked.visitor.patient_id}/archive")
    except Refused as refused:
        if refused.status != 404:
            raise
        return None
