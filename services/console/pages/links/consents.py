"""Consents: each document is read, signed by a typed name, and can be withdrawn."""

import asyncio
from typing import Any

from starlette.responses import Response

from services.console.neighbours import Refused
from services.console.pages.links.registry import LinkAsked, link_page
from services.console.pages.words import word

ON = "the patient's own telephone, by a link"
"""The device that the clinic reads beside the signature."""
REPLACED = word("This document was replaced while you read it. Read the new one, please.")
DONE = {
    "signed": word("Thank you: your consent is signed. You can withdraw it at any time."),
    "withdrawn": word("Your consent is withdrawn. Without it no session of that kind takes place."),
}


@link_page("/consents", proved=True)
async def consents(asked: LinkAsked) -> Response:
    """The documents, and which of them are signed."""
    return await _show_all(asked)


@link_page("/consent", proved=True)
async def consent(asked: LinkAsked) -> Response:
    """One document, to be read and signed."""
    return await _show(asked)


@link_page("/consent", method="POST", proved=True)
async def sign_consent(asked: LinkAsked) -> Response:
    """Sign the version that was shown. Another one is shown first, never signed unread."""
    guardian = bool(asked.given("relation").strip())
    body = {
        "document": asked.given("of"),
        "version": asked.given("version"),
        "digest": asked.given("digest"),
        "language": asked.given("read_in"),
        "signed_as": "guardian" if guardian else "patient",
        "signatory": asked.given("name").strip(),
        "relation": asked.given("relation").strip() if guardian else None,
        "signature": {"kind": "typed", "value": asked.given("name").strip()},
        "device": ON,
    }
    try:
        await asked.send_to("screening", f"/patients/{asked.visitor.patient_id}/consents", body)
    except Refused as refused:
        sentence = REPLACED if refused.kind == "document-replaced" else refused.sentence
        return await _show(asked, refused=sentence, status=refused.status)
    return asked.go(asked.address("/consents", done="signed"))


@link_page("/withdraw", method="POST", proved=True)
async def withdraw_consent(asked: LinkAsked) -> Response:
    """No longer agreed to, with the reason."""
    consent_id = asked.given("consent_id")
    if not consent_id.replace("-", "").isalnum():
        return asked.go(asked.address("/consents"))
    try:
        await asked.send_to("screening", f"/consents/{consent_id}/withdraw", {"reason": asked.given("reason")})
    except Refused as refused:
        return await _show_all(asked, refused=refused.sentence, status=refused.status)
    return asked.go(asked.address("/consents", done="withdrawn"))


async def _read(asked: LinkAsked) -> tuple[dict[str, Any], dict[str, Any]]:
    """The documents of today; and by document the consent that counts, if there is one."""
    documents, signed = await asyncio.gather(
        asked.read_from("screening", "/consent-documents", language=asked.language),
        asked.read_from("screening", "/consents", patient_id=asked.visitor.patient_id, limit=200),
    )
    today = asked.today.isoformat()
    counts = [each for each in signed["items"] if each["ended_at"] is None and each["valid_until"] >= today]
    return documents, {each["document"]: each for each in reversed(counts)}


async def _show_all(asked: LinkAsked, *, refused: str | None = None, status: int = 200) -> Response:
    documents, signed = await _read(asked)
    done = DONE.get(asked.given("done"))
    return asked.draw(
        "consents", status=status, refused=refused, documents=documents["documents"], signed=signed, done=done
    )


async def _show(asked: LinkAsked, *, refused: str | None = None, status: int = 200) -> Response:
    documents, signed = await _read(asked)
    wanted = next((each for each in documents["documents"] if each["code"] == asked.given("of")), None)
    if wanted is None or wanted["code"] in signed:
        return await _show_all(asked, refused=refused, status=status)
    typed = {name: asked.given(name) for name in ("name", "relation")}
    return asked.draw("consent", status=status, refused=refused, document=wanted, all=documents, **typed)
