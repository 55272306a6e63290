"""A reaction that a patient tells staff of, by telephone or at the desk: reported, and put right afterwards."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.responses import Response

from chassis.local_time import local_day
from services.console.access import DIRECTOR_SEE, PATIENTS_SEE, REACTIONS_TELL
from services.console.neighbours import Refused
from services.console.pages.names import names_of
from services.console.pages.patient.record import AT
from services.console.pages.patient.words import GRADES, REPORTS
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import PLACES, words_for
from services.console.pages.words import word

CHOOSE = word("Choose at least one sign, or that nobody is sure.")
TICKS = (("signs", "sign-"), ("places", "place-"))
"""What is ticked, and how the names of its fields begin."""
LAST = "not_sure"
"""The sign of whoever finds theirs nowhere else."""
STANDING = ("to_look_at", "open", "over")
"""Statuses of reports that can be put right."""


@page(AT + "/reactions", REACTIONS_TELL)
async def new_report(asked: Asked) -> Response:
    """The form for what a patient tells."""
    return await _ask(asked)


@page(AT + "/reactions", REACTIONS_TELL, method="POST")
async def report(asked: Asked) -> Response:
    """Report it, for the patient's last session. What was typed is kept when it is refused."""
    said = findings_in(asked.form)
    if not said["signs"]:
        return await _ask(asked, CHOOSE, 422)
    try:
        found = await asked.send_to("screening", "/reactions", {**said, "patient_id": _patient(asked)})
    except Refused as refused:
        return await _ask(asked, refused.sentence, refused.status)
    return asked.go(asked.address(f"patients/{_patient(asked)}/reactions/{found['id']}"))


@page(AT + "/reactions/{report_id:uuid}", PATIENTS_SEE)
async def one_report(asked: Asked) -> Response:
    """What was reported, how it is graded, and what that stops."""
    return await _show(asked)


@page(AT + "/reactions/{report_id:uuid}/{act:str}", REACTIONS_TELL, method="POST")
async def put_right(asked: Asked) -> Response:
    """Say what the signs are, or that it is no reaction."""
    act, reason = asked.request.path_params["act"], asked.form.get("reason", "").strip()
    bodies = {"amend": {**findings_in(asked.form), "reason": reason}, "withdraw": {"reason": reason}}
    if act not in bodies:
        return asked.go(_address(asked))
    if act == "amend" and not bodies[act]["signs"]:
        return await _show(asked, act, CHOOSE, 422)
    try:
        await asked.send_to("screening", f"/reactions/{asked.request.path_params['report_id']}/{act}", bodies[act])
    except Refused as refused:
        return await _show(asked, act, refused.sentence, refused.status)
    return asked.go(_address(asked))


def findings_in(form: Mapping[str, str]) -> dict[str, Any]:
    """What was seen or felt, as the form says it; days are local."""
    words = {name: form.get(name, "").strip() or None for name in ("began_on", "ended_on", "words")}
    ticked = {name: [each.removeprefix(start) for each in form if each.startswith(start)] for name, start in TICKS}
    return {**ticked, **words}


async def _signs(asked: Asked) -> Sequence[Mapping[str, Any]]:
    found = await asked.read_from("screening", "/reaction-signs")
    return sorted(found["signs"], key=lambda each: bool(each["code"] == LAST))


async def _ask(asked: Asked, refused: str | None = None, status: int = 200) -> Response:
    names = await names_of(asked, [_patient(asked)])
    return asked.draw(
        "patient/reaction_form",
        status=status,
        refused=refused,
        name=names.get(_patient(asked)),
        typed=findings_in(asked.form),
        signs=await _signs(asked),
        **_words(asked),
    )


async def _show(asked: Asked, beside: str = "", refused: str | None = None, status: int = 200) -> Response:
    found = await asked.read_from("screening", f"/reactions/{asked.request.path_params['report_id']}")
    names = await names_of(asked, [_patient(asked)])
    suspension = found["suspension"]
    return asked.draw(
        "patient/reaction",
        status=status,
        refused={beside: refused} if refused else {},
        name=names.get(_patient(asked)),
        report=found,
        reported=datetime.fromisoformat(found["reported_at"]),
        runs=suspension is not None and suspension["ended_at"] is None,
        typed=findings_in(asked.form) if beside == "amend" else found,
        reason=asked.form.get("reason", ""),
        signs=await _signs(asked),
        may_change=asked.may(REACTIONS_TELL, asked.at.id) and found["status"] in STANDING,
        directors=asked.address(f"reactions/{found['id']}") if asked.may(DIRECTOR_SEE, asked.at.id) else None,
        here=_address(asked),
        GRADES=GRADES,
        REPORTS=REPORTS,
        **_words(asked),
    )


def _words(asked: Asked) -> dict[str, Any]:
    return {
        "today": local_day(asked.work.now, asked.at.zone),
        "back": asked.address(f"patients/{_patient(asked)}"),
        "PLACES": PLACES,
        "words_for": words_for,
    }


def _patient(asked: Asked) -> str:
    return str(asked.request.path_params["patient_id"])


def _address(asked: Asked) -> str:
    return asked.address(f"patients/{_patient(asked)}/reactions/{asked.request.path_params['report_id']}")
