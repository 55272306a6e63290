"""A freed time is kept for a patient who waits for one: they are asked, and what they write back is an answer."""

from collections.abc import Sequence

from chassis.data.rows import Row
from chassis.work import Work
from contracts.booking.appointments import WaitlistOffered, WaitlistOfferEnded
from contracts.notifications.messages import OfferAnswered
from services.notifications.commands.messages import publish_unwritten
from services.notifications.commands.plans import announce, call_off
from services.notifications.domain.invitations import VISIT
from services.notifications.domain.messages import OFFER, UNTIL, Announcement, about_offer
from services.notifications.domain.occasions import OTHER, Occasion
from services.notifications.store.offers import open_offers_to

BY_MESSAGE = "message"
"""How booking says that a patient is to be written to. With any other word, also an unknown one, somebody calls."""
ANSWERED_TOO_LATE = "answered_too_late"
"""Why an offer is over to which the patient has said yes all the same."""
MOVE = "move"
"""The word of an offer by which a booked appointment would move."""


async def ask_patient(work: Work, event: WaitlistOffered) -> None:
    """Ask whether they take it; where no signed template asks that, the front desk is asked to call."""
    if event.asked != BY_MESSAGE:
        return
    planned = await announce(
        work,
        Announcement(
            Occasion.WAITLIST_OFFERED,
            about=about_offer(event.offer_id),
            clinic_id=event.clinic_id,
            happened_at=work.now,
            patient_id=event.patient_id,
            starts_at=event.starts_at,
            word=MOVE if event.moving_id is not None else OTHER,
            facts={VISIT: event.kind, OFFER: str(event.offer_id), UNTIL: event.until.isoformat()},
        ),
    )
    if not planned:
        why = "no templates in force ask about a freed time"
        publish_unwritten(work, Occasion.WAITLIST_OFFERED, event.patient_id, why, offer_id=event.offer_id)


async def end_asking(work: Work, event: WaitlistOfferEnded) -> None:
    """What has not been sent does not go out. Who said yes too late learns that the time is gone."""
    await call_off(work, about_offer(event.offer_id), "the offer is over")
    if event.why != ANSWERED_TOO_LATE:
        return
    await announce(
        work,
        Announcement(
            Occasion.WAITLIST_OFFER_GONE,
            about=about_offer(event.offer_id),
            clinic_id=event.clinic_id,
            happened_at=event.ended_at,
            patient_id=event.patient_id,
            starts_at=event.starts_at,
            facts={VISIT: event.kind},
        ),
    )


async def answered_offer(work: Work, reached: Sequence[Row]) -> Row | None:
    """The one offer that a yes or no from there can mean; None when there is none, or more than one."""
    offers = await open_offers_to(work, [each.id for each in reached])
    return offers[0] if len(offers) == 1 else None


def publish_answer(work: Work, offer: Row, *, accepted: bool) -> None:
    """Inform booking of what the patient wrote."""
    work.publish(OfferAnswered(offer_id=offer.id, patient_id=offer.patient_id, accepted=accepted, answered_at=work.now))
