"""Notifications reads of others' events what it states, and publishes what others need."""

import re
from datetime import date
from uuid import UUID

from sqlalchemy import select

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.clinics import ClinicChanged
from contracts.booking.courses import CourseCompleted, CoursePlanned, CourseReopened, CourseStopped
from contracts.booking.patients import (
    ContactChangeWithdrawn,
    ContactPreferencesChanged,
    PatientErased,
    PatientMerged,
    PatientMergeUndone,
)
from contracts.inventory.recalls import RecallLetterRetracted
from contracts.inventory.stock import (
    CartridgeMisused,
    CartridgesRecalled,
    CartridgesRecallWithdrawn,
    LotCorrected,
    LotRecalled,
    Misuse,
    NoticedLot,
    RecallNoticeEntered,
    RecallWithdrawn,
    StockLow,
    StockShort,
    StockShortEnded,
)
from contracts.screening.screenings import DecisionVoided, IntakeRequested
from contracts.vocabulary import Modality, Outcome, ScreeningStage
from services.notifications.commands.receipts import take_receipt
from services.notifications.domain.hand_overs import DeliveryState, Receipt
from services.notifications.domain.recipients import Channel
from services.notifications.tables import deliveries, messages
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    MoodyChannel,
    Patient,
    arrived,
    asked,
    closed_on,
    decided,
    handed_in,
    in_one_step,
    listed,
    opened,
    performed,
    replaced,
    run_until,
)
from tests.integration.notifications.test_escalations import COSTA, Item, in_line, line
from tests.integration.notifications.test_opt_out import says
from tests.integration.notifications.test_reactions import (
    acknowledged,
    ended,
    escalated,
    lifted,
    reported,
    withdrawn,
)
from tests.integration.notifications.test_recall_letters import ended as letter_ended
from tests.integration.notifications.test_recall_letters import released as recalled
from tests.integration.notifications.test_waitlist_offers import ended as ended_offer
from tests.integration.notifications.test_waitlist_offers import offered
from tests.support.consumer_contracts import assert_keeps_its_contracts, assert_needs_what_it_reads, reads_of
from tests.support.corrected_sessions import amended, voided
from tests.support.running import Running
from tests.support.taken_items import take_and_give_back


async def test_notifications_needs_what_it_reads_and_others_get_what_they_need(
    notifications: Running, clinic: UUID, channel: MoodyChannel
) -> None:
    ana = Patient(clinic)
    kept, moved, gone = (Appointment(ana, START + days * DAY) for days in (3, 4, 5))
    with reads_of(notifications) as reads:
        await notifications.react(opened(clinic))
        await notifications.react(ClinicChanged(clinic_id=clinic, details=opened(clinic).details))
        await notifications.react(closed_on(clinic, START.date() + DAY))
        await notifications.react(ana.registered())
        await notifications.react(ana.changed(addresses=listed(("sms", str(ana.phone)), ("email", str(ana.email)))))
        await notifications.react(ContactPreferencesChanged(patient_id=ana.id, channel="email", marketing=True))
        for event in (kept.booked(), moved.booked(), moved.moved(START + 6 * DAY), gone.booked(), gone.cancelled()):
            await notifications.react(event)
        course = [Appointment(ana, START + days * DAY) for days in (20, 48)]
        together = in_one_step(*course)
        for each in course:
            await notifications.react(each.booked(together))
        later = [Appointment(ana, each.starts_at + DAY, id=each.id) for each in course]
        together = in_one_step(*later)
        for before, after in zip(course, later, strict=True):
            await notifications.react(before.moved(after.starts_at, together))
        await notifications.react(gone.reinstated())
        await notifications.react(kept.held_back())
        await notifications.react(kept.released())
        await notifications.react(kept.missed())
        await notifications.react(moved.held())
        await notifications.react(handed_in(moved))
        await _treatment(notifications, ana)
        await _stock(notifications, clinic)
        await _reactions(notifications, ana)
        await _escalations(notifications, clinic)
        await _offers(notifications, ana)
        letter = recalled(ana)
        await notifications.react(letter)
        heard = letter.model_dump(include={"letter_id", "recall_id", "patient_id", "clinic_id"})
        await notifications.react(RecallLetterRetracted(**heard, retracted_at=START))
        await notifications.react(letter_ended(letter, "answered"))
        await run_until(notifications, START + HOUR)
        channel.busy = True
        await notifications.react(Appointment(ana, START + 12 * HOUR).booked())
        await run_until(notifications, START + 20 * HOUR)
        channel.busy = False
        await _arrived(notifications)
        await _contact(notifications, ana)
        text = await says(notifications, "my face burns")
        note = {"note": "Called.", "no_reaction": True}
        await notifications.client(Role.FRONT_DESK).post(f"/texts/{text['text_id']}/settle", json=note)
        await says(notifications, "STOPALL")
        await says(notifications, "START")
        rui = Patient(clinic, phone="+351910000077")
        await notifications.react(rui.registered())
        await run_until(notifications, START + DAY + HOUR)
        await notifications.react(Appointment(rui, START + 4 * DAY).booked())
        await notifications.fire_timers()
        await says(notifications, "YES", sender="+351910000077")
        two = {"patient_id": ana.id, "merged_at": START, "merge_id": new_id()}
        await notifications.react(PatientMerged(**two, into=rui.id))
        await notifications.react(PatientMergeUndone(**two, parted_from=rui.id, undone_at=START))
        await notifications.react(PatientErased(patient_id=ana.id, erased_at=START))

    await take_and_give_back(notifications)
    assert_needs_what_it_reads("notifications", reads)
    assert_keeps_its_contracts("notifications", await notifications.events())


async def _arrived(notifications: Running) -> None:
    async with notifications.work() as work:
        to_patient = select(deliveries).join(messages).where(messages.c.patient_id.is_not(None))
        sent = (await work.execute(to_patient.where(deliveries.c.state == "accepted").limit(1))).one()
        receipt = Receipt(Channel(sent.channel), DeliveryState.DELIVERED, None, sent.id)
        await take_receipt(work, receipt)


async def _contact(notifications: Running, ana: Patient) -> None:
    change = asked(ana, "+351910000009", notifications.clock.now())
    await notifications.react(change)
    await notifications.fire_timers()
    sent = [each.text for each in await arrived(notifications) if each.address == "+351910000009"]
    path, code = f"/contact-changes/{change.change_id}/confirm", re.findall(r"[0-9]{6}", sent[0])[0]
    own = notifications.client(Role.PATIENT, subject=ana.id)
    assert (await own.post(path, json={"code": code})).json()["confirmed"]
    gone = ContactChangeWithdrawn(change_id=change.change_id, patient_id=ana.id, withdrawn_at=notifications.clock.now())
    await notifications.react(gone)
    await notifications.react(replaced(ana, "+351910000009", notifications.clock.now()))


async def _treatment(notifications: Running, ana: Patient) -> None:
    ours = {"patient_id": ana.id, "clinic_id": ana.clinic_id}
    version = {"protocol_version": "2026-11", "protocol_digest": "ac" * 32}
    weeks = {"sessions": 3, "spacing_weeks_min": 4, "spacing_weeks_max": 6, "not_before": START}
    await notifications.react(IntakeRequested(intake_id=new_id(), reason="registered", requested_at=START, **ours))
    await notifications.react(decided(ana, Outcome.DEFERRED, date(2027, 3, 1), new_id()))
    of = {"patient_id": ana.id, "clinic_id": ana.clinic_id, "consult_id": new_id(), "screening_id": new_id()}
    await notifications.react(DecisionVoided(**of, stage=ScreeningStage.CONSULT, voided_at=START))
    await notifications.react(CoursePlanned(course_id=new_id(), **ours, **version, **weeks))
    session = performed(ana, START)
    for event in (session, amended(session, modality=Modality.RF), voided(session)):
        await notifications.react(event)
    reopened = CourseReopened(
        course_id=session.course_id, patient_id=ana.id, clinic_id=ana.clinic_id, reopened_at=START
    )
    await notifications.react(reopened)
    await notifications.react(CourseStopped(course_id=new_id(), stopped_at=START, **ours))
    await notifications.react(CourseCompleted(course_id=new_id(), completed_at=START, **ours))


async def _reactions(notifications: Running, ana: Patient) -> None:
    for event in (
        reported(ana, "transient"),
        escalated(ana),
        acknowledged(ana),
        lifted(ana),
        ended(ana),
        withdrawn(ana),
    ):
        await notifications.react(event)


async def _escalations(notifications: Running, clinic: UUID) -> None:
    await in_line(notifications, clinic, line(COSTA), line(COSTA, cause="recall"))
    for item, begins in ((Item(clinic), "overdue"), (Item(clinic, "recall_to_confirm"), "opened")):
        for event in (getattr(item, begins)(), item.claimed(), item.released(), item.closed()):
            await notifications.react(event)
    call = Item(clinic, "call_patient")
    await notifications.react(call.opened())
    await notifications.react(call.closed("called"))
    review = Item(clinic)
    await notifications.react(review.opened())
    report = Item(clinic, "reaction_to_acknowledge")
    await notifications.react(report.closed())


async def _offers(notifications: Running, ana: Patient) -> None:
    offer = offered(ana, until=notifications.clock.now() + HOUR)
    await notifications.react(offer)
    await notifications.fire_timers()
    await says(notifications, "yes", sender="ana@example.org", channel="email")
    await notifications.react(ended_offer(offer, "answered_too_late"))


async def _stock(notifications: Running, clinic: UUID) -> None:
    lot = {"clinic_id": clinic, "gtin": "09506000134352", "lot": "A1"}
    short = {"shortage_id": new_id(), "clinic_id": clinic, "gtin": "09506000134352"}
    await notifications.react(
        StockShort(
            product="pen cartridge",
            sessions=2,
            cartridges=3,
            first_session_at=START + 24 * HOUR,
            noticed_at=START,
            news="opened",
            **short,
        )
    )
    await notifications.react(StockShortEnded(because="in_stock", ended_at=START, **short))
    await notifications.react(
        LotCorrected(
            correction_id=new_id(),
            was_expires_on=date(2072, 3, 31),
            expires_on=date(2027, 3, 31),
            reason="The year was typed wrongly.",
            restored=1,
            expired=0,
            replanned=1,
            fell_short=0,
            incidents_opened=0,
            incidents_closed=0,
            corrected_at=START,
            **lot,
        )
    )
    await notifications.react(
        CartridgeMisused(
            session_id=new_id(),
            reason="It was used twice.",
            misuses=(Misuse(code="used_before", serial="K1", session_id=new_id()),),
            noticed_at=START,
            **lot,
        )
    )
    await notifications.react(
        LotRecalled(
            recall_id=new_id(),
            reason="a seal may leak",
            quarantined=3,
            released_reservations=1,
            recalled_at=START,
            **lot,
        )
    )
    await notifications.react(
        RecallWithdrawn(
            recall_id=new_id(), reason="a typing error", restored=3, recalled_at=START, withdrawn_at=START, **lot
        )
    )
    counts = {"quarantined": 1, "released_reservations": 0}
    numbered = {"recall_id": new_id(), "reason": "a seal may leak", "serials": ("7",), **counts, **lot}
    await notifications.react(CartridgesRecalled(recalled_at=START, **numbered))
    await notifications.react(
        CartridgesRecallWithdrawn(recall_id=new_id(), reason="a typing error", restored=1, withdrawn_at=START, **lot)
    )
    noticed = NoticedLot(lot="A2", serials=("8",), **counts)
    of = {"notice_id": new_id(), "clinic_id": clinic, "gtin": lot["gtin"], "reason": "a seal may leak"}
    await notifications.react(RecallNoticeEntered(lots=(noticed,), entered_at=START, **of))
    await notifications.react(
        StockLow(
            clinic_id=clinic,
            gtin="09506000134352",
            product="pen cartridge",
            available=2,
            reorder_point=3,
            reorder_quantity=20,
            noticed_at=START,
        )
    )
