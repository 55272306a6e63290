"""How the patient wants to be reached, in which language, and what is not to be sent any longer."""

import asyncio
from typing import Any

from starlette.responses import Response

from chassis.language import best_language
from services.console.neighbours import Refused
from services.console.pages.links.registry import LinkAsked, link_page
from services.console.pages.vocabulary import LANGUAGES
from services.console.pages.words import word

CHANNELS = {"sms": word("Text message (SMS)"), "whatsapp": word("WhatsApp"), "email": word("E-mail")}
DONE = {
    "saved": word("Saved. Messages follow it from now on."),
    "stopped": word("Stopped. Nothing of the kind is sent to you any more."),
    "resumed": word("You get messages again."),
}


@link_page("/wishes", proved=True)
async def wishes(asked: LinkAsked) -> Response:
    """What holds now."""
    return await _show(asked)


@link_page("/wishes", method="POST", proved=True)
async def change_wishes(asked: LinkAsked) -> Response:
    """Another channel, another language, or another answer about offers."""
    patient = f"/patients/{asked.visitor.patient_id}"
    wanted = {"channel": asked.given("channel"), "marketing": bool(asked.given("marketing"))}
    try:
        kept = await asked.send_to(
            "booking", f"{patient}/contact-preferences", wanted, version=asked.given("version"), method="PATCH"
        )
        await asked.send_to(
            "booking", patient, {"language": asked.given("read_in")}, version=str(kept["version"]), method="PATCH"
        )
    except Refused as refused:
        return await _show(asked, refused=refused.sentence, status=refused.status)
    return asked.go(asked.address("/wishes", done="saved"))


@link_page("/stop", method="POST", proved=True)
async def stop(asked: LinkAsked) -> Response:
    """No offers any more, or no messages at all."""
    return await _tell(asked, "stop-messages", {"scope": asked.given("scope")}, "stopped")


@link_page("/resume", method="POST", proved=True)
async def resume(asked: LinkAsked) -> Response:
    """Messages again."""
    return await _tell(asked, "resume-messages", None, "resumed")


async def _tell(asked: LinkAsked, what: str, body: Any, done: str) -> Response:
    try:
        await asked.send_to("notifications", f"/patients/{asked.visitor.patient_id}/{what}", body)
    except Refused as refused:
        return await _show(asked, refused=refused.sentence, status=refused.status)
    return asked.go(asked.address("/wishes", done=done))


async def _show(asked: LinkAsked, *, refused: str | None = None, status: int = 200) -> Response:
    of = f"/patients/{asked.visitor.patient_id}"
    patient, reached = await asyncio.gather(
        asked.read_from("booking", of), asked.read_from("notifications", f"{of}/reachability")
    )
    return asked.draw(
        "wishes",
        status=status,
        refused=refused,
        patient=patient,
        stopped={each["scope"] for each in reached["opted_out"]},
        bad={each["channel"] for each in reached["bad"]},
        done=DONE.get(asked.given("done")),
        CHANNELS=CHANNELS,
        languages=_languages(asked, patient["language"]),
    )


def _languages(asked: LinkAsked, present: str) -> dict[str, str]:
    """By tag, as each calls itself. The patient's present one keeps its tag: ``pt`` and ``pt-PT`` are no choice."""
    named = asked.rendering.named_languages
    same = best_language(present, [*named], "")
    if not same:
        return {present: LANGUAGES.get(present, present), **named}
    return {present if tag == same else tag: name for tag, name in named.items()}
