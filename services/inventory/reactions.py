"""What inventory does with booking's events."""

from chassis.events.reactions import Reactions
from chassis.merging.subjects import GIVEN_BACK
from chassis.work import Work
from contracts.booking.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMissed,
    AppointmentMoved,
    AppointmentReinstated,
)
from contracts.booking.cartridges import (
    CartridgeDiscarded,
    CartridgeDiscardWithdrawn,
    CartridgeUsed,
    CartridgeUseWithdrawn,
)
from contracts.booking.clinics import ClinicChanged, ClinicOpened
from contracts.booking.patients import PatientMerged, PatientMergeUndone
from contracts.notifications.messages import MessageFailed, MessageSent
from services.inventory.commands.chair_discards import discard_at_chair
from services.inventory.commands.clinics import keep_address, know_clinic
from services.inventory.commands.recall_letter_ends import publish_end
from services.inventory.commands.recall_letters import note_sent, note_unreached, part_letters
from services.inventory.commands.reservations import Need, release, reserve
from services.inventory.commands.uses import use_cartridge
from services.inventory.commands.withdrawals import withdraw_discard, withdraw_use
from services.inventory.store.merged_patients import MERGED, Merge, keep_merge, keep_parted

reaction = Reactions(owners=GIVEN_BACK)
PERFORMED = "performed"
"""What an appointment was said to be by mistake when its session is void: nothing was used for it."""


@reaction.projection
async def keep_address_of_new_clinic(work: Work, event: ClinicOpened) -> None:
    """Where orders are delivered to."""
    await keep_address(work, event.clinic_id, event.details.address)


@reaction.projection
async def keep_changed_address(work: Work, event: ClinicChanged) -> None:
    """Where orders are delivered to from now on."""
    await keep_address(work, event.clinic_id, event.details.address)


@reaction
async def open_clinic(work: Work, event: ClinicOpened) -> None:
    """Store the zone, and decide the reservations that waited for it."""
    about = event.details
    await know_clinic(work, event.clinic_id, about.name, about.time_zone, about.closed_from)


@reaction
async def change_clinic(work: Work, event: ClinicChanged) -> None:
    """Store the zone; midnights move with it. Nothing is low at a clinic that is closed for good."""
    about = event.details
    await know_clinic(work, event.clinic_id, about.name, about.time_zone, about.closed_from)


@reaction
async def reserve_for_appointment(work: Work, event: AppointmentBooked) -> None:
    """Reserve the cartridges that the session will take."""
    await _reserve(work, event)


@reaction
async def follow_moved_appointment(work: Work, event: AppointmentMoved) -> None:
    """Keep what is reserved while it serves the new day and place, or pick other lots."""
    await _reserve(work, event)


@reaction
async def reserve_again(work: Work, event: AppointmentReinstated) -> None:
    """It was given up by mistake: reserve what its session will take, from what there is now."""
    await _reserve(work, event, unused=event.was == PERFORMED)


@reaction
async def release_cancelled(work: Work, event: AppointmentCancelled) -> None:
    """Release its cartridges."""
    await release(work, event.appointment_id)


@reaction
async def release_missed(work: Work, event: AppointmentMissed) -> None:
    """Release its cartridges: none was used."""
    await release(work, event.appointment_id)


@reaction
async def take_used_cartridge(work: Work, event: CartridgeUsed) -> None:
    """Take it from stock, from what the appointment had reserved."""
    await use_cartridge(work, event)


@reaction
async def take_discarded_cartridge(work: Work, event: CartridgeDiscarded) -> None:
    """Take it from stock: it was opened at the chair and thrown away."""
    await discard_at_chair(work, event)


@reaction
async def put_back_unused_cartridge(work: Work, event: CartridgeUseWithdrawn) -> None:
    """The session's record was corrected: the cartridge is on the shelf, or was never a use of this stock."""
    await withdraw_use(work, event)


@reaction
async def put_back_unopened_cartridge(work: Work, event: CartridgeDiscardWithdrawn) -> None:
    """The same for one that was not thrown away."""
    await withdraw_discard(work, event)


@reaction
async def follow_the_person(work: Work, event: PatientMerged) -> None:
    """Reservations and uses are those of the record that goes on."""
    merge = Merge(event.merge_id, event.patient_id, event.into, event.merged_at)
    for letter in await keep_merge(work, merge):
        publish_end(work, letter, MERGED)


@reaction
async def part_two_people(work: Work, event: PatientMergeUndone) -> None:
    """Reservations and uses are again those of whose they were; a recall is written of to whom it concerns."""
    merge = Merge(event.merge_id, event.patient_id, event.parted_from, event.merged_at)
    held, used = await keep_parted(work, merge, event.subjects)
    await part_letters(work, event.patient_id, held, used)


@reaction
async def note_sent_letter(work: Work, event: MessageSent) -> None:
    """Of a letter about a recall: a channel took it."""
    await note_sent(work, event)


@reaction
async def note_unsent_letter(work: Work, event: MessageFailed) -> None:
    """Of a letter about a recall: somebody has to call."""
    await note_unreached(work, event)


async def _reserve(
    work: Work, event: AppointmentBooked | AppointmentMoved | AppointmentReinstated, *, unused: bool = False
) -> None:
    if event.cartridges is None:
        await release(work, event.appointment_id)
        return
    await reserve(
        work,
        Need(
            event.appointment_id,
            event.patient_id,
            event.clinic_id,
            event.time.treatment_starts_at,
            event.cartridges.gtin,
            event.cartridges.quantity,
            unused,
        ),
    )
