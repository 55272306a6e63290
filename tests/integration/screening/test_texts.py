"""What a treated patient writes back is a report that somebody looks at; a machine grades nothing."""

from datetime import datetime, timedelta

import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.patients import PatientErased, PatientMerged
from contracts.screening.screenings import ClearanceSuspended, ReactionReported, ReactionWithdrawn
from services.screening.app import service
from services.screening.domain.reaction_reports import TEXT_AFTER_SESSION
from tests.integration.screening.patients import Patient
from tests.integration.screening.stories import Story
from tests.integration.screening.worklists import items, kinds
from tests.support.fixtures import RunService
from tests.support.running import Running

DAY = timedelta(days=1)


@pytest.fixture
async def story(patient: Patient) -> Story:
    await patient.registers()
    return Story(patient)


async def test_a_text_after_a_session_is_a_report_without_a_grade_that_stops_nothing(story: Story) -> None:
    await story.performs()
    text = await story.writes_back(soon=False)
    read = (await story.patient.client(Role.FRONT_DESK).get(f"/reactions/{story.report['id']}")).json()
    assert (read["source"], read["status"], read["grade"], read["suspends"]) == ("text", "to_look_at", None, False)
    assert (read["text_id"], read["signs"]) == (str(text.text_id), [])
    assert read["session"]["equipment"] is not None
    assert await story.patient.published(ReactionReported, ClearanceSuspended) == []


async def test_whoever_looks_at_it_says_what_the_signs_are_and_it_is_graded_by_them(story: Story) -> None:
    await story.performs()
    await story.writes_back()
    refused = await story.patient.about(
        story.report, "outcome", by=Role.FRONT_DESK, ended_on=story.today(), scarring=False
    )
    assert refused.json()["type"] == "urn:needlepoint:problem:nothing-to-look-at"
    looked_at = await story.patient.about(
        story.report,
        "amend",
        by=Role.FRONT_DESK,
        signs=["rf_burn"],
        began_on=story.today(),
        reason="Called: blisters since last night.",
    )
    assert (looked_at.json()["grade"], looked_at.json()["suspends"]) == ("serious", True)
    assert len(await story.patient.published(ClearanceSuspended)) == 1
    assert await kinds(story.patient) == ["reaction_to_acknowledge"]


async def test_a_text_that_is_no_reaction_is_withdrawn_and_other_services_hear_of_it(story: Story) -> None:
    await story.performs()
    await story.writes_back()
    await story.about_the_report("withdraw", reason="She asks for another hour.")
    assert await kinds(story.patient) == []
    assert len(await story.patient.published(ReactionWithdrawn)) == 1


async def test_a_text_that_was_read_and_is_about_no_reaction_needs_nobody_here(story: Story) -> None:
    await story.performs()
    text = await story.writes_back()
    await story.text_is_settled(text.text_id, no_reaction=False)
    assert await kinds(story.patient) == ["report_to_look_at"]
    await story.text_is_settled(text.text_id)
    assert await kinds(story.patient) == []
    read = (await story.patient.client(Role.FRONT_DESK).get(f"/reactions/{story.report['id']}")).json()
    assert read["status"] == "withdrawn"


async def test_a_report_that_another_text_belongs_to_or_that_is_graded_stays(story: Story) -> None:
    await story.performs()
    first = await story.writes_back()
    report = story.report
    await story.writes_back()
    await story.text_is_settled(first.text_id)
    assert await kinds(story.patient) == ["report_to_look_at"]
    await story.patient.about(
        report, "amend", signs=["redness"], began_on=story.today(), reason="Called: only redness."
    )
    await story.text_is_settled(first.text_id)
    read = (await story.patient.client(Role.FRONT_DESK).get(f"/reactions/{report['id']}")).json()
    assert (read["status"], read["grade"]) == ("open", "transient")


async def test_words_about_the_skin_are_due_sooner(screening: Running, story: Story) -> None:
    other = Story(Patient(screening))
    await other.patient.registers()
    await other.performs()
    await story.performs()
    await story.writes_back(soon=True)
    await other.writes_back(soon=False)
    [first], [second] = await items(story.patient), await items(other.patient)
    assert datetime.fromisoformat(first["due_at"]) < datetime.fromisoformat(second["due_at"])


async def test_what_a_patient_writes_next_belongs_to_the_report_that_waits(story: Story) -> None:
    await story.performs()
    first = await story.writes_back()
    report = story.report
    second = await story.writes_back()
    assert story.report == {}, "no report of its own"
    assert await kinds(story.patient) == ["report_to_look_at"]
    steps = (await story.patient.client(Role.FRONT_DESK).get(f"/reactions/{report['id']}")).json()["steps"]
    assert [step["details"]["text_id"] for step in steps] == [str(first.text_id), str(second.text_id)]
    await story.patient.about(report, "withdraw", reason="She asks for another hour.")
    await story.writes_back()
    assert story.report["id"] != report["id"], "what comes after somebody looked is another report"


async def test_long_after_a_session_only_words_about_the_skin_are_looked_at(run_service: RunService) -> None:
    async with run_service(service) as screening:
        patient = Patient(screening)
        await patient.registers()
        story = Story(patient)
        await story.performs()
        screening.clock.advance(TEXT_AFTER_SESSION + DAY)
        await story.writes_back(soon=False)
        assert await kinds(patient) == []
        await story.writes_back(soon=True)
        assert await kinds(patient) == ["report_to_look_at"]


async def test_one_text_is_one_report_for_each_patient_whom_it_may_be_from(screening: Running, story: Story) -> None:
    child = Patient(screening)
    await child.registers()
    text = await story.writes_back()
    other = Story(child)
    await other.writes_back(text_id=text.text_id)
    assert [await kinds(patient) for patient in (story.patient, child)] == [["report_to_look_at"]] * 2
    assert story.report["id"] != other.report["id"]


async def test_a_text_that_arrives_before_the_patient_is_not_lost(patient: Patient) -> None:
    story = Story(patient)
    await story.writes_back()
    await patient.registers()
    assert "report_to_look_at" in await kinds(patient)


async def test_a_text_of_a_merged_record_is_the_persons_and_one_of_an_erased_patient_is_nobodys(
    screening: Running, story: Story
) -> None:
    stays, now = Patient(screening, clinic_id=story.patient.clinic_id), screening.clock.now()
    await stays.registers()
    ends = story.patient.patient_id
    await screening.react(PatientMerged(patient_id=ends, into=stays.patient_id, merged_at=now))
    await story.writes_back()
    assert await kinds(stays) == ["report_to_look_at"]
    await screening.react(PatientErased(patient_id=stays.patient_id, erased_at=now))
    later = Story(stays)
    await later.writes_back(text_id=new_id())
    assert await kinds(stays) == []
