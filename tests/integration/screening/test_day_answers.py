"""The form of the day is answered ahead of a session: it clears nobody, and what is stricter counts at once."""

from datetime import timedelta
from typing import Any

import httpx

from chassis.access.actors import Role
from contracts.screening.screenings import DayFormHandedIn
from contracts.vocabulary import Outcome
from services.screening.domain.outcomes import ScreeningStage
from tests.integration.screening.patients import Patient, plain, screened
from tests.integration.screening.stories import Story
from tests.unit.screening.factories import healthy

TOMORROW, IN_A_WEEK = timedelta(hours=20), timedelta(days=7)


def address(story: Story) -> str:
    return f"/appointments/{story.appointment_id}/day-of-answers"


async def expects(patient: Patient, after: timedelta = TOMORROW, kind: str = "session") -> Story:
    """A patient who is cleared and has an appointment ahead."""
    await screened(patient)
    story = Story(patient)
    await story.books(kind, after)
    return story


async def read(story: Story, role: Role = Role.PATIENT) -> dict[str, Any]:
    answer = await story.patient.client(role).get(address(story))
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def hands_in(
    story: Story, changes: dict[str, Any] | None = None, *, by: Role = Role.PATIENT, asked: str = "", **today: Any
) -> httpx.Response:
    answers = plain(healthy(ScreeningStage.DAY_OF))
    del answers["conditions_met"]
    form = {
        "answers": answers | today,
        "changes": plain(changes or {}),
        "asked": asked or await story.patient.asked(),
        "signature": story.patient.signature if by is Role.PATIENT else None,
        "language": "pt",
    }
    return await story.patient.client(by).post(address(story), json=form)


async def handed_in(story: Story) -> list[DayFormHandedIn]:
    events = await story.patient.screening.events()
    mine = story.patient.patient_id
    return [each for each in events if isinstance(each, DayFormHandedIn) and each.patient_id == mine]


async def listed(story: Story, role: Role, **query: str) -> list[dict[str, Any]]:
    answer = await story.patient.client(role).get("/day-of-answers", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_what_is_handed_in_is_found_and_clears_nobody(patient: Patient) -> None:
    story = await expects(patient)
    before = await read(story)
    assert (before["handed_in"], before["day"], before["opens_on"]) == (None, "2026-11-24", "2026-11-23")
    answer = await hands_in(story)
    assert answer.status_code == 201, answer.text
    assert answer.json()["look_first"] is False
    (event,) = await handed_in(story)
    assert (event.appointment_ids, event.day.isoformat()) == ((story.appointment_id,), "2026-11-24")
    assert (await read(story))["handed_in"]["answers"] == answer.json()["answers"]
    assert [each.stage.value for each in await patient.decisions()] == ["consult"]


async def test_the_desk_sees_that_it_is_there_and_not_what_it_says(patient: Patient) -> None:
    story = await expects(patient)
    await hands_in(story, sunburn=True)
    for_clinic = {"clinic_id": str(patient.clinic_id), "day": "2026-11-24"}
    (of_desk,) = await listed(story, Role.FRONT_DESK, **for_clinic)
    assert (of_desk["look_first"], of_desk["answers"], of_desk["changes"]) == (True, None, None)
    (of_practitioner,) = await listed(story, Role.PRACTITIONER, **for_clinic)
    assert of_practitioner["answers"]["sunburn"] is True
    assert await listed(story, Role.FRONT_DESK, **for_clinic | {"day": "2026-11-25"}) == []


async def test_handed_in_again_the_latest_counts_and_both_stay(patient: Patient) -> None:
    story = await expects(patient)
    await hands_in(story, sunburn=True)
    await hands_in(story)
    assert (await read(story))["handed_in"]["look_first"] is False
    newest, first = await listed(story, Role.PRACTITIONER, patient_id=str(patient.patient_id))
    assert (newest["answers"]["sunburn"], first["answers"]["sunburn"]) == (False, True)


async def test_what_has_changed_and_is_stricter_counts_before_the_patient_comes(patient: Patient) -> None:
    story = await expects(patient)
    answer = await hands_in(story, {"infection_now": True})
    assert answer.json()["look_first"] is True
    assert (await patient.decided()).outcome is Outcome.DECLINED
    later = await hands_in(story)
    assert later.status_code == 201, later.text


async def test_the_desk_takes_it_down_as_the_patient_says(patient: Patient) -> None:
    story = await expects(patient)
    answer = await hands_in(story, by=Role.FRONT_DESK)
    assert (answer.status_code, answer.json()["answers"]) == (201, None)


async def test_it_is_answered_from_the_day_before_on(patient: Patient) -> None:
    story = await expects(patient, IN_A_WEEK)
    assert (await read(story))["opens_on"] == "2026-11-29"
    early = await hands_in(story)
    assert (early.status_code, early.json()["type"]) == (409, "urn:needlepoint:problem:day-form-too-early")
    assert "29 November 2026" in early.json()["detail"] or "2026-11-29" in early.json()["detail"]
    await story.moves("session", TOMORROW)
    assert (await hands_in(story)).status_code == 201


async def test_two_sessions_of_one_day_have_one_form(patient: Patient) -> None:
    story = await expects(patient)
    other = Story(patient)
    await other.books("session", TOMORROW + timedelta(hours=2))
    await hands_in(story)
    (event,) = await handed_in(story)
    assert set(event.appointment_ids) == {story.appointment_id, other.appointment_id}
    assert (await read(other))["handed_in"] is not None


async def test_only_a_session_ahead_has_a_form_and_only_for_its_patient(patient: Patient) -> None:
    consult = await expects(patient, kind="consult")
    session = Story(patient)
    await session.books("session", TOMORROW)
    stranger = Patient(patient.screening)
    await stranger.registers()
    assert (await stranger.client(Role.PATIENT).get(address(session))).status_code == 403
    assert (await patient.client(Role.PATIENT).get(address(consult))).status_code == 404
    await session.cancels("session")
    assert (await patient.client(Role.PATIENT).get(address(session))).status_code == 404
    assert (await hands_in(session)).status_code == 404


async def test_an_old_form_and_missing_answers_are_refused_with_what_to_do(patient: Patient) -> None:
    story = await expects(patient)
    old = await hands_in(story, asked="0" * 16)
    assert old.json()["type"] == "urn:needlepoint:problem:day-form-outdated"
    form = {"answers": {}, "asked": await patient.asked()}
    empty = await patient.client(Role.PATIENT).post(address(story), json=form)
    assert empty.json()["type"] == "urn:needlepoint:problem:answers-missing"
    assert "answers.sunburn" in {each["field"] for each in empty.json()["errors"]}
    assert await handed_in(story) == []
