"""Slots as a person reads them: why each is a good one, and why there is none."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis.http import Reader
from services.booking.calendar.domain.slots import Lack, Reason, Slot
from services.booking.calendar.forms.slots import (
    GivenUp,
    NearestSlotView,
    NothingFoundView,
    ReasonView,
    SlotView,
)
from services.booking.calendar.store.slots import Search
from services.booking.people.domain.clinics import Place

WORDS: Mapping[Reason, str] = {
    Reason.SOONEST: "Nothing is free sooner.",
    Reason.WANTED_TIME: "It is at the time of day that is wanted.",
    Reason.WANTED_PRACTITIONER: "It is with {practitioner}, who is wanted.",
    Reason.WITHOUT_GAP: "It follows on another appointment of {practitioner} without a gap.",
    Reason.LEAST_BOOKED: "{practitioner} has the least to do that day.",
}
WHY_NOT: Mapping[Lack, str] = {
    Lack.NOT_OPEN: "The clinic is not open for long enough at the times that are asked for and allowed.",
    Lack.NO_PRACTITIONER: "Nobody who is asked for may do this there, or works there at these times.",
    Lack.NO_ROOM: "The clinic has no room that can be used at the times that are asked for and allowed.",
    Lack.NO_DEVICE: "The clinic has no device of the model that was screened that can be used at these times.",
    Lack.ALL_TAKEN: "Everything is taken at the times that are asked for and allowed.",
}
WITHOUT: Mapping[GivenUp, str] = {
    GivenUp.PRACTITIONER: "With another practitioner.",
    GivenUp.TIME_OF_DAY: "At another time of day.",
    GivenUp.DAYS: "On another day.",
    GivenUp.CLINIC: "At another clinic.",
}


def slot_view(slot: Slot, place: Place, reader: Reader) -> SlotView:
    """With the words for why it is a good one."""
    said = {"practitioner": slot.practitioner_name}
    reasons = [ReasonView(code=code, sentence=reader.words_of(WORDS[code], said)) for code in slot.reasons]
    return SlotView.of(slot, place, reasons)


def nothing_found(
    found: Search, others: Sequence[tuple[GivenUp, Mapping[UUID, Place], Search]], reader: Reader
) -> NothingFoundView:
    """Why a search found nothing, and what others found that gave up one wish each.

    Of several clinics the reason that most of them have.
    """
    counted = Counter(found.lacks.values()).most_common(1)
    why = counted[0][0] if counted else Lack.NOT_OPEN
    nearest = [
        NearestSlotView(
            without=wish,
            sentence=reader.words_of(WITHOUT[wish], {}),
            slot=slot_view(other.slots[0], places[other.slots[0].clinic_id], reader),
        )
        for wish, places, other in others
        if other.slots
    ]
    return NothingFoundView(why=why, sentence=reader.words_of(WHY_NOT[why], {}), nearest=nearest)
