"""Late cancellations, no-shows and deposits of a patient: paid, let pass, or opened again. Nothing is charged here."""

import asyncio
from datetime import datetime
from typing import Any

from starlette.responses import Response

from services.console.access import NO_SHOWS_PASS, PATIENTS_SEE, PAYMENTS_NOTE
from services.console.neighbours import Refused
from services.console.pages.names import names_of
from services.console.pages.patient.record import AT, MOST
from services.console.pages.patient.words import FACT_STATES, FACTS
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import words_for

FACT = AT + "/attendance/{fact_id:uuid}"


@page(AT + "/attendance", PATIENTS_SEE)
async def attendance(asked: Asked) -> Response:
    """What counts, what was let pass, and what was paid."""
    return await _show(asked)


@page(FACT + "/pay", PAYMENTS_NOTE, method="POST")
async def pay(asked: Asked) -> Response:
    """It was paid at the till."""
    return await _settle(asked, "pay", {"reference": asked.form.get("reference", "").strip()})


@page(FACT + "/waive", NO_SHOWS_PASS, method="POST")
async def waive(asked: Asked) -> Response:
    """It passes without a consequence, with the reason."""
    return await _settle(asked, "waive", {"reason": asked.form.get("reason", "").strip()})


@page(FACT + "/reopen", NO_SHOWS_PASS, method="POST")
async def reopen(asked: Asked) -> Response:
    """It was not paid, or not let pass, after all."""
    return await _settle(asked, "reopen", {"reason": asked.form.get("reason", "").strip()})


async def _settle(asked: Asked, act: str, body: dict[str, str]) -> Response:
    fact = asked.request.path_params["fact_id"]
    try:
        await asked.send_to("booking", f"/attendance-facts/{fact}/{act}", body)
    except Refused as refused:
        return await _show(asked, f"{act}-{fact}", refused)
    return asked.go(f"{_address(asked)}#fact-{fact}")


async def _show(asked: Asked, beside: str = "", refused: Refused | None = None) -> Response:
    """Raises Refused, Unauthenticated, Unavailable."""
    patient = str(asked.request.path_params["patient_id"])
    counted, facts, names = await asyncio.gather(
        asked.read_from("booking", f"/patients/{patient}/attendance"),
        asked.read_from("booking", "/attendance-facts", patient_id=patient, limit=MOST),
        names_of(asked, [patient]),
    )
    return asked.draw(
        "patient/attendance",
        status=refused.status if refused else 200,
        counted=counted,
        facts=[_dated(each) for each in facts["items"]],
        older=facts["next"] is not None,
        name=names.get(patient),
        may_pay=asked.may(PAYMENTS_NOTE, asked.at.id),
        may_waive=asked.may(NO_SHOWS_PASS, asked.at.id),
        beside=beside,
        refused=refused.sentence if refused else None,
        typed=asked.form,
        here=_address(asked),
        back=asked.address(f"patients/{patient}"),
        shows=asked.shows,
        words_for=words_for,
        FACTS=FACTS,
        FACT_STATES=FACT_STATES,
    )


def _dated(fact: Any) -> dict[str, Any]:
    return {**fact, **{name: fact[name] and datetime.fromisoformat(fact[name]) for name in ("at", "settled_at")}}


def _address(asked: Asked) -> str:
    return asked.address(f"patients/{asked.request.path_params['patient_id']}/attendance")
