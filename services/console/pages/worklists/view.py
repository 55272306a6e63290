"""How the page says what each kind of item wants. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from chassis.local_time import local_day
from services.console.pages.words import word
from services.console.queries.worklists import Item

KINDS: Mapping[str, str] = {
    "address_bad": word("Ask the patient for another number or address"),
    "advice_to_correct": word("Correct advice that was sent"),
    "appointment_not_closed": word("Say what became of the appointment"),
    "appointment_not_valid": word("Settle the problems of the appointment"),
    "call_patient": word("Call the patient about the appointment"),
    "carrier_down": word("Find out why messages do not leave"),
    "clearance_ending": word("Ask for a new declaration: the clearance ends before the session"),
    "consent_missing": word("Have the consent signed"),
    "consent_withdrawn": word("Say what is kept without a consent"),
    "count_variance": word("Decide on the difference of a count"),
    "day_check_review": word("Decide on the day-of check"),
    "day_form_missing": word("Ask how the skin is: the session has begun"),
    "declaration_incomplete": word("Complete the health declaration"),
    "declaration_missing": word("Get the health declaration"),
    "declaration_too_old": word("Get a new health declaration"),
    "declaration_unsigned": word("Have the health declaration signed"),
    "digest_not_sent": word("Find out why the daily mail did not arrive"),
    "director_to_call": word("Call the director about a reaction"),
    "escalation_not_acknowledged": word("Find somebody who decides: nobody in line has answered"),
    "follow_up_to_place": word("Find a time for the follow-up"),
    "home_clinic_closes": word("Ask which clinic is to look after them: theirs closes"),
    "import_with_errors": word("Settle the lines of an import"),
    "incident_open": word("Look into the use of a cartridge"),
    "link_locked": word("Call the patient: somebody gave wrong birthdays at a link"),
    "merge_to_decide": word("Decide whether two records are of one person"),
    "messages_held_back": word("Find out how long the limit of WhatsApp holds messages back"),
    "nothing_booked": word("Book: the patient is cleared and has no appointment"),
    "offer_to_call": word("Call the patient about a free time"),
    "order_late": word("Ask the supplier for the order"),
    "override_to_confirm": word("Confirm a decision that sets a rule aside"),
    "patient_to_call": word("Call the patient: a message did not arrive"),
    "plan_waiting": word("Sign the protocol that a plan waits for"),
    "possible_duplicate": word("Find out whether two records are of one person"),
    "reaction_to_acknowledge": word("Acknowledge the reaction"),
    "recall_stock": word("Take the recalled lot off the shelf"),
    "recall_to_confirm": word("Confirm the recall of the notice"),
    "report_to_look_at": word("Look at a report of a reaction"),
    "review_due": word("Book the review of results"),
    "review_question": word("Answer what a director asks"),
    "review_waiting": word("Decide on the review"),
    "ruling_questioned": word("Look again at the decision"),
    "session_to_sign": word("Sign the record of the session"),
    "stock_expiring": word("Send what expires to where it is used"),
    "stock_short": word("Get cartridges for sessions ahead"),
    "suspension_to_decide": word("Decide on the suspension"),
    "text_to_read": word("Read what somebody wrote"),
    "unanswered_thread": word("Answer what was written"),
    "transfer_difference": word("Settle the difference of a transfer"),
    "transfer_overdue": word("Find the transfer that has not arrived"),
    "waiting_too_long": word("Somebody waits for too long"),
    "wish_unmet": word("Ask the patient: whom they wait for is not there"),
}
"""By kind, what is to be done. A test compares with the kinds of all services."""


@dataclass(frozen=True)
class Group:
    """Items that are due alike."""

    words: str
    place: int
    """Which of the counts of the whole list is theirs."""
    items: Sequence[Item]


def title_of(kind: str) -> str:
    """What is to be done; of a kind that is newer than this page, its name."""
    return KINDS.get(kind, kind.replace("_", " ").capitalize())


def groups_of(items: Sequence[Item], now: datetime, zone: ZoneInfo) -> list[Group]:
    """Overdue, due today, later; none that is empty."""
    today: date = local_day(now, zone)
    overdue = [each for each in items if each.overdue]
    ahead = [each for each in items if not each.overdue]
    groups = (
        Group(word("Overdue"), 0, overdue),
        Group(word("Due today"), 1, [each for each in ahead if local_day(each.due_at, zone) <= today]),
        Group(word("Later"), 2, [each for each in ahead if local_day(each.due_at, zone) > today]),
    )
    return [group for group in groups if group.items]
