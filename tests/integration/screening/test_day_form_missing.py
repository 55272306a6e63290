"""Of a session that begins without answers about its day, the front desk asks; facts end that."""

from datetime import timedelta

import pytest

from contracts.booking.patients import PatientErased
from tests.integration.screening.patients import Patient
from tests.integration.screening.stories import Story
from tests.integration.screening.test_day_answers import TOMORROW, expects, hands_in
from tests.integration.screening.worklists import items, opened_and_closed

MISSING = "day_form_missing"
THREE_HOURS = timedelta(hours=3)


async def begins(story: Story, after: timedelta = TOMORROW) -> None:
    """Its time has come."""
    running = story.patient.screening
    running.clock.advance(after + timedelta(minutes=1))
    await running.fire_timers()


async def missing(patient: Patient) -> list[str]:
    return [each["subject_id"] for each in await items(patient, kind=MISSING)]


async def ended(patient: Patient) -> list[str]:
    return [why for kind, why in await opened_and_closed(patient) if kind == MISSING]


async def test_without_an_answer_by_its_start_the_desk_asks(patient: Patient) -> None:
    story = await expects(patient)
    assert await missing(patient) == []
    await begins(story)
    assert await missing(patient) == [str(story.appointment_id)]


async def test_with_an_answer_nobody_has_to_ask(patient: Patient) -> None:
    story = await expects(patient)
    assert (await hands_in(story)).status_code == 201
    await begins(story)
    assert await missing(patient) == []


async def test_nor_for_an_appointment_without_a_form(patient: Patient) -> None:
    await begins(await expects(patient, kind="review"))
    assert await missing(patient) == []


async def test_a_worker_that_was_down_all_day_lists_nothing(patient: Patient) -> None:
    await begins(await expects(patient), TOMORROW + timedelta(days=1))
    assert await missing(patient) == []


async def test_the_check_of_the_day_ends_it(patient: Patient) -> None:
    story = await expects(patient)
    await begins(story)
    checked = await patient.checks_in()
    assert checked.status_code == 201, checked.text
    assert await missing(patient) == []
    assert await ended(patient) == ["opened", "checked"]


@pytest.mark.parametrize("why", ["cancelled", "moved", "missed", "performed"])
async def test_so_does_what_becomes_of_the_session(patient: Patient, why: str) -> None:
    story = await expects(patient)
    await begins(story)
    happens = {
        "cancelled": lambda: story.cancels("session"),
        "moved": lambda: story.moves("session", TOMORROW + timedelta(days=7)),
        "missed": lambda: story.misses("session"),
        "performed": story.performs,
    }
    await happens[why]()
    assert await ended(patient) == ["opened", why]
    assert await missing(patient) == []


async def test_so_does_the_form_of_the_day_for_a_later_session_of_it(patient: Patient) -> None:
    at_nine = patient.screening.clock.now().replace(hour=9, minute=0) + timedelta(days=1)
    patient.screening.clock.set(at_nine)
    story = await expects(patient, THREE_HOURS)
    later = Story(patient)
    await later.books("session", 2 * THREE_HOURS)
    await begins(story, THREE_HOURS)
    assert (await hands_in(later)).status_code == 201
    assert await ended(patient) == ["opened", "handed_in"]
    assert await missing(patient) == []


async def test_so_does_the_erasure_of_the_patient(patient: Patient) -> None:
    story = await expects(patient)
    await begins(story)
    running = patient.screening
    await running.react(PatientErased(patient_id=patient.patient_id, erased_at=running.clock.now()))
    assert await missing(patient) == []
