"""The health form on a telephone: one part a screen, saved between them, resumed later, and signed at the end.

Answers are asked of screening whenever a screen is opened: the console keeps none.
"""

import asyncio
from typing import Any

from starlette.responses import Response

from services.console.neighbours import Refused
from services.console.pages.answers import shown_answer
from services.console.pages.links.answers import answers_in
from services.console.pages.links.form_view import FormView, form_view
from services.console.pages.links.registry import LinkAsked, link_page
from services.console.pages.words import word

CHANGED = word("The form was changed elsewhere meanwhile. Look at what you typed here and save it again.")


@link_page("/form", proved=True)
async def overview(asked: LinkAsked) -> Response:
    """The parts, and how far the form is."""
    intake_id = await _waiting(asked)
    if intake_id is None:
        return asked.draw("form_none")
    view = await _view(asked, intake_id)
    return asked.draw("form", view=view, done=bool(asked.given("done")))


@link_page("/part", proved=True)
async def part(asked: LinkAsked) -> Response:
    """One part of it, with what was answered before."""
    return await _show_part(asked)


@link_page("/part", method="POST", proved=True)
async def save_part(asked: LinkAsked) -> Response:
    """Save what was answered; then the next part, or the signature. A refusal keeps what was typed."""
    intake_id = await _waiting(asked)
    if intake_id is None:
        return asked.go(asked.address("/form"))
    questionnaire, before = await _read(asked, intake_id)
    here = form_view(questionnaire, before).part(asked.given("of"))
    if here is None:
        return asked.go(asked.address("/form"))
    body = {"answers": answers_in(here.questions, asked.fields), "language": asked.language}
    try:
        saved = await asked.send_to(
            "screening", f"/intakes/{intake_id}/answers", body, version=asked.given("version"), method="PATCH"
        )
    except Refused as refused:
        sentence = CHANGED if refused.status == 412 else refused.sentence
        return await _show_part(asked, refused=sentence, status=refused.status)
    after = form_view(questionnaire, saved).after(here.code)
    return asked.go(asked.address("/part", of=after.code) if after else asked.address("/sign"))


@link_page("/sign", proved=True)
async def ask_to_sign(asked: LinkAsked) -> Response:
    """Everything that was answered, to be read once more."""
    return await _show_signing(asked)


@link_page("/sign", method="POST", proved=True)
async def sign(asked: LinkAsked) -> Response:
    """Sign it: from now on it counts."""
    intake_id = await _waiting(asked)
    if intake_id is None:
        return asked.go(asked.address("/form"))
    signer = "guardian" if asked.given("guardian") else "patient"
    body = {"name": asked.given("name").strip(), "signer": signer}
    try:
        await asked.send_to("screening", f"/intakes/{intake_id}/signature", body, version=asked.given("version"))
    except Refused as refused:
        return await _show_signing(asked, refused=refused.sentence, status=refused.status)
    return asked.go(asked.address("/form", done="1"))


async def _waiting(asked: LinkAsked) -> str | None:
    """The form of the link; or, of another link, the one that waits for the patient."""
    if asked.visitor.act == "form":
        return asked.visitor.subject_id
    found = await asked.read_from(
        "screening", "/intakes", patient_id=asked.visitor.patient_id, declared="false", limit=1
    )
    return next((str(each["id"]) for each in found["items"]), None)


async def _read(asked: LinkAsked, intake_id: str) -> tuple[Any, Any]:
    """The questionnaire, and what is saved."""
    return await asyncio.gather(
        asked.read_from("screening", f"/intakes/{intake_id}/questionnaire", language=asked.language),
        asked.read_from("screening", f"/intakes/{intake_id}/answers"),
    )


async def _view(asked: LinkAsked, intake_id: str) -> FormView:
    return form_view(*await _read(asked, intake_id))


async def _show_part(asked: LinkAsked, *, refused: str | None = None, status: int = 200) -> Response:
    intake_id = await _waiting(asked)
    view = await _view(asked, intake_id) if intake_id else None
    here = view.part(asked.given("of")) if view else None
    if view is None or here is None:
        return asked.go(asked.address("/form"))
    typed: dict[str, Any] = answers_in(here.questions, asked.fields) if asked.fields else {}
    answers = {code: typed[code] if code in typed else view.answers.get(code) for code in here.codes}
    return asked.draw(
        "form_part", status=status, refused=refused, view=view, part=here, answers=answers, shown_answer=shown_answer
    )


async def _show_signing(asked: LinkAsked, *, refused: str | None = None, status: int = 200) -> Response:
    intake_id = await _waiting(asked)
    view = await _view(asked, intake_id) if intake_id else None
    if view is None or view.is_signed:
        return asked.go(asked.address("/form"))
    return asked.draw(
        "form_sign", status=status, refused=refused, view=view, name=asked.given("name"), shown_answer=shown_answer
    )
