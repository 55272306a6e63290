"""A patient's number or address is to be another, or is another."""

from chassis.work import Work
from contracts.booking.patients import ContactChangeRequested, ContactChangeWithdrawn, ContactReplaced, PatientChanged
from services.notifications.commands.addresses import forget_former
from services.notifications.commands.confirmations import ask_to_confirm, tell_former, tell_of_given, withdraw
from services.notifications.reactions.listening import reaction


@reaction
async def ask_over_the_new_address(work: Work, event: ContactChangeRequested) -> None:
    """A code to the new address, and to the present one that a change was asked for, and how to object."""
    await ask_to_confirm(work, event)


@reaction
async def forget_former_addresses(work: Work, event: PatientChanged) -> None:
    """What is known against a number or address that the patient no longer has is history."""
    details = event.details
    named = [each.address for each in details.addresses or ()]
    await forget_former(work, event.patient_id, [each for each in (details.phone, details.email, *named) if each])


@reaction
async def tell_of_what_was_given(work: Work, event: PatientChanged) -> None:
    """Staff gave a further number or address: who has it is told, and the patient where they were reached before."""
    if event.details.addresses is not None:
        await tell_of_given(work, event.patient_id, work.now)


@reaction
async def make_the_code_void(work: Work, event: ContactChangeWithdrawn) -> None:
    """Somebody objected, or another change took its place."""
    await withdraw(work, event.change_id)


@reaction
async def tell_the_former_address(work: Work, event: ContactReplaced) -> None:
    """It went at once: by staff with a reason, or taken away by the patient."""
    await tell_former(work, event)
