"""A freed time is offered to a patient who waits for one."""

from chassis.work import Work
from contracts.booking.appointments import WaitlistOffered, WaitlistOfferEnded
from services.notifications.commands.offers import ask_patient, end_asking
from services.notifications.reactions.listening import reaction
from services.notifications.store.offers import end_offer, keep_offer


@reaction.projection
async def keep_open_offer(work: Work, event: WaitlistOffered) -> None:
    """A yes or no that comes back until then is an answer."""
    await keep_offer(work, event.offer_id, event.until)


@reaction.projection
async def drop_ended_offer(work: Work, event: WaitlistOfferEnded) -> None:
    """What comes back from now on is read by a person."""
    await end_offer(work, event.offer_id)


@reaction
async def ask_about_a_freed_time(work: Work, event: WaitlistOffered) -> None:
    """One message, unless the front desk calls."""
    await ask_patient(work, event)


@reaction
async def ask_no_longer(work: Work, event: WaitlistOfferEnded) -> None:
    """It was answered, or the time went to the next."""
    await end_asking(work, event)
