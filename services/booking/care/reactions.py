"""What booking does about courses and cartridges when others, or its own sessions, publish an event."""

from chassis.events.reactions import Reactions
from chassis.work import Work
from contracts.booking.sessions import SessionPerformed
from contracts.inventory.stock import (
    CartridgeLotCorrected,
    CartridgesFellShort,
    CartridgesFound,
    CartridgesRecalled,
    CartridgesRecallWithdrawn,
    LotRecalled,
    RecallWithdrawn,
)
from contracts.notifications.messages import AppointmentAnswered, MessageFailed, OfferAnswered
from contracts.screening.screenings import (
    ClearanceEnded,
    ClearanceSuspended,
    ConsentEnded,
    ConsentSigned,
    ScreeningDecided,
    SuspensionLifted,
)
from contracts.vocabulary import ScreeningStage
from services.booking.care.commands.appointment_answers import take_appointment_answer
from services.booking.care.commands.clearances import keep_decision
from services.booking.care.commands.courses import plan_course
from services.booking.care.commands.follow_ups import hold_next
from services.booking.care.commands.shortages import note_shortage
from services.booking.care.commands.validity import check_person, go_on
from services.booking.care.commands.waitlist_answers import take_answer
from services.booking.care.commands.waitlist_offers import have_called
from services.booking.care.store.consents import end_consent, keep_consent
from services.booking.care.store.recalled_lots import (
    allow_cartridges,
    allow_lot,
    bar_cartridges,
    bar_lot,
    move_cartridge,
)
from services.booking.care.store.suspensions import end_suspension, keep_suspension
from services.booking.people.store.patients import lock_person
from services.booking.settings import waitlist_policy

reaction = Reactions()


@reaction.projection
async def keep_clearance(work: Work, event: ScreeningDecided) -> None:
    """A decision allows sessions, or holds them back."""
    await keep_decision(work, event)


@reaction
async def start_course(work: Work, event: ScreeningDecided) -> None:
    """A decision that clears a plan starts its course."""
    if event.stage is ScreeningStage.CONSULT:
        await plan_course(work, event.consult_id)


@reaction
async def check_what_is_booked(work: Work, event: ScreeningDecided) -> None:
    """Appointments that are booked already: the decision may be stricter, or milder."""
    await check_person(work, event.patient_id)


@reaction.projection
async def keep_a_suspension(work: Work, event: ClearanceSuspended) -> None:
    """From now on nothing that was cleared for the patient counts, and nothing that will be."""
    patient = await lock_person(work, event.patient_id)
    await keep_suspension(work, event.suspension_id, patient.id, event.clinic_id, event.reason, event.suspended_at)


@reaction.projection
async def keep_its_end(work: Work, event: SuspensionLifted) -> None:
    """What was cleared counts again, unless another suspension runs."""
    await lock_person(work, event.patient_id)
    await end_suspension(work, event.suspension_id, event.lifted_at)


@reaction.projection
async def keep_the_end_of_clearances(work: Work, event: ClearanceEnded) -> None:
    """The decisions that replace the clearances came before."""
    await lock_person(work, event.patient_id)
    await end_suspension(work, event.suspension_id, event.ended_at)


@reaction.projection
async def keep_what_was_agreed(work: Work, event: ConsentSigned) -> None:
    """The patient agreed to sessions of a kind."""
    patient = await lock_person(work, event.patient_id)
    await keep_consent(work, event.consent_id, patient.id, event.modality, event.areas, event.valid_until)


@reaction.projection
async def keep_that_it_ended(work: Work, event: ConsentEnded) -> None:
    """The patient agrees no longer, or is asked again."""
    patient = await lock_person(work, event.patient_id)
    await end_consent(work, event.consent_id, patient.id, event.ended_at)


@reaction
async def check_what_was_agreed(work: Work, event: ConsentSigned) -> None:
    """Sessions that waited for the consent have it."""
    await check_person(work, event.patient_id)


@reaction
async def check_what_is_agreed_no_longer(work: Work, event: ConsentEnded) -> None:
    """Sessions that are booked need another consent."""
    await check_person(work, event.patient_id)


@reaction
async def hold_what_is_booked(work: Work, event: ClearanceSuspended) -> None:
    """The patient's sessions keep their times; nobody reminds of them."""
    await check_person(work, event.patient_id)


@reaction
async def release_what_was_held(work: Work, event: SuspensionLifted) -> None:
    """Sessions that were held may take place again."""
    patient = await lock_person(work, event.patient_id)
    await go_on(work, patient.id)


@reaction
async def call_off_what_was_held(work: Work, event: ClearanceEnded) -> None:
    """Sessions that were held do not take place."""
    await check_person(work, event.patient_id)


@reaction
async def hold_follow_up(work: Work, event: SessionPerformed) -> None:
    """The course's next appointment is held, near the patient's usual hour."""
    await hold_next(work, event)


@reaction.projection
async def refuse_lot(work: Work, event: LotRecalled) -> None:
    """From now on no session can be recorded with the lot, at any clinic: a recall is about the lot, not a place."""
    await bar_lot(work, event.gtin, event.lot, event.reason, event.recalled_at)
    if event.serials:
        source = f"{event.recall_id}/{event.clinic_id}"
        await bar_cartridges(work, event.gtin, event.lot, source, event.serials, event.recalled_at)


@reaction.projection
async def allow_lot_again(work: Work, event: RecallWithdrawn) -> None:
    """The recall was a mistake. What another clinic's event says of it later changes nothing."""
    await allow_lot(work, event.gtin, event.lot, event.withdrawn_at)
    await allow_cartridges(work, event.gtin, event.lot, f"{event.recall_id}/{event.clinic_id}")


@reaction.projection
async def follow_its_number(work: Work, event: CartridgeLotCorrected) -> None:
    """A recall of the lot as which it was written down does not concern the cartridge."""
    source, of = str(event.correction_id), (event.serial, event.corrected_at)
    await move_cartridge(work, event.gtin, event.was_lot, source, *of, left=True)
    await move_cartridge(work, event.gtin, event.lot, source, *of, left=False)


@reaction.projection
async def refuse_cartridges(work: Work, event: CartridgesRecalled) -> None:
    """The same for some cartridges of a lot, by serial number; the others may be used."""
    await bar_cartridges(work, event.gtin, event.lot, str(event.recall_id), event.serials, event.recalled_at)


@reaction.projection
async def allow_cartridges_again(work: Work, event: CartridgesRecallWithdrawn) -> None:
    """The recall of some cartridges was a mistake."""
    await allow_cartridges(work, event.gtin, event.lot, str(event.recall_id))


@reaction
async def ask_about_missing_cartridges(work: Work, event: CartridgesFellShort) -> None:
    """The desk is asked before the patient comes."""
    await note_shortage(work, event.appointment_id, event.session_at, event.noticed_at)


@reaction
async def go_on_with_cartridges(work: Work, event: CartridgesFound) -> None:
    """They are held for the session now; perhaps of a product that serves instead, which may be used then."""
    await note_shortage(work, event.appointment_id, event.session_at, None, event.substitute_gtin)


@reaction
async def follow_the_answer(work: Work, event: OfferAnswered) -> None:
    """The patient takes the time that was offered, or leaves it to the next."""
    await take_answer(work, event.offer_id, accepted=event.accepted)


@reaction
async def follow_what_they_wrote(work: Work, event: AppointmentAnswered) -> None:
    """The patient confirms an appointment, or cancels it."""
    await take_appointment_answer(work, event)


@reaction
async def call_whom_no_message_reached(work: Work, event: MessageFailed) -> None:
    """The message that offers a freed time does not arrive: the front desk calls."""
    if event.offer_id is not None:
        await have_called(work, event.offer_id, waitlist_policy())
