"""Every state of a thread times everything that can happen to it: how it stands then, and whether the desk has it.

One row an event, one column a state. ``none``: no thread; ``open`` and ``assigned`` wait for the clinic, the latter for
Rita; ``answered`` waits for the patient, and is Rita's who answered; ``closed`` is done. ``refused`` says the problem.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from chassis.access.actors import Role
from contracts.booking.patients import PatientErased, PatientMerged
from contracts.notifications.messages import ContactOptedOut
from contracts.notifications.texts import TextReceived
from tests.integration.notifications.stories import DAY, START, Appointment, Patient
from tests.integration.notifications.test_opt_out import says
from tests.integration.notifications.test_texts import published, waiting
from tests.integration.notifications.test_threads import ANSWER, CLOSED, does, threads
from tests.support.running import Running

STATES = ("none", "open", "assigned", "answered", "closed")
OPEN, RITAS = ("open", True, None), ("open", True, "rita")
ANSWERED, DONE, NONE = ("waiting", False, "rita"), ("closed", False, None), ("none", False, None)
After = tuple[str, bool, str | None] | str
"""State of the thread, whether the front desk has an item, and whose it is; or the problem that refuses it."""
TABLE: dict[str, tuple[After, ...]] = {
    "writes": (OPEN, OPEN, RITAS, RITAS, OPEN),
    "another_on_the_telephone_writes": (NONE, OPEN, RITAS, ANSWERED, DONE),
    "stops": (NONE, OPEN, RITAS, ANSWERED, DONE),
    "says_yes": (NONE, OPEN, RITAS, ANSWERED, DONE),
    "tells_of_a_reaction": (OPEN, OPEN, RITAS, RITAS, OPEN),
    "is_answered": ("thread-unknown", ANSWERED, ANSWERED, ANSWERED, ANSWERED),
    "is_assigned": ("thread-unknown", RITAS, RITAS, ANSWERED, "thread-is-closed"),
    "is_taken_back": ("thread-unknown", OPEN, OPEN, ("waiting", False, None), DONE),
    "is_closed": ("thread-unknown", DONE, DONE, DONE, "thread-is-closed"),
    "is_opened_again": ("thread-unknown", "thread-is-open", "thread-is-open", RITAS, OPEN),
    "merged_into_somebody": (NONE, OPEN, RITAS, ANSWERED, DONE),
    "erased": (NONE, NONE, NONE, NONE, NONE),
    "has_another_number": (NONE, OPEN, RITAS, ANSWERED, DONE),
}
EVENTS = {event: dict(zip(STATES, row, strict=True)) for event, row in TABLE.items()}


def numbered(clinic: Any, number: int) -> Patient:
    return Patient(clinic, phone=f"+35191000{number:04}", email=None)


async def brought_to(running: Running, patient: Patient, state: str) -> dict[str, Any]:
    """A patient whose thread is in this state; answers the thread, an unknown id without one."""
    await running.react(patient.registered())
    await running.react(Appointment(patient, START + 3 * DAY).booked())
    await running.fire_timers()
    if state == "none":
        return {"id": str(patient.id)}
    await says(running, "Can I come at three instead?", str(patient.phone))
    thread = await thread_of(running, patient)
    verbs = {"assigned": ("assign", {"to": "rita"}), "answered": ("reply", ANSWER), "closed": ("close", CLOSED)}
    if state in verbs:
        answer = await does(running, thread, *verbs[state])
        assert answer.status_code == 200, answer.text
    return thread


async def thread_of(running: Running, patient: Patient) -> dict[str, Any]:
    found = [each for each in await threads(running) if each["patient_id"] == str(patient.id)]
    found += [each for each in await threads(running, state="closed") if each["patient_id"] == str(patient.id)]
    return {each["id"]: each for each in found}.popitem()[1] if found else {}


async def stands(running: Running, patient: Patient) -> After:
    thread = await thread_of(running, patient)
    item = any(each["patient_id"] == str(patient.id) for each in await waiting(running) if not shared(each, thread))
    return (thread["state"], item, thread["assigned_to"]) if thread else ("none", item, None)


def shared(item: dict[str, Any], thread: dict[str, Any]) -> bool:
    """Whether an item is of the thread of a telephone that several share."""
    return bool(item["subject_id"] != thread.get("id"))


async def problem_of(answer: Any) -> str | None:
    return None if answer.status_code < 400 else str(answer.json()["type"]).rpartition(":")[2]


Happens = Callable[[Running, Patient, dict[str, Any], int], Awaitable[str | None]]


def written(words: str) -> Happens:
    async def happens(running: Running, patient: Patient, _thread: dict[str, Any], _number: int) -> None:
        await says(running, words, str(patient.phone))

    return happens


def done(verb: str, body: Any) -> Happens:
    async def happens(running: Running, _patient: Patient, thread: dict[str, Any], _number: int) -> str | None:
        return await problem_of(await does(running, thread, verb, body))

    return happens


async def _another_writes(running: Running, patient: Patient, _thread: dict[str, Any], number: int) -> None:
    await running.react(Patient(patient.clinic_id, phone=patient.phone, email=None).registered())
    await says(running, "Hello, it is Rui", str(patient.phone))


async def _merged(running: Running, patient: Patient, _thread: dict[str, Any], number: int) -> None:
    into = numbered(patient.clinic_id, 500 + number)
    await running.react(into.registered())
    await running.react(PatientMerged(patient_id=patient.id, into=into.id, merged_at=START))
    patient.id = into.id


async def _erased(running: Running, patient: Patient, _thread: dict[str, Any], _number: int) -> None:
    await running.react(PatientErased(patient_id=patient.id, erased_at=START))


async def _another_number(running: Running, patient: Patient, _thread: dict[str, Any], number: int) -> None:
    await running.react(patient.changed(phone=f"+35191000{800 + number:04}"))


HAPPENS: dict[str, Happens] = {
    "writes": written("And is there parking?"),
    "another_on_the_telephone_writes": _another_writes,
    "stops": written("STOP"),
    "says_yes": written("YES"),
    "tells_of_a_reaction": written("My face burns and oozes"),
    "is_answered": done("reply", ANSWER),
    "is_assigned": done("assign", {"to": "rita"}),
    "is_taken_back": done("assign", {"to": None}),
    "is_closed": done("close", CLOSED),
    "is_opened_again": done("reopen", {"note": "Nobody has called yet."}),
    "merged_into_somebody": _merged,
    "erased": _erased,
    "has_another_number": _another_number,
}


@pytest.mark.parametrize("event", EVENTS)
async def test_how_a_thread_stands_after_what_can_happen(notifications: Running, clinic: Any, event: str) -> None:
    found: dict[str, After] = {}
    for number, state in enumerate(STATES):
        patient = numbered(clinic, number)
        thread = await brought_to(notifications, patient, state)
        refused = await HAPPENS[event](notifications, patient, thread, number)
        found[state] = refused or await stands(notifications, patient)
    assert found == EVENTS[event]


def test_no_cell_is_empty() -> None:
    assert HAPPENS.keys() == EVENTS.keys()
    assert all(len(row) == len(STATES) for row in TABLE.values())


async def test_who_else_is_told(notifications: Running, clinic: Any) -> None:
    """Booking of a stop, screening of words about the skin; of what a person reads nobody else."""
    told = {}
    for number, event in enumerate(("stops", "tells_of_a_reaction", "writes", "says_yes")):
        patient = numbered(clinic, number)
        thread = await brought_to(notifications, patient, "none")
        await HAPPENS[event](notifications, patient, thread, number)
        theirs = await published(notifications, ContactOptedOut, TextReceived)
        told[event] = [type(each).__name__ for each in theirs if patient.id in ids_in(each)]
    assert told["stops"] == ["ContactOptedOut"]
    assert told["tells_of_a_reaction"] == ["TextReceived"]
    assert "ContactOptedOut" not in told["writes"] + told["says_yes"]


def ids_in(event: Any) -> set[Any]:
    return {getattr(event, "patient_id", None), *getattr(event, "patient_ids", ())}


async def test_a_desk_without_the_right_does_nothing_about_any_state(notifications: Running, clinic: Any) -> None:
    for number, state in enumerate(STATES[1:]):
        patient = numbered(clinic, number)
        thread = await brought_to(notifications, patient, state)
        before = await stands(notifications, patient)
        for verb, body in (("reply", ANSWER), ("assign", {"to": "eve"}), ("close", CLOSED)):
            answer = await notifications.client(Role.STOCK_MANAGER).post(f"/threads/{thread['id']}/{verb}", json=body)
            assert answer.status_code == 403, answer.text
        assert await stands(notifications, patient) == before


async def test_who_was_answered_under_a_record_that_ended_is_waited_for_as_long_as_before(
    notifications: Running, clinic: Any
) -> None:
    patient = numbered(clinic, 1)
    thread = await brought_to(notifications, patient, "answered")
    notifications.clock.set(START + 10 * DAY)
    await HAPPENS["merged_into_somebody"](notifications, patient, thread, 1)
    notifications.clock.set(START + 13 * DAY)
    await notifications.fire_timers()
    assert await stands(notifications, patient) == ANSWERED
    notifications.clock.set(START + 15 * DAY)
    await notifications.fire_timers()
    assert await stands(notifications, patient) == DONE
