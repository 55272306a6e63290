"""The table of booking's worklist: which fact opens an item, and which fact closes it. One row each."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.worklist import WorklistItemClosed, WorklistItemOpened
from contracts.notifications.messages import ContactOptedOut, MessageFailed, MessageSent
from contracts.vocabulary import MessageScope, Outcome, ScreeningStage
from services.booking.app import service
from tests.integration.booking.chain import MONDAY, WORK_DAYS, Chain, House, made, moment, refused
from tests.integration.booking.test_protocols import drafted, sign, withdraw
from tests.support.fixtures import RunService


@dataclass
class Story:
    """One patient, and what happens to them."""

    chain: Chain
    house: House
    patient: str
    consult: dict[str, Any] = field(default_factory=dict)
    course: dict[str, Any] = field(default_factory=dict)
    appointment: dict[str, Any] = field(default_factory=dict)

    async def books(self, kind: str = "consult") -> None:
        names = {"course_id": self.course["id"]} if kind != "consult" else {}
        self.appointment = await self.chain.booked(self.patient, self.house, kind, **names)

    async def is_cleared(self) -> None:
        self.consult, self.course = await self.chain.cleared(self.patient, self.house)

    async def has_a_session_booked(self) -> None:
        await self.is_cleared()
        await self.books("session")

    async def is_treated(self) -> None:
        await self.has_a_session_booked()
        await self.chain.treated(self.consult, self.appointment)
        (self.appointment,) = await self.chain.ahead(self.patient)

    async def decides(self, outcome: Outcome = Outcome.CLEARED, **changes: Any) -> None:
        await self.chain.decide(self.consult, ScreeningStage.CONSULT, outcome, **changes)

    async def does(self, what: str, **form: Any) -> None:
        path = f"/appointments/{self.appointment['id']}/{what}"
        made(await self.chain.desk.post(path, json=form or None))

    async def is_at(self, station: str, **form: Any) -> None:
        await self.does("stations", station=station, **form)

    async def records_the_consult(self) -> None:
        plan = {"concern": "acne_scars", "area": "face", "modality": "pen", "device_model": "skinpen", "depth_mm": "1"}
        made(await self.chain.complete(self.appointment, {"skin_type": 3, "suitable": True, "plan": plan}))

    async def withdraws_the_arrival(self) -> None:
        at = f"/appointments/{self.appointment['id']}/stations"
        (arrived,) = made(await self.chain.desk.get(at))["stations"]
        made(await self.chain.desk.post(f"{at}/{arrived['id']}/withdraw", json={"reason": "it was somebody else"}))

    async def cancels(self) -> None:
        await self.does("cancel", reason="The patient is travelling.", code="patient_asked")

    async def misses(self) -> None:
        self.chain.go_to(self.appointment, timedelta(minutes=5))
        await self.does("miss")

    async def moves(self) -> None:
        names = {"course_id": self.course["id"]} if self.appointment["kind"] != "consult" else {}
        slots = await self.chain.slots(self.house, self.appointment["kind"], limit=200, **names)
        now = await self.chain.appointment(self.appointment["id"])
        slot = next(each for each in slots if moment(each["starts_at"]) > moment(now["ends_at"]) + timedelta(days=1))
        answer = await self.chain.desk.post(
            f"/appointments/{now['id']}/move",
            json={"starts_at": slot["starts_at"]},
            headers={"If-Match": f'"{now["version"]}"'},
        )
        self.appointment = made(answer)

    async def message(self, *, arrives: bool) -> None:
        facts: dict[str, Any] = {
            "message_id": new_id(),
            "patient_id": UUID(self.patient),
            "appointment_id": UUID(self.appointment["id"]),
            "template": "appointment_confirmed",
            "starts_at": moment(self.appointment["starts_at"]),
        }
        now = self.chain.booking.clock.now()
        if arrives:
            sent = {"template_version": "2026-11", "template_digest": "5d" * 32, "language": "en", "channel": "sms"}
            await self.chain.booking.react(MessageSent(**facts, **sent, sent_at=now))
        else:
            await self.chain.booking.react(MessageFailed(**facts, reason="no such number", failed_at=now))

    async def opts_out(self) -> None:
        now = self.chain.booking.clock.now()
        said = ContactOptedOut(patient_id=UUID(self.patient), scope=MessageScope.ALL, opted_out_at=now)
        await self.chain.booking.react(said)

    async def clinic_opens(self, hours: list[dict[str, Any]]) -> None:
        at = f"/clinics/{self.house.clinic_id}"
        version = made(await self.chain.operator.get(at))["version"]
        made(await self.chain.operator.patch(at, json={"hours": hours}, headers={"If-Match": f'"{version}"'}))
        await self.chain.booking.fire_timers()

    async def closes_that_day(self) -> None:
        day = moment(self.appointment["starts_at"]).astimezone(self.house.zone).weekday()
        await self.clinic_opens([each for each in WORK_DAYS if each["weekday"] != day])

    async def passes(self, later: timedelta = timedelta(hours=3)) -> None:
        self.chain.go_to(self.appointment, later)
        await self.chain.booking.fire_timers()

    async def items(self, **query: str) -> list[dict[str, Any]]:
        asked = {"patient_id": self.patient} | query
        found: list[dict[str, Any]] = made(await self.chain.desk.get("/worklist", params=asked))["items"]
        return found

    async def kinds(self) -> list[str]:
        return sorted(item["kind"] for item in await self.items())

    async def history(self) -> list[tuple[str, str]]:
        """What was opened, and what was closed and why, in order."""
        return [
            (each.kind, each.why if isinstance(each, WorklistItemClosed) else "opened")
            for each in await self.chain.events()
            if isinstance(each, WorklistItemOpened | WorklistItemClosed) and str(each.patient_id) == self.patient
        ]


Step = Callable[[Story], Awaitable[Any]]


async def nothing(_story: Story) -> None:
    """Registered, and no more."""


async def consult_missed(story: Story) -> None:
    await story.books()
    await story.misses()


async def session_cancelled(story: Story) -> None:
    await story.has_a_session_booked()
    await story.cancels()


async def held_session(story: Story) -> None:
    await story.has_a_session_booked()
    await story.decides(Outcome.REVIEW)


async def closed_day(story: Story) -> None:
    await story.books()
    await story.closes_that_day()


async def unreached(story: Story) -> None:
    await story.books()
    await story.message(arrives=False)


async def silent_and_booked(story: Story) -> None:
    await story.books()
    await story.opts_out()


async def silent_and_moved(story: Story) -> None:
    await silent_and_booked(story)
    await story.moves()


async def follow_up_waits(story: Story) -> None:
    await story.is_treated()
    await story.cancels()


async def not_closed(story: Story) -> None:
    await story.books()
    await story.passes()


async def waits_too_long(story: Story) -> None:
    await story.books()
    story.chain.go_to(story.appointment)
    await story.is_at("arrived")
    await story.passes(timedelta(minutes=16))


async def book_the_same_course(story: Story) -> None:
    await story.books("session")


OPENS: list[tuple[str, Step, Step, str]] = [
    ("the clinic closes on its day", lambda s: s.books(), lambda s: s.closes_that_day(), "appointment_not_valid"),
    (
        "a clinician has to review",
        lambda s: s.has_a_session_booked(),
        lambda s: s.decides(Outcome.REVIEW),
        "appointment_not_valid",
    ),
    ("a message did not arrive", lambda s: s.books(), lambda s: s.message(arrives=False), "call_patient"),
    ("the clinic moves it, and the patient wants no messages", silent_and_booked, lambda s: s.moves(), "call_patient"),
    (
        "the clinic cancels it, and the patient wants no messages",
        silent_and_booked,
        lambda s: s.does("cancel", reason="The nurse is ill.", code="clinic_asked"),
        "call_patient",
    ),
    ("a follow-up is cancelled", lambda s: s.is_treated(), lambda s: s.cancels(), "follow_up_to_place"),
    ("a follow-up is missed", lambda s: s.is_treated(), lambda s: s.misses(), "follow_up_to_place"),
    ("a plan is cleared", nothing, lambda s: s.is_cleared(), "nothing_booked"),
    ("the first session is cancelled", lambda s: s.has_a_session_booked(), lambda s: s.cancels(), "nothing_booked"),
    ("the first session is missed", lambda s: s.has_a_session_booked(), lambda s: s.misses(), "nothing_booked"),
    ("the consult is missed", lambda s: s.books(), lambda s: s.misses(), "nothing_booked"),
    ("the consult is cancelled", lambda s: s.books(), lambda s: s.cancels(), "nothing_booked"),
    ("nobody comes to a patient", nothing, waits_too_long, "waiting_too_long"),
    ("nobody recorded it", lambda s: s.books(), lambda s: s.passes(), "appointment_not_closed"),
]
CLOSES: list[tuple[str, Step, Step, str, str]] = [
    ("the clinic opens again", closed_day, lambda s: s.clinic_opens(WORK_DAYS), "appointment_not_valid", "valid_again"),
    ("it is moved to an open day", closed_day, lambda s: s.moves(), "appointment_not_valid", "valid_again"),
    ("it is cancelled", closed_day, lambda s: s.cancels(), "appointment_not_valid", "cancelled"),
    ("its time is over", closed_day, lambda s: s.passes(), "appointment_not_valid", "over"),
    ("a director clears", held_session, lambda s: s.decides(), "appointment_not_valid", "valid_again"),
    (
        "a director declines",
        held_session,
        lambda s: s.decides(Outcome.DECLINED),
        "appointment_not_valid",
        "cancelled",
    ),
    ("a later message arrives", unreached, lambda s: s.message(arrives=True), "call_patient", "reached"),
    ("somebody calls", unreached, lambda s: s.does("call"), "call_patient", "called"),
    ("it is moved, which sends a message", unreached, lambda s: s.moves(), "call_patient", "moved"),
    ("the patient cancels", unreached, lambda s: s.cancels(), "call_patient", "cancelled"),
    ("the patient does not come", unreached, lambda s: s.misses(), "call_patient", "missed"),
    ("somebody calls whom nobody writes to", silent_and_moved, lambda s: s.does("call"), "call_patient", "called"),
    ("the follow-up is booked", follow_up_waits, book_the_same_course, "follow_up_to_place", "booked"),
    (
        "a session is booked",
        session_cancelled,
        book_the_same_course,
        "nothing_booked",
        "booked",
    ),
    (
        "the plan is declined",
        session_cancelled,
        lambda s: s.decides(Outcome.DECLINED),
        "nothing_booked",
        "not_cleared",
    ),
    ("another consult is booked", consult_missed, lambda s: s.books(), "nothing_booked", "booked"),
    ("they are called in", waits_too_long, lambda s: s.is_at("in_treatment"), "waiting_too_long", "in_treatment"),
    (
        "they do not wait any longer",
        waits_too_long,
        lambda s: s.is_at("left", reason="could not wait"),
        "waiting_too_long",
        "left",
    ),
    ("it was somebody else", waits_too_long, lambda s: s.withdraws_the_arrival(), "waiting_too_long", "withdrawn"),
    ("the consult is recorded", waits_too_long, lambda s: s.records_the_consult(), "waiting_too_long", "performed"),
    ("it is noted as missed", not_closed, lambda s: s.does("miss"), "appointment_not_closed", "missed"),
    ("it is cancelled afterwards", not_closed, lambda s: s.cancels(), "appointment_not_closed", "cancelled"),
    ("it is moved afterwards", not_closed, lambda s: s.moves(), "appointment_not_closed", "moved"),
]


@pytest.fixture
async def story(chain: Chain, lisbon: House) -> Story:
    return Story(chain, lisbon, await chain.register(lisbon))


@pytest.mark.parametrize(("given", "fact", "kind"), [row[1:] for row in OPENS], ids=[row[0] for row in OPENS])
async def test_a_fact_opens_an_item(story: Story, given: Step, fact: Step, kind: str) -> None:
    await given(story)
    await fact(story)
    assert (kind, "opened") in await story.history()
    assert kind in await story.kinds()


@pytest.mark.parametrize(("given", "fact", "kind", "why"), [row[1:] for row in CLOSES], ids=[row[0] for row in CLOSES])
async def test_a_fact_closes_an_item(story: Story, given: Step, fact: Step, kind: str, why: str) -> None:
    await given(story)
    assert kind in await story.kinds()
    await fact(story)
    assert (kind, why) in await story.history()
    assert kind not in await story.kinds()


async def test_a_consult_that_is_written_up_late_closes_its_item(story: Story) -> None:
    await not_closed(story)
    plan = {"concern": "acne_scars", "area": "face", "modality": "pen", "device_model": "skinpen", "depth_mm": "1.5"}
    made(await story.chain.complete(story.appointment, {"skin_type": 3, "suitable": True, "plan": plan}))
    assert ("appointment_not_closed", "performed") in await story.history()


async def test_what_nobody_closed_is_due_at_the_end_of_the_clinics_day_and_listed_once(story: Story) -> None:
    await not_closed(story)
    await story.chain.booking.fire_timers()
    (item,) = await story.items(kind="appointment_not_closed")
    local = moment(item["due_at"]).astimezone(story.house.zone)
    assert (local.hour, local.date()) == (0, moment(story.appointment["ends_at"]).date() + timedelta(days=1))
    assert (await story.history()).count(("appointment_not_closed", "opened")) == 1


async def test_a_patient_who_moves_it_alone_knows_about_it(story: Story) -> None:
    await silent_and_booked(story)
    own = story.chain.booking.client(Role.PATIENT, subject=UUID(story.patient))
    slots = await story.chain.slots(story.house, "consult", limit=200)
    answer = await own.post(
        f"/appointments/{story.appointment['id']}/move",
        json={"starts_at": slots[-1]["starts_at"]},
        headers={"If-Match": f'"{story.appointment["version"]}"'},
    )
    assert made(answer)["could_not_reach"] is None
    assert await story.kinds() == []


async def test_who_was_moved_and_wants_no_messages_is_shown_on_the_appointment_until_somebody_calls(
    story: Story,
) -> None:
    await silent_and_moved(story)
    now = await story.chain.appointment(story.appointment["id"])
    assert now["could_not_reach"] == "The patient has opted out of all messages: call them."
    await story.does("call")
    assert (await story.chain.appointment(now["id"]))["could_not_reach"] is None
    again = await story.chain.desk.post(f"/appointments/{now['id']}/call")
    refused(again, "nobody-to-call", "reach the patient")


async def test_what_waits_for_an_erased_patient_is_closed(story: Story) -> None:
    await consult_missed(story)
    why = {"reason": "Asked for it in writing."}
    made(await story.chain.director.post(f"/patients/{story.patient}/erase", json=why))
    assert ("nothing_booked", "patient_erased") in await story.history()


async def test_what_waits_for_a_merged_patient_follows_to_the_record_that_goes_on(story: Story) -> None:
    await session_cancelled(story)
    other = await story.chain.register(story.house)
    into = {"into": other, "reason": "Registered twice."}
    made(await story.chain.director.post(f"/patients/{story.patient}/merge", json=into))
    asked = {"patient_id": other}
    assert [item["kind"] for item in made(await story.chain.desk.get("/worklist", params=asked))["items"]] == [
        "nothing_booked"
    ]


async def test_a_cleared_plan_waits_for_a_director_to_sign_a_protocol(clinic: Chain) -> None:
    house = await clinic.open()
    await sign(clinic)
    consult = await clinic.consulted(await clinic.register(house), house)
    await withdraw(clinic)
    await clinic.decide(consult, ScreeningStage.CONSULT)
    asked = {"patient_id": consult["patient_id"]}
    (item,) = made(await clinic.director.get("/worklist", params=asked))["items"]
    assert (item["kind"], item["subject_id"], item["may_claim"]) == ("plan_waiting", consult["id"], True)
    (seen,) = made(await clinic.desk.get("/worklist", params=asked))["items"]
    assert not seen["may_claim"]
    await drafted(clinic, "ours", {"talk": {"minutes": 20}})
    left = made(await clinic.desk.get("/worklist", params=asked))["items"]
    assert [each["kind"] for each in left] == ["nothing_booked"]


async def test_a_plan_that_is_declined_while_it_waits_is_on_no_list(clinic: Chain) -> None:
    house = await clinic.open()
    await sign(clinic)
    consult = await clinic.consulted(await clinic.register(house), house)
    await withdraw(clinic)
    await clinic.decide(consult, ScreeningStage.CONSULT)
    await clinic.decide(consult, ScreeningStage.CONSULT, Outcome.DECLINED)
    assert made(await clinic.desk.get("/worklist", params={"patient_id": consult["patient_id"]}))["items"] == []


@pytest_asyncio.fixture(loop_scope="session")
async def clinic(run_service: RunService) -> AsyncIterator[Chain]:
    """Where patients are: nothing unsigned decides."""
    async with run_service(service, start=MONDAY, rehearsal=False) as running:
        yield Chain(running)
