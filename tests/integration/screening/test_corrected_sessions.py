"""A session's record is put right, or is void: what screening did because of it follows."""

from typing import Any

from chassis.access.actors import Role
from contracts.booking.sessions import SessionAmended, SessionPerformed, SessionVoided
from contracts.screening.screenings import (
    ClearanceSuspended,
    ReactionReported,
    ReactionWithdrawn,
    SuspensionLifted,
)
from tests.integration.screening.patients import Patient, performed
from tests.integration.screening.test_reactions import cleared, names, read
from tests.integration.screening.worklists import kinds, opened_and_closed
from tests.support.corrected_sessions import amended, voided


def session_of(patient: Patient, reaction: str | None = None) -> SessionPerformed:
    return performed(patient.patient_id, patient.clinic_id, patient.screening.clock.now(), reaction=reaction)


async def happens(patient: Patient, *events: SessionPerformed | SessionAmended | SessionVoided) -> None:
    for event in events:
        await patient.screening.react(event)


async def reports(patient: Patient) -> list[dict[str, Any]]:
    query = {"patient_id": str(patient.patient_id)}
    listed = (await patient.client(Role.MEDICAL_DIRECTOR).get("/reactions", params=query)).json()["items"]
    return [await read(patient, each) for each in listed]


async def test_a_serious_reaction_that_is_added_to_the_record_is_reported_and_suspends(patient: Patient) -> None:
    await cleared(patient)
    session = session_of(patient, "none")
    await happens(patient, session, amended(session, immediate_reaction="serious"))
    (report,) = await reports(patient)
    assert (report["grade"], report["suspends"], report["session_id"]) == ("serious", True, str(session.session_id))
    assert await kinds(patient) == ["reaction_to_acknowledge"]


async def test_a_reaction_that_was_recorded_in_error_is_withdrawn_while_nobody_has_worked_on_it(
    patient: Patient,
) -> None:
    await cleared(patient)
    session = session_of(patient, "serious")
    await happens(patient, session, amended(session, immediate_reaction="transient"))
    (report,) = await reports(patient)
    assert (report["status"], report["suspends"]) == ("withdrawn", False)
    assert names(
        await patient.published(ReactionReported, ClearanceSuspended, ReactionWithdrawn, SuspensionLifted)
    ) == [
        "ReactionReported",
        "ClearanceSuspended",
        "ReactionWithdrawn",
        "SuspensionLifted",
    ]
    assert await kinds(patient) == []
    assert (await patient.checks_in()).status_code == 201


async def test_a_report_that_a_director_has_acknowledged_is_shown_as_corrected_and_suspends_on(
    patient: Patient,
) -> None:
    await cleared(patient)
    session = session_of(patient, "serious")
    await happens(patient, session)
    (report,) = await reports(patient)
    director = patient.client(Role.MEDICAL_DIRECTOR)
    await director.post(f"/reactions/{report['id']}/acknowledge")
    await happens(patient, amended(session, immediate_reaction="none"))
    (shown,) = await reports(patient)
    assert (shown["status"], shown["suspends"]) == ("open", True)
    assert shown["steps"][-1]["what"] == "session corrected"
    assert "no serious reaction was seen" in shown["steps"][-1]["details"]["reason"]
    assert await kinds(patient) == ["report_to_look_at", "suspension_to_decide"]
    await director.post(f"/reactions/{report['id']}/withdraw", json={"reason": "It was another patient."})
    assert await kinds(patient) == []
    assert ("report_to_look_at", "withdrawn") in await opened_and_closed(patient)


async def test_a_void_session_takes_its_report_back(patient: Patient) -> None:
    await cleared(patient)
    session = session_of(patient, "serious")
    await happens(patient, session, voided(session))
    (report,) = await reports(patient)
    assert (report["status"], report["suspends"], report["session"]) == ("withdrawn", False, None)


async def test_a_reaction_of_another_part_of_the_body_is_corrected_and_stays_serious(patient: Patient) -> None:
    await cleared(patient)
    session = session_of(patient, "serious")
    await happens(patient, session, amended(session, area="neck", immediate_reaction="serious"))
    (report,) = await reports(patient)
    assert (report["places"], report["grade"], report["suspends"]) == (["neck"], "serious", True)
    right = amended(session, area="neck", immediate_reaction="none").model_copy(update={"session_version": 3})
    await happens(patient, right)
    assert [each["status"] for each in await reports(patient)] == ["withdrawn"]


async def test_another_correction_leaves_a_report_that_a_director_withdrew_as_it_is(patient: Patient) -> None:
    await cleared(patient)
    session = session_of(patient, "serious")
    await happens(patient, session)
    (report,) = await reports(patient)
    director = patient.client(Role.MEDICAL_DIRECTOR)
    await director.post(f"/reactions/{report['id']}/withdraw", json={"reason": "Only redness."})
    await happens(patient, amended(session, area="neck", immediate_reaction="serious"))
    assert [each["status"] for each in await reports(patient)] == ["withdrawn"]


async def test_an_earlier_version_that_comes_later_changes_nothing(patient: Patient) -> None:
    await cleared(patient)
    session = session_of(patient, "serious")
    await happens(patient, amended(session, area="neck", immediate_reaction="none"), session)
    assert await reports(patient) == []
    about = await patient.reacted("redness", session_id=str(session.session_id))
    assert about["session"]["area"] == "neck"


async def test_a_void_session_stays_void_when_its_record_comes_later(patient: Patient) -> None:
    await cleared(patient)
    session = session_of(patient, "serious")
    await happens(patient, voided(session), amended(session, immediate_reaction="serious"), session)
    assert await reports(patient) == []
    assert (await patient.reacted("redness", session_id=str(session.session_id)))["session"] is None


async def test_a_session_on_another_part_of_the_body_gives_the_days_clearance_back(patient: Patient) -> None:
    await cleared(patient)
    await patient.checks_in()
    session = session_of(patient)
    await happens(patient, session)
    assert (await patient.explained())["spent_by"] == str(session.session_id)
    await happens(patient, amended(session, area="neck"))
    assert (await patient.explained())["spent_by"] is None
