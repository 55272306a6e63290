"""One decision of screening, rule by rule, and what a clinician may do about it."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.console.access import DECISIONS_CONFIRM, DECISIONS_RULE, DECISIONS_SEE
from services.console.neighbours import Refused
from services.console.pages.director.view import QUESTIONS, RULINGS, STAGES, STANDINGS, lines_of, rules_of, say_rules
from services.console.pages.names import names_of
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import AREAS, MODALITIES, OUTCOMES, PLACES, words_for

OF_PROPOSALS = "/c/{clinic_id:uuid}/decisions/{decision_id:uuid}/proposals"
OF_QUESTIONS = "/c/{clinic_id:uuid}/decisions/{decision_id:uuid}/questions"
SECOND = "needs-second-clinician"
"""The refusal of a ruling that sets a rule aside: it may be proposed to another clinician."""


@page("/c/{clinic_id:uuid}/decisions/{decision_id:uuid}", DECISIONS_SEE)
async def decision(asked: Asked) -> Response:
    """The decision, every rule of the version that made it, the answers, and what belongs to its review."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/decisions/{decision_id:uuid}/rule", DECISIONS_RULE, method="POST")
async def rule(asked: Asked) -> Response:
    """Rule on it; or propose what sets a rule aside, when the person has read that another clinician must agree."""
    act = "proposals" if asked.form.get("propose") == "1" else "review"
    try:
        made = await asked.send_to("screening", f"/screenings/{_id(asked)}/{act}", _ruling(asked.form))
    except Refused as refused:
        return await _show(asked, refused=refused, beside="rule")
    return asked.go(asked.address(f"decisions/{made['screening_id']}"))


@page("/c/{clinic_id:uuid}/decisions/{decision_id:uuid}/ruling/{act:str}", DECISIONS_RULE, method="POST")
async def ruling(asked: Asked) -> Response:
    """End a ruling that lasts, or keep it, with a reason."""
    act = asked.request.path_params["act"]
    if act not in ("end", "keep"):
        return asked.go(_address(asked))
    return await _reasoned(asked, f"/screenings/{_id(asked)}/ruling/{act}", beside=act)


@page(f"{OF_PROPOSALS}/{{proposal_id:uuid}}/{{act:str}}", DECISIONS_CONFIRM, method="POST")
async def proposal(asked: Asked) -> Response:
    """Confirm what a colleague proposed, or reject it with a reason."""
    proposal_id, act = asked.request.path_params["proposal_id"], asked.request.path_params["act"]
    if act == "reject":
        return await _reasoned(asked, f"/proposals/{proposal_id}/reject", beside="proposal")
    try:
        made = await asked.send_to("screening", f"/proposals/{proposal_id}/confirm")
    except Refused as refused:
        return await _show(asked, refused=refused, beside="proposal")
    return asked.go(asked.address(f"decisions/{made['screening_id']}"))


@page(OF_QUESTIONS, DECISIONS_RULE, method="POST")
async def question(asked: Asked) -> Response:
    """Ask the practitioner something before deciding."""
    body = {"question": asked.form.get("question", "").strip()}
    return await _about_questions(asked, f"/screenings/{_id(asked)}/questions", body)


@page(f"{OF_QUESTIONS}/{{question_id:uuid}}/answer", DECISIONS_CONFIRM, method="POST")
async def answer(asked: Asked) -> Response:
    """Answer what a director asks, or put an answer right."""
    question_id = asked.request.path_params["question_id"]
    body = {"answer": asked.form.get("answer", "").strip()}
    return await _about_questions(asked, f"/review-questions/{question_id}/answer", body)


@page(f"{OF_QUESTIONS}/{{question_id:uuid}}/withdraw", DECISIONS_RULE, method="POST")
async def withdraw_question(asked: Asked) -> Response:
    """No answer is needed any more."""
    question_id = asked.request.path_params["question_id"]
    return await _about_questions(asked, f"/review-questions/{question_id}/withdraw")


async def _about_questions(asked: Asked, path: str, body: Mapping[str, str] | None = None) -> Response:
    try:
        await asked.send_to("screening", path, body)
    except Refused as refused:
        return await _show(asked, refused=refused, beside="question")
    return asked.go(f"{_address(asked)}#questions")


@page("/c/{clinic_id:uuid}/decisions/{decision_id:uuid}/documents", DECISIONS_CONFIRM, method="POST")
async def document(asked: Asked) -> Response:
    """Name a document that belongs to the review, and where the clinic keeps it."""
    named = {name: asked.form.get(name, "").strip() for name in ("title", "reference")}
    try:
        await asked.send_to("screening", f"/screenings/{_id(asked)}/attachments", named)
    except Refused as refused:
        return await _show(asked, refused=refused, beside="document")
    return asked.go(f"{_address(asked)}#documents")


async def _reasoned(asked: Asked, path: str, *, beside: str) -> Response:
    try:
        made = await asked.send_to("screening", path, {"reason": asked.form.get("reason", "").strip()})
    except Refused as refused:
        return await _show(asked, refused=refused, beside=beside)
    return asked.go(asked.address(f"decisions/{made.get('screening_id', _id(asked))}"))


async def _show(asked: Asked, *, refused: Refused | None = None, beside: str = "") -> Response:
    """The page; what was refused stands beside the form, which keeps what was typed."""
    path = f"/screenings/{_id(asked)}"
    made, explanation, review = await asyncio.gather(
        asked.read_from("screening", path),
        asked.read_from("screening", f"{path}/explanation"),
        asked.read_from("screening", f"{path}/review"),
    )
    names = await names_of(asked, [made["patient_id"]])
    at = asked.at.id
    return asked.draw(
        "director/decision",
        status=refused.status if refused else 200,
        decision=made,
        rules=rules_of(made, explanation),
        said_rules=lambda codes: say_rules(codes, explanation),
        alternatives=explanation["alternatives"],
        for_the_patient=explanation["for_the_patient"],
        review=review,
        waits=any(each["status"] == "asked" for each in review["questions"]),
        proposed=next((each for each in review["proposals"] if each["status"] == "proposed"), None),
        lasts=made["ruling"] is not None and made["ruling"]["ended_at"] is None,
        name=names.get(made["patient_id"]),
        refused={beside: refused.sentence} if refused else {},
        to_propose=refused is not None and refused.kind == SECOND,
        typed=asked.form if refused else {},
        may_rule=asked.may(DECISIONS_RULE, at),
        may_confirm=asked.may(DECISIONS_CONFIRM, at),
        here=_address(asked),
        moment=datetime.fromisoformat,
        words_for=words_for,
        AREAS=AREAS,
        MODALITIES=MODALITIES,
        OUTCOMES=OUTCOMES,
        QUESTIONS=QUESTIONS,
        PLACES=PLACES,
        RULINGS=RULINGS,
        STAGES=STAGES,
        STANDINGS=STANDINGS,
    )


def _ruling(form: Mapping[str, str]) -> dict[str, Any]:
    """As screening takes it: what is empty is left out."""
    until = form.get("eligible_from", "")
    deferred = form.get("outcome") == "deferred"
    return {
        "outcome": form.get("outcome", ""),
        "reason": form.get("reason", "").strip(),
        "conditions": lines_of(form.get("conditions", "")),
        **({"eligible_from": until} if until and deferred else {}),
    }


def _id(asked: Asked) -> UUID:
    decision_id: UUID = asked.request.path_params["decision_id"]
    return decision_id


def _address(asked: Asked) -> str:
    return asked.address(f"decisions/{_id(asked)}")
