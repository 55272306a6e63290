"""A reaction to a treatment is reported, graded, acknowledged and decided about."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.screening.screenings import (
    ClearanceEnded,
    ClearanceSuspended,
    ReactionAcknowledged,
    ReactionEscalated,
    ReactionReported,
    SuspensionLifted,
)
from contracts.vocabulary import Outcome
from services.screening.app import service
from tests.integration.screening.directors import drafts
from tests.integration.screening.directors import signs as director_signs
from tests.integration.screening.patients import EQUIPMENT, Patient, performed, screened
from tests.support.fixtures import RunService
from tests.support.running import Running

WHY = "Seen today, and discussed with a colleague."


async def cleared(patient: Patient) -> Patient:
    await screened(patient)
    assert (await patient.decided()).outcome is Outcome.CLEARED
    return patient


async def read(patient: Patient, report: dict[str, Any], by: Role = Role.MEDICAL_DIRECTOR) -> dict[str, Any]:
    answer = await patient.client(by).get(f"/reactions/{report['id']}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def names(events: list[Any]) -> list[str]:
    return [type(each).__name__ for each in events]


async def test_redness_is_graded_with_its_source_and_stops_nothing(patient: Patient) -> None:
    await cleared(patient)
    report = await patient.reacted("redness", by=Role.PATIENT, places=["face"])
    assert (report["grade"], report["source"], report["suspends"]) == ("transient", "patient", False)
    assert [source["key"] for source in report["reasons"][0]["sources"]] == ["chu-2021", "s0"]
    (published,) = await patient.published(ReactionReported, ClearanceSuspended)
    assert isinstance(published, ReactionReported)
    assert published.grade == "transient"
    assert (await patient.checks_in()).status_code == 201


async def test_photos_of_it_are_named_for_whoever_looks_at_it(patient: Patient) -> None:
    await cleared(patient)
    photos = [str(new_id()), str(new_id())]
    report = await patient.reacted("redness", by=Role.PATIENT, photo_ids=photos)
    assert (await read(patient, report))["steps"][0]["details"]["photo_ids"] == photos


async def test_a_reaction_is_shown_with_a_source_that_only_its_rules_bring(run_service: RunService) -> None:
    audit = {
        "title": "Our audit of 2025",
        "who": "the chain",
        "read": "Who itched after a session, and for how long.",
        "read_on": "2026-11",
        "grade": "C",
    }
    itching = {"grade": "transient", "names": {"en": "Itching", "pt": "Comichão"}, "sources": ["our-audit"]}
    changes, brought = {"signs": {"itching": itching}}, {"our-audit": audit}
    async with run_service(service) as screening:
        await drafts(screening, "reaction-rules", "ours", changes, extends="2026-11", bibliography=brought)
        await director_signs(screening, "reaction-rules/ours")
        patient = await cleared(Patient(screening))
        (reason, *_) = (await patient.reacted("itching"))["reasons"]
        assert reason["sources"] == [{"key": "our-audit", "source": "Our audit of 2025", "grade": "C"}]


async def test_a_burn_suspends_the_clearance_at_once_and_nobody_is_checked_in(patient: Patient) -> None:
    await cleared(patient)
    report = await patient.reacted("rf_burn")
    assert (report["grade"], report["suspends"]) == ("serious", True)
    assert names(await patient.published(ReactionReported, ClearanceSuspended, ReactionEscalated)) == [
        "ReactionReported",
        "ClearanceSuspended",
        "ReactionEscalated",
    ]
    refused = await patient.checks_in()
    assert refused.json()["type"] == "urn:needlepoint:problem:suspended-by-reaction"


async def test_a_serious_reaction_that_was_seen_at_the_session_is_a_report_and_suspends_at_once(
    patient: Patient,
) -> None:
    await cleared(patient)
    now = patient.screening.clock.now()
    for mild in ("none", "transient", None):
        await patient.screening.react(performed(patient.patient_id, patient.clinic_id, now, reaction=mild))
    assert await patient.published(ReactionReported, ClearanceSuspended) == []
    session = performed(patient.patient_id, patient.clinic_id, now, reaction="serious")
    await patient.screening.react(session)
    assert names(await patient.published(ReactionReported, ClearanceSuspended)) == [
        "ReactionReported",
        "ClearanceSuspended",
    ]
    listed = (await patient.client(Role.MEDICAL_DIRECTOR).get("/reactions")).json()["items"]
    (report,) = [await read(patient, each) for each in listed]
    assert (report["grade"], report["source"], report["suspends"]) == ("serious", "staff", True)
    assert (report["session_id"], report["signs"]) == (str(session.session_id), ["serious_at_session"])
    right = {"signs": ["redness"], "began_on": now.date().isoformat(), "reason": "Only redness, seen an hour later."}
    amended = await patient.client(Role.MEDICAL_DIRECTOR).post(f"/reactions/{report['id']}/amend", json=right)
    assert (amended.json()["grade"], amended.json()["suspends"]) == ("transient", False)


async def test_what_was_reported_stays_in_screening(patient: Patient) -> None:
    await cleared(patient)
    await patient.reacted("infection", words="it burns and oozes", places=["face"])
    events = await patient.published(ReactionReported, ClearanceSuspended, ReactionEscalated)
    written = " ".join(each.model_dump_json() for each in events)
    assert all(word not in written for word in ("infection", "burns", "face"))


async def test_the_sessions_device_lot_and_settings_stand_beside_the_report_also_when_they_come_later(
    patient: Patient,
) -> None:
    await cleared(patient)
    session = performed(patient.patient_id, patient.clinic_id, patient.screening.clock.now())
    report = await patient.reacted("swelling", session_id=str(session.session_id))
    assert report["session"] is None
    await patient.screening.react(session)
    beside = (await read(patient, report))["session"]
    assert beside["equipment"] == EQUIPMENT.model_dump(mode="json", exclude={"device_id"})
    assert (beside["course_id"], beside["number"]) == (str(session.course_id), 1)
    unnamed = await patient.reacted("redness")
    assert unnamed["session"]["id"] == str(session.session_id)


async def test_a_session_that_is_another_patients_is_not_shown(screening: Running) -> None:
    one, other = await cleared(Patient(screening)), await cleared(Patient(screening))
    session = performed(other.patient_id, other.clinic_id, screening.clock.now())
    await screening.react(session)
    report = await one.reacted("redness", session_id=str(session.session_id))
    assert report["session"] is None
    assert report["clinic_id"] == str(one.clinic_id)


async def test_nobody_acknowledges_so_the_next_in_line_is_asked_every_fifteen_minutes(patient: Patient) -> None:
    await cleared(patient)
    line = f"/clinics/{patient.clinic_id}/reaction-line"
    contacts = [{"name": "Dr Costa", "email": "costa@example.org"}, {"name": "Dr Silva"}]
    set_line = await patient.client(Role.MEDICAL_DIRECTOR).put(line, json={"contacts": contacts})
    assert set_line.status_code == 200, set_line.text
    assert [each["name"] for each in set_line.json()["whole"]] == [
        "Dr Costa",
        "Dr Silva",
        "medical directors of the chain",
    ]
    report = await patient.reacted("granuloma")
    for _ in range(4):
        patient.screening.clock.set(patient.screening.clock.now() + timedelta(minutes=15, seconds=1))
        await patient.screening.fire_timers()
    asked = [each for each in await patient.published(ReactionEscalated) if isinstance(each, ReactionEscalated)]
    assert [(each.step, each.recipient, each.email) for each in asked] == [
        (1, "Dr Costa", "costa@example.org"),
        (2, "Dr Silva", None),
        (3, "medical directors of the chain", None),
    ]
    assert [each.next_at is None for each in asked] == [False, False, True]
    steps = (await read(patient, report))["steps"]
    assert [step["what"] for step in steps] == ["reported", "suspended", "asked", "asked", "asked"]


async def test_a_worker_that_was_down_asks_the_next_once_when_it_is_back(patient: Patient) -> None:
    await cleared(patient)
    contacts = [{"name": "Dr Costa"}, {"name": "Dr Silva"}]
    await patient.client(Role.MEDICAL_DIRECTOR).put(
        f"/clinics/{patient.clinic_id}/reaction-line", json={"contacts": contacts}
    )
    await patient.reacted("granuloma")
    patient.screening.clock.set(patient.screening.clock.now() + timedelta(hours=9))
    await patient.screening.fire_timers()
    asked = [each for each in await patient.published(ReactionEscalated) if isinstance(each, ReactionEscalated)]
    assert [each.recipient for each in asked] == ["Dr Costa", "Dr Silva"]
    assert asked[-1].next_at == asked[-1].escalated_at + timedelta(minutes=15)


async def test_of_two_directors_at_once_one_acknowledges_and_nobody_else_is_asked(patient: Patient) -> None:
    await cleared(patient)
    report = await patient.reacted("infection")
    answers = await asyncio.gather(
        *[
            patient.screening.client(Role.MEDICAL_DIRECTOR, subject=name).post(f"/reactions/{report['id']}/acknowledge")
            for name in ("Dr Costa", "Dr Silva")
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert refused["type"] == "urn:needlepoint:problem:already-acknowledged"
    assert len(await patient.published(ReactionAcknowledged)) == 1
    patient.screening.clock.set(patient.screening.clock.now() + timedelta(hours=1))
    await patient.screening.fire_timers()
    assert len(await patient.published(ReactionEscalated)) == 1


async def test_a_director_lifts_the_suspension_and_the_clearance_counts_again(patient: Patient) -> None:
    await cleared(patient)
    report = await patient.reacted("hyperpigmentation")
    lifted = await patient.about(report, "decide", decision="lift", reason=WHY)
    assert (lifted.json()["suspends"], lifted.json()["suspension"]["ended_how"]) == (False, "lifted")
    assert names(await patient.published(ReactionAcknowledged, SuspensionLifted)) == [
        "ReactionAcknowledged",
        "SuspensionLifted",
    ]
    assert (await patient.checks_in()).status_code == 201
    again = await patient.about(report, "decide", decision="end", reason=WHY)
    assert again.json()["type"] == "urn:needlepoint:problem:nothing-suspended"


async def test_a_director_ends_the_clearance_and_a_new_declaration_does_not_bring_it_back(patient: Patient) -> None:
    await cleared(patient)
    report = await patient.reacted("tram_track_scar")
    ended = await patient.about(report, "decide", decision="end", reason=WHY)
    assert ended.json()["suspension"]["ended_how"] == "ended"
    assert names(await patient.published(ClearanceEnded)) == ["ClearanceEnded"]
    decision = await patient.explained()
    assert (decision["outcome"], decision["ruling"]["reason"]) == ("declined", WHY)
    await patient.declares()
    assert (await patient.decided()).outcome not in (Outcome.CLEARED, Outcome.CLEARED_WITH_CONDITIONS)


async def test_a_second_reaction_keeps_the_suspension_when_the_first_is_lifted(patient: Patient) -> None:
    await cleared(patient)
    first, second = await patient.reacted("infection"), await patient.reacted("not_sure")
    await patient.about(first, "decide", decision="lift", reason=WHY)
    assert (await patient.checks_in()).status_code == 409
    await patient.about(second, "decide", decision="lift", reason=WHY)
    assert (await patient.checks_in()).status_code == 201


async def test_a_report_that_was_entered_in_error_is_withdrawn_by_a_director_and_suspends_nothing(
    patient: Patient,
) -> None:
    await cleared(patient)
    report = await patient.reacted("infection")
    refused = await patient.about(report, "withdraw", by=Role.FRONT_DESK, reason=WHY)
    assert refused.status_code == 403
    withdrawn = await patient.about(report, "withdraw", reason=WHY)
    assert (withdrawn.json()["status"], withdrawn.json()["suspends"]) == ("withdrawn", False)
    (lifted,) = await patient.published(SuspensionLifted)
    assert isinstance(lifted, SuspensionLifted)
    assert lifted.reason == "withdrawn"
    assert (await patient.checks_in()).status_code == 201
    closed = await patient.about(report, "amend", signs=["redness"], reason=WHY)
    assert closed.json()["type"] == "urn:needlepoint:problem:report-closed"


async def test_only_a_directors_correction_lifts_what_a_report_suspended(patient: Patient) -> None:
    await cleared(patient)
    today = patient.screening.clock.now().date().isoformat()
    report = await patient.reacted("not_sure")
    milder: dict[str, Any] = {"signs": ["redness"], "began_on": today, "reason": "It was sunburn, says the patient."}
    by_the_desk = await patient.about(report, "amend", by=Role.FRONT_DESK, **milder)
    assert (by_the_desk.json()["grade"], by_the_desk.json()["suspends"]) == ("transient", True)
    by_the_director = await patient.about(report, "amend", **milder)
    assert by_the_director.json()["suspends"] is False


async def test_a_correction_to_something_worse_suspends(patient: Patient) -> None:
    await cleared(patient)
    today = patient.screening.clock.now().date().isoformat()
    report = await patient.reacted("redness")
    worse = await patient.about(
        report, "amend", by=Role.PRACTITIONER, signs=["redness", "infection"], began_on=today, reason=WHY
    )
    assert (worse.json()["grade"], worse.json()["suspends"]) == ("serious", True)
    grades = [each.grade for each in await patient.published(ReactionReported) if isinstance(each, ReactionReported)]
    assert grades == ["transient", "serious"]


async def test_something_new_and_serious_suspends_again_after_a_director_lifted(patient: Patient) -> None:
    await cleared(patient)
    today = patient.screening.clock.now().date().isoformat()
    report = await patient.reacted("hyperpigmentation")
    await patient.about(report, "decide", decision="lift", reason=WHY)
    same: dict[str, Any] = {"signs": ["hyperpigmentation"], "began_on": today, "places": ["neck"], "reason": WHY}
    assert (await patient.about(report, "amend", by=Role.FRONT_DESK, **same)).json()["suspends"] is False
    new: dict[str, Any] = {"signs": ["hyperpigmentation", "infection"], "began_on": today, "reason": WHY}
    assert (await patient.about(report, "amend", by=Role.FRONT_DESK, **new)).json()["suspends"] is True
    assert len(await patient.published(ClearanceSuspended)) == 2


async def test_redness_that_nobody_says_is_over_becomes_serious_after_seven_days(screening: Running) -> None:
    lasting, over = await cleared(Patient(screening)), await cleared(Patient(screening))
    kept, ended = await lasting.reacted("redness"), await over.reacted("redness")
    screening.clock.set(screening.clock.now() + timedelta(days=2))
    day = screening.clock.now().date().isoformat()
    outcome = await over.about(ended, "outcome", by=Role.FRONT_DESK, ended_on=day, scarring=False)
    assert (outcome.json()["status"], outcome.json()["outcome"]["scarring"]) == ("over", False)
    screening.clock.set(screening.clock.now() + timedelta(days=6))
    await screening.fire_timers()
    assert (await read(lasting, kept))["grade"] == "serious"
    assert (await read(lasting, kept))["reasons"][0]["cause"] == "lasts"
    assert (await read(over, ended))["grade"] == "transient"
    assert (await lasting.checks_in()).status_code == 409


async def test_a_serious_reaction_on_record_is_reviewed_whatever_the_patient_declares_later(patient: Patient) -> None:
    await cleared(patient)
    report = await patient.reacted("granuloma")
    await patient.about(report, "decide", decision="lift", reason=WHY)
    await patient.declares(unusual_reaction=False)
    assert (await patient.decided()).outcome is Outcome.REVIEW
    await patient.about(report, "withdraw", reason=WHY)
    await patient.declares(unusual_reaction=False)
    assert (await patient.decided()).outcome is Outcome.CLEARED


@pytest.mark.parametrize(
    ("findings", "name"),
    [
        ({"signs": ["rednes"]}, "sign-not-known"),
        ({"signs": ["redness"], "began_on": "2027-06-01"}, "days-not-possible"),
        ({"signs": ["redness"], "began_on": "2026-11-20", "ended_on": "2026-11-19"}, "days-not-possible"),
    ],
)
async def test_what_cannot_be_is_refused_by_field(patient: Patient, findings: dict[str, Any], name: str) -> None:
    await cleared(patient)
    refused = await patient.reports(*findings.pop("signs"), **findings)
    assert refused.status_code == 422
    assert refused.json()["type"] == f"urn:needlepoint:problem:{name}"
    assert refused.json()["errors"]


async def test_while_no_rules_are_signed_every_reaction_is_serious_and_none_is_refused(run_service: RunService) -> None:
    async with run_service(service, rehearsal=False) as screening:
        patient = Patient(screening)
        await patient.registers()
        report = await patient.reacted("redness")
        assert (report["grade"], report["rules"], report["suspends"]) == ("serious", None, True)
        assert report["reasons"][0]["cause"] == "no_rules"
        await director_signs(screening, "reaction-rules/2026-11")
        assert (await patient.reacted("redness"))["grade"] == "transient"
        listed = (await patient.client(Role.PATIENT).get("/reaction-signs", params={"language": "pt"})).json()
        assert {"code": "redness", "name": "Vermelhidão"} in listed["signs"]


async def test_a_patient_sees_their_own_reports_and_nobody_elses(screening: Running) -> None:
    one, other = await cleared(Patient(screening)), await cleared(Patient(screening))
    report = await one.reacted("redness", by=Role.PATIENT)
    assert (await read(one, report, by=Role.PATIENT))["id"] == report["id"]
    assert (await other.client(Role.PATIENT).get(f"/reactions/{report['id']}")).status_code == 403
    listed = (await other.client(Role.PATIENT).get("/reactions")).json()["items"]
    assert listed == []
