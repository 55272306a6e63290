"""One patient's story, and its steps: given states and facts that open and close items of booking's worklist."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from contracts.booking.worklist import WorklistItemClosed, WorklistItemOpened
from contracts.notifications.messages import ContactOptedOut, MessageFailed, MessageSent
from contracts.vocabulary import MessageScope, Outcome, ScreeningStage
from tests.integration.booking.chain import WORK_DAYS, Chain, House, made, moment
from tests.integration.booking.importing import OTHER, Importer, csv_of, patient_row
from tests.integration.booking.test_corrections import reviewed
from tests.integration.booking.test_session_corrections import void
from tests.integration.booking.test_session_details import BEHALF
from tests.integration.booking.waiting import Waitlist


@dataclass
class Story:
    """One patient, and what happens to them."""

    chain: Chain
    house: House
    patient: str
    consult: dict[str, Any] = field(default_factory=dict)
    course: dict[str, Any] = field(default_factory=dict)
    appointment: dict[str, Any] = field(default_factory=dict)
    session: dict[str, Any] = field(default_factory=dict)
    entry: dict[str, Any] = field(default_factory=dict)
    leaving: dict[str, Any] = field(default_factory=dict)
    file: dict[str, Any] = field(default_factory=dict)
    waitlist: Waitlist = field(init=False, repr=False)
    importer: Importer = field(init=False, repr=False)

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
        """What is to be done about the patient, and about nobody: a file has no patient."""
        found: list[dict[str, Any]] = made(await self.chain.desk.get("/worklist", params=query))["items"]
        return [each for each in found if each["patient_id"] in (None, self.patient)]

    async def kinds(self) -> list[str]:
        return sorted(item["kind"] for item in await self.items())

    async def history(self) -> list[tuple[str, str]]:
        """What was opened, and what was closed and why, in order."""
        return [
            (each.kind, each.why if isinstance(each, WorklistItemClosed) else "opened")
            for each in await self.chain.events()
            if isinstance(each, WorklistItemOpened | WorklistItemClosed)
            and str(each.patient_id) in ("None", self.patient)
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


async def offered_by_call(story: Story) -> None:
    """Nobody writes to the patient, who waits for a time; somebody else gives one up."""
    await waits_in_silence(story)
    await gives_up(story)


async def waits_in_silence(story: Story) -> None:
    await story.opts_out()
    story.chain.booking.clock.set(moment("2027-03-01T09:00:00+00:00"))
    story.waitlist = Waitlist(story.chain, story.house)
    other = await story.chain.register(story.house)
    story.appointment = await story.waitlist.books(other, "2027-03-04T10:00")
    story.entry = await story.waitlist.waits(story.patient)


async def gives_up(story: Story) -> None:
    await story.waitlist.cancels(story.appointment)


async def answers(story: Story, what: str) -> None:
    made(await story.waitlist.answers(await story.waitlist.open_offer(), what))


async def lets_it_lapse(story: Story) -> None:
    await story.waitlist.passes((await story.waitlist.open_offer())["until"])


async def waits_no_longer(story: Story) -> None:
    made(await story.chain.desk.post(f"/waitlist-entries/{story.entry['id']}/withdraw"))


async def waits_for_the_nurse(story: Story) -> None:
    story.waitlist = Waitlist(story.chain, story.house)
    wish = {"practitioner_id": story.house.nurses[0], "first_day": "2027-03-08", "last_day": "2027-03-19"}
    story.entry = await story.waitlist.waits(story.patient, **wish)


async def the_nurse_leaves(story: Story) -> None:
    nurse = {"resource_kind": "practitioner", "resource_id": story.house.nurses[0]}
    at = f"/clinics/{story.house.clinic_id}/unavailabilities"
    leaves = nurse | {"cause": "ended", "starts": "2027-03-05"}
    story.leaving = made(await story.chain.operator.post(at, json=leaves))
    await story.chain.booking.fire_timers()


async def waits_for_nobody(story: Story) -> None:
    await waits_for_the_nurse(story)
    await the_nurse_leaves(story)


async def the_nurse_stays(story: Story) -> None:
    at = f"/clinics/{story.house.clinic_id}/unavailabilities/{story.leaving['id']}/withdraw"
    made(await story.chain.operator.post(at, json={"reason": "She stays after all."}))
    await story.chain.booking.fire_timers()


async def comes_to_a_session(story: Story) -> None:
    await story.has_a_session_booked()
    await story.chain.came(story.consult, story.appointment)


async def somebody_else_records_it(story: Story) -> None:
    behalf = BEHALF | {"practitioner_id": story.appointment["practitioner_id"]}
    story.session = made(await story.chain.record(story.appointment, story.chain.director, on_behalf_of=behalf))


async def unsigned(story: Story) -> None:
    await comes_to_a_session(story)
    await somebody_else_records_it(story)


async def who_did_it_signs(story: Story) -> None:
    made(await story.chain.treating(story.appointment).post(f"/sessions/{story.session['id']}/sign", json={}))


async def the_session_is_void(story: Story) -> None:
    made(await void(story.chain.director, story.session, "missed"))


WRONG = patient_row("1", date_of_birth="31.12.1990")


async def a_file_with_an_error(story: Story) -> None:
    story.importer = Importer(story.chain, story.house)
    story.file = await story.importer.applied("patients", csv_of(WRONG))


async def a_later_file_fixes_it(story: Story) -> None:
    await story.importer.applied("patients", csv_of(patient_row("1", **OTHER)))


async def the_desk_settles_it(story: Story) -> None:
    at = f"/imports/{story.file['id']}/lines/2/settle"
    made(await story.chain.desk.post(at, json={"reason": "A test record of the old software"}))


async def every_review_is_skipped(story: Story) -> None:
    story.course, _ = await reviewed(story.chain, story.house)
    story.patient = story.course["patient_id"]
    while ahead := await story.chain.ahead(story.patient):
        (story.appointment,) = ahead
        await story.cancels()
        story.course = made(
            await story.chain.director.post(skipped_of(story), json={"reason": "The patient is abroad"})
        )
        await story.chain.booking.fire_timers()


def skipped_of(story: Story) -> str:
    return f"/courses/{story.course['id']}/skipped-reviews"


async def one_is_wanted_after_all(story: Story) -> None:
    skip = story.course["skipped_reviews"][-1]
    at = f"{skipped_of(story)}/{skip['id']}/withdraw"
    made(await story.chain.director.post(at, json={"reason": "The patient is back"}))


async def review_is_due(story: Story) -> None:
    await every_review_is_skipped(story)
    await one_is_wanted_after_all(story)


async def the_review_is_booked(story: Story) -> None:
    await story.books("review")


async def agrees_again(story: Story) -> None:
    made(await story.chain.desk.post(consents_of(story), json={"wording": "privacy-2027-01"}))


def consents_of(story: Story) -> str:
    return f"/patients/{story.patient}/processing-consents"


async def withdraws_all_consents(story: Story) -> None:
    await agrees_again(story)
    for each in made(await story.chain.desk.get(consents_of(story)))["items"]:
        how = {"reason": "told the desk"}
        made(await story.chain.desk.post(f"/processing-consents/{each['id']}/withdraw", json=how))


async def what_is_kept_is_noted(story: Story) -> None:
    (consent,) = made(await story.chain.desk.get(consents_of(story)))["items"]
    note = {"note": "records of treatments stay as long as the law says"}
    made(await story.chain.director.post(f"/processing-consents/{consent['id']}/settle", json=note))
