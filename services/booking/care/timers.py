"""What booking does later by itself."""

from typing import Any
from uuid import UUID

from chassis.events.timers import Timers
from chassis.work import Work
from services.booking.calendar.commands.checks import (
    CHECK,
    CHECK_HELD,
    CHECK_LATER,
    CHECK_WISHES,
    CHECK_WISHES_AT,
    DependsOn,
    check_ahead,
)
from services.booking.calendar.commands.freed import OFFER_FREED, OFFER_OPENED
from services.booking.calendar.commands.holds import END_HOLD
from services.booking.calendar.commands.waiting import WAITS, look_who_waits
from services.booking.calendar.domain.freed import FreedTime
from services.booking.care.commands.clinic_ends import LIST_HOMELESS, list_homeless
from services.booking.care.commands.dismissals import COMES_BACK, come_back
from services.booking.care.commands.first_list import LIST_WORK, list_work
from services.booking.care.commands.follow_ups import HOLD_REVIEW, hold_review
from services.booking.care.commands.holds import let_hold_expire
from services.booking.care.commands.not_closed import NOT_CLOSED, list_not_closed
from services.booking.care.commands.photos import DELETE_FILE, SWEEP, delete_file, sweep
from services.booking.care.commands.validity import check_marked
from services.booking.care.commands.waitlist_checks import check_held
from services.booking.care.commands.waitlist_ends import OFFER_LAPSES, PERIOD_ENDS, end_period, let_lapse
from services.booking.care.commands.waitlist_offers import offer_freed, offer_opened
from services.booking.care.commands.waitlist_wishes import CHECK_WISH, check_wish, check_wishes, check_wishes_at
from services.booking.people.commands.clinics import SAY_DETAILS, publish_details
from services.booking.people.commands.closed_days import CLOSED_DAYS, publish_closed_days
from services.booking.photo_settings import photo_policy
from services.booking.settings import waitlist_policy

timer = Timers()


@timer(CHECK)
async def check_appointments(work: Work, key: str, _payload: dict[str, Any]) -> None:
    """Something has changed on which appointments of a clinic depend; the key is the clinic."""
    await check_marked(work, UUID(key))


@timer(CHECK_WISHES)
async def look_at_those_who_wait_for_a_practitioner(work: Work, key: str, payload: dict[str, Any]) -> None:
    """A practitioner is to be there at other times; the key is the practitioner."""
    await check_wishes(work, UUID(key), UUID(payload["after"]) if "after" in payload else None)


@timer(CHECK_WISHES_AT)
async def look_at_those_who_wait_at_a_clinic(work: Work, key: str, payload: dict[str, Any]) -> None:
    """A clinic is open at other times; the key is the clinic."""
    await check_wishes_at(work, UUID(key), UUID(payload["after"]) if "after" in payload else None)


@timer(CHECK_WISH)
async def look_at_a_wish(work: Work, key: str, _payload: dict[str, Any]) -> None:
    """Somebody is waited for who is there for the last time in the period; the key is the entry."""
    await check_wish(work, UUID(key))


@timer(CLOSED_DAYS)
async def say_when_a_clinic_is_closed(work: Work, key: str, _payload: dict[str, Any]) -> None:
    """A clinic is open at other times, or a month has gone; the key is the clinic."""
    await publish_closed_days(work, UUID(key))


@timer(SAY_DETAILS)
async def say_details_of_a_clinic(work: Work, key: str, _payload: dict[str, Any]) -> None:
    """Once, after an upgrade that publishes more of them; the key is the clinic."""
    await publish_details(work, UUID(key))


@timer(LIST_HOMELESS)
async def list_whose_home_clinic_closes(work: Work, key: str, payload: dict[str, Any]) -> None:
    """A clinic is to be closed for good, at another day, or stays; the key is the clinic."""
    await list_homeless(work, UUID(key), UUID(payload["after"]) if "after" in payload else None)


@timer(CHECK_HELD)
async def check_what_is_held(work: Work, key: str, _payload: dict[str, Any]) -> None:
    """Something has changed on which what is held depends; the key is the hold."""
    await check_held(work, UUID(key))


@timer(CHECK_LATER)
async def check_what_was_booked_meanwhile(work: Work, _key: str, payload: dict[str, Any]) -> None:
    """A timer of an earlier release; nothing sets it any more."""
    await check_ahead(work, DependsOn(payload["on"]), UUID(payload["id"]))


@timer(END_HOLD)
async def end_hold(work: Work, key: str, _payload: dict[str, Any]) -> None:
    """Nobody has booked what was held; the key is the hold."""
    await let_hold_expire(work, UUID(key))


@timer(NOT_CLOSED)
async def look_for_what_nobody_closed(work: Work, _key: str, _payload: dict[str, Any]) -> None:
    """Appointments that are over, and nobody has said what came of them: looked for as the next one ends."""
    await list_not_closed(work)


@timer(DELETE_FILE)
async def delete_the_file_of_a_photo(work: Work, key: str, _payload: dict[str, Any]) -> None:
    """The photo was withdrawn for long enough, or its patient was erased."""
    await delete_file(work, UUID(key), photo_policy())


@timer(SWEEP)
async def sweep_files_without_a_photo(work: Work, _key: str, _payload: dict[str, Any]) -> None:
    """Every six hours: what a crash left between a file and its row."""
    await sweep(work, photo_policy())


@timer(WAITS)
async def look_at_a_patient_who_waits(work: Work, key: str, _payload: dict[str, Any]) -> None:
    """The patient has arrived for the appointment that is the key."""
    await look_who_waits(work, UUID(key))


@timer(LIST_WORK)
async def list_what_there_was_to_do(work: Work, _key: str, payload: dict[str, Any]) -> None:
    """Once, after each upgrade that brought kinds of items."""
    await list_work(work, UUID(payload["after"]) if "after" in payload else None)


@timer(HOLD_REVIEW)
async def hold_the_next_review(work: Work, key: str, _payload: dict[str, Any]) -> None:
    """A review of results took place, or was skipped; the key is the course."""
    await hold_review(work, UUID(key))


@timer(OFFER_FREED)
async def offer_what_became_free(work: Work, key: str, payload: dict[str, Any]) -> None:
    """A time is free: whoever waits for one is asked, one after another."""
    await offer_freed(work, FreedTime.of(key, payload), waitlist_policy())


@timer(OFFER_OPENED)
async def offer_what_was_opened(work: Work, key: str, payload: dict[str, Any]) -> None:
    """A clinic may have room in a period: day by day, as far as somebody waits for one of its days."""
    await offer_opened(work, FreedTime.of(key, payload))


@timer(OFFER_LAPSES)
async def ask_the_next(work: Work, key: str, _payload: dict[str, Any]) -> None:
    """Nobody answered in time; the key is the offer."""
    await let_lapse(work, UUID(key))


@timer(PERIOD_ENDS)
async def end_what_is_over(work: Work, key: str, _payload: dict[str, Any]) -> None:
    """The last day of an entry of the waitlist is over; the key is the entry."""
    await end_period(work, UUID(key))


@timer(COMES_BACK)
async def list_again_what_was_put_off(work: Work, key: str, _payload: dict[str, Any]) -> None:
    """The day has come until which it was left alone that nothing is booked; the key is the dismissal."""
    await come_back(work, UUID(key))
