"""The table of the worklist: which fact opens an item, and which fact closes it. One row each."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.patients import PatientChanged
from services.screening.app import service
from tests.integration.screening.directors import FAINTING, drafts, signs
from tests.integration.screening.patients import Patient, clinic_opened, details, plain
from tests.integration.screening.stories import FAR, Story
from tests.integration.screening.test_rulings_last import ends
from tests.integration.screening.worklists import director, items, kinds, opened_and_closed
from tests.support.fixtures import RunService
from tests.support.running import Running
from tests.unit.screening.factories import CURRENT, healthy

Step = Callable[[Story], Awaitable[Any]]


def declares(**answers: Any) -> Step:
    return lambda story: story.patient.declares(**answers)


async def reviewed(story: Story) -> None:
    await story.patient.declares(keloid=True)
    await story.consults()


async def declined(story: Story) -> None:
    await reviewed(story)
    await story.rules("declined")


async def questioned(story: Story) -> None:
    await declined(story)
    await story.patient.declares()


async def clearance_that_ends_too_early(story: Story) -> None:
    await story.is_cleared_with_a_course()
    await story.books("session", FAR)


async def day_check(story: Story) -> None:
    await story.is_cleared_with_a_course()
    await story.patient.checks_in(changed_since_declaration=True)


async def signs_it(story: Story) -> None:
    form = {"answers": plain(healthy()), "signature": {"name": "Inês Sousa", "signer": "patient"}}
    path = f"/intakes/{await story.patient.intake()}/declaration"
    answer = await story.patient.client(Role.PATIENT).post(path, json=form)
    assert answer.status_code == 201, answer.text


async def unsigned(story: Story) -> None:
    await story.patient.declares(signed=False)
    await story.books()


async def has_not_agreed(story: Story) -> None:
    await story.is_cleared_with_a_course()
    await story.withdraws()
    await story.books("session")


async def has_agreed(story: Story) -> None:
    await story.is_cleared_with_a_course()
    await story.books("session")


async def ended(story: Story) -> None:
    await ends(story.patient, (await story.patient.decided()).screening_id)


async def kept(story: Story) -> None:
    path = f"/screenings/{(await story.patient.decided()).screening_id}/ruling/keep"
    why = {"reason": "The mole has not been looked at."}
    assert (await director(story.patient).post(path, json=why)).status_code == 200


TEXT = new_id()


async def writes(story: Story) -> None:
    await story.writes_back(text_id=TEXT)


async def nothing(_story: Story) -> None:
    """Registered, and no more."""


async def called_off_by_mistake(story: Story) -> None:
    """A session after the end of the clearance, which was cancelled."""
    await story.is_cleared_with_a_course()
    await story.books("session", FAR)
    await story.cancels("session")


async def asks(story: Story) -> None:
    decided = (await story.patient.decided()).screening_id
    question = {"question": "How long ago did the scar appear?"}
    asked = await director(story.patient).post(f"/screenings/{decided}/questions", json=question)
    assert asked.status_code == 201, asked.text


async def reviewed_and_asked(story: Story) -> None:
    await reviewed(story)
    await asks(story)


async def day_check_and_asked(story: Story) -> None:
    await day_check(story)
    await asks(story)


def settles(act: str, role: Role, **body: str) -> Step:
    async def step(story: Story) -> None:
        [item] = await items(story.patient, kind="review_question")
        path = f"/review-questions/{item['subject_id']}/{act}"
        said = await story.patient.client(role).post(path, json=body or None)
        assert said.status_code == 200, said.text

    return step


OPENS: list[tuple[str, Step, Step, str]] = [
    ("a consult is booked", nothing, lambda s: s.books(), "declaration_missing"),
    ("a consult took place", nothing, lambda s: s.consults(), "declaration_missing"),
    ("a session is booked", nothing, lambda s: s.books("session"), "declaration_missing"),
    ("a consult is booked and nobody signed", declares(signed=False), lambda s: s.books(), "declaration_unsigned"),
    ("a decision is a review", declares(keloid=True), lambda s: s.consults(), "review_waiting"),
    ("a director asks about a review", reviewed, asks, "review_question"),
    ("a director asks about a check of the day", day_check, asks, "review_question"),
    (
        "a check of the day is a review",
        lambda s: s.is_cleared_with_a_course(),
        lambda s: s.patient.checks_in(changed_since_declaration=True),
        "day_check_review",
    ),
    ("milder answers after a ruling", declined, declares(), "ruling_questioned"),
    (
        "a session is booked after the clearance ends",
        lambda s: s.is_cleared_with_a_course(),
        lambda s: s.books("session", FAR),
        "clearance_ending",
    ),
    (
        "a session that was called off by mistake stands again",
        called_off_by_mistake,
        lambda s: s.is_reinstated("session", FAR),
        "clearance_ending",
    ),
    ("a session is booked that nobody agreed to", nothing, has_not_agreed, "consent_missing"),
    ("the consent is withdrawn", has_agreed, lambda s: s.withdraws(), "consent_missing"),
    ("a serious reaction is reported", nothing, lambda s: s.reacts(), "reaction_to_acknowledge"),
    (
        "it is acknowledged",
        lambda s: s.reacts(),
        lambda s: s.about_the_report("acknowledge"),
        "suspension_to_decide",
    ),
    ("a patient writes back about the skin", nothing, lambda s: s.writes_back(), "report_to_look_at"),
    ("a treated patient writes back", lambda s: s.performs(), lambda s: s.writes_back(soon=False), "report_to_look_at"),
    (
        "a session is moved beyond the clearance's end",
        clearance_that_ends_too_early,
        lambda s: s.moves("session", FAR + timedelta(days=1)),
        "clearance_ending",
    ),
]
CLOSES: list[tuple[str, Step, Step, str, str]] = [
    ("the patient declares", lambda s: s.books(), declares(), "declaration_missing", "declared"),
    ("the consult is cancelled", lambda s: s.books(), lambda s: s.cancels(), "declaration_missing", "not_needed_now"),
    ("the consult is missed", lambda s: s.books(), lambda s: s.misses(), "declaration_missing", "not_needed_now"),
    ("the consult has begun", lambda s: s.books(), lambda s: s.begins(), "declaration_missing", "not_needed_now"),
    ("the declaration is signed", unsigned, signs_it, "declaration_unsigned", "signed"),
    ("what was unsigned is cancelled", unsigned, lambda s: s.cancels(), "declaration_unsigned", "not_needed_now"),
    ("a director rules on the check", day_check, lambda s: s.rules("cleared"), "day_check_review", "ruled"),
    ("the day is over", day_check, lambda s: s.begins(), "day_check_review", "day_over"),
    ("a director rules", reviewed, lambda s: s.rules("cleared"), "review_waiting", "ruled"),
    ("answers make it no review", reviewed, declares(skin_cancer_in_area=True), "review_waiting", "decided_by_rules"),
    (
        "a practitioner answers",
        reviewed_and_asked,
        settles("answer", Role.PRACTITIONER, answer="In March."),
        "review_question",
        "answered",
    ),
    (
        "the question is withdrawn",
        reviewed_and_asked,
        settles("withdraw", Role.MEDICAL_DIRECTOR),
        "review_question",
        "withdrawn",
    ),
    ("it is decided unanswered", reviewed_and_asked, lambda s: s.rules("cleared"), "review_question", "decided"),
    ("the day of the question is over", day_check_and_asked, lambda s: s.begins(), "review_question", "day_over"),
    ("the ruling is ended", questioned, ended, "ruling_questioned", "ruling_ended"),
    ("the ruling is kept", questioned, kept, "ruling_questioned", "ruling_kept"),
    (
        "answers agree with the ruling",
        questioned,
        declares(skin_cancer_in_area=True),
        "ruling_questioned",
        "answers_changed",
    ),
    ("the patient signs", has_not_agreed, lambda s: s.signs(), "consent_missing", "signed"),
    ("the session is called off", has_not_agreed, lambda s: s.cancels("session"), "consent_missing", "cancelled"),
    (
        "a director takes note",
        lambda s: s.reacts(),
        lambda s: s.about_the_report("acknowledge"),
        "reaction_to_acknowledge",
        "acknowledged",
    ),
    (
        "the report was entered in error",
        lambda s: s.reacts(),
        lambda s: s.about_the_report("withdraw", reason="It was another patient."),
        "reaction_to_acknowledge",
        "withdrawn",
    ),
    (
        "somebody says what the signs are",
        lambda s: s.writes_back(),
        lambda s: s.about_the_report("amend", signs=["redness"], reason="Called: only redness."),
        "report_to_look_at",
        "looked_at",
    ),
    ("whoever read it says no reaction", writes, lambda s: s.text_is_settled(TEXT), "report_to_look_at", "withdrawn"),
    (
        "the text is about something else",
        lambda s: s.writes_back(),
        lambda s: s.about_the_report("withdraw", reason="She asks for another hour."),
        "report_to_look_at",
        "withdrawn",
    ),
    (
        "a director lifts the suspension",
        lambda s: s.reacts_and_is_seen(),
        lambda s: s.about_the_report("decide", decision="lift", reason="Seen today: it has healed."),
        "suspension_to_decide",
        "lifted",
    ),
    (
        "a director ends the clearances",
        lambda s: s.reacts_and_is_seen(),
        lambda s: s.about_the_report("decide", decision="end", reason="Seen today: a scar stays."),
        "suspension_to_decide",
        "ended",
    ),
    (
        "the session is moved before the end",
        clearance_that_ends_too_early,
        lambda s: s.moves("session", timedelta(days=30)),
        "clearance_ending",
        "covered",
    ),
    (
        "the session is cancelled",
        clearance_that_ends_too_early,
        lambda s: s.cancels("session"),
        "clearance_ending",
        "cancelled",
    ),
    (
        "the session is missed",
        clearance_that_ends_too_early,
        lambda s: s.misses("session"),
        "clearance_ending",
        "missed",
    ),
    ("the session took place", clearance_that_ends_too_early, lambda s: s.performs(), "clearance_ending", "performed"),
    (
        "nothing is cleared any more",
        clearance_that_ends_too_early,
        declares(skin_cancer_in_area=True),
        "clearance_ending",
        "covered",
    ),
]


@pytest.fixture
async def story(patient: Patient) -> Story:
    await patient.registers()
    return Story(patient)


@pytest.mark.parametrize(("given", "fact", "kind"), [row[1:] for row in OPENS], ids=[row[0] for row in OPENS])
async def test_a_fact_opens_an_item(story: Story, given: Step, fact: Step, kind: str) -> None:
    await given(story)
    await fact(story)
    assert (await opened_and_closed(story.patient))[-1] == (kind, "opened")
    assert kind in await kinds(story.patient)


@pytest.mark.parametrize(("given", "fact", "kind", "why"), [row[1:] for row in CLOSES], ids=[row[0] for row in CLOSES])
async def test_a_fact_closes_an_item(story: Story, given: Step, fact: Step, kind: str, why: str) -> None:
    await given(story)
    assert kind in await kinds(story.patient)
    await fact(story)
    assert (kind, why) in await opened_and_closed(story.patient)
    assert kind not in await kinds(story.patient)


async def test_the_course_may_arrive_after_its_session_was_booked(story: Story) -> None:
    await story.patient.declares()
    await story.signs()
    await story.consults()
    await story.books("session", FAR)
    assert "clearance_ending" not in await kinds(story.patient)
    await story.plans()
    assert "clearance_ending" in await kinds(story.patient)


async def test_a_patient_who_declared_and_signed_needs_nothing_before_a_consult(story: Story) -> None:
    await signs_it(story)
    await story.books()
    assert await kinds(story.patient) == []


async def test_a_consult_that_is_booked_before_the_patient_is_known_here_is_not_forgotten(patient: Patient) -> None:
    story = Story(patient)
    await story.books()
    await patient.registers()
    assert await kinds(patient) == ["declaration_missing"]


async def test_a_declaration_is_due_a_day_before_the_appointment_and_follows_it(story: Story) -> None:
    await story.books(after=timedelta(days=3))
    [first] = await items(story.patient)
    await story.moves("consult", timedelta(days=6))
    [moved] = await items(story.patient)
    assert moved["id"] == first["id"]
    due = [datetime.fromisoformat(each["due_at"]) for each in (first, moved)]
    assert timedelta(days=2, hours=23) < due[1] - due[0] <= timedelta(days=3, minutes=1)


async def test_the_item_moves_with_the_patients_home_clinic(story: Story, screening: Running) -> None:
    await story.books()
    elsewhere = Patient(screening, patient_id=story.patient.patient_id)
    await screening.react(clinic_opened(elsewhere.clinic_id))
    await screening.react(PatientChanged(patient_id=elsewhere.patient_id, details=details(elsewhere.clinic_id)))
    assert (await kinds(story.patient), await kinds(elsewhere)) == ([], ["declaration_missing"])


async def test_a_declaration_that_is_too_old_or_lacks_answers_waits_for_somebody(run_service: RunService) -> None:
    async with run_service(service, start=datetime(2026, 11, 23, 9, tzinfo=UTC)) as screening:
        await signs(screening, f"rule-sets/{CURRENT}")
        old, lacking = Story(Patient(screening)), Story(Patient(screening))
        for each in (old, lacking):
            await each.patient.registers()
            await each.patient.declares()
            await each.books(after=timedelta(days=200) if each is old else timedelta(days=20))
        await drafts(screening, "rule-sets", "our-2026-12", FAINTING)
        await signs(screening, "rule-sets/our-2026-12", date(2026, 11, 23).isoformat())
        await lacking.consults()
        assert await kinds(lacking.patient) == ["declaration_incomplete"]
        screening.clock.advance(timedelta(days=184))
        await old.consults()
        assert await kinds(old.patient) == ["declaration_too_old"]
