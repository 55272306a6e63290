"""How the page says what each kind of item wants. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from chassis.local_time import local_day
from services.console.queries.worklists import Item

KINDS: Mapping[str, str] = {
    "address_bad": "Ask the patient for another number or address",
    "advice_to_correct": "Correct advice that was sent",
    "appointment_not_closed": "Say what became of the appointment",
    "appointment_not_valid": "Settle the problems of the appointment",
    "call_patient": "Call the patient about the appointment",
    "carrier_down": "Find out why messages do not leave",
    "clearance_ending": "Ask for a new declaration: the clearance ends before the session",
    "consent_missing": "Have the consent signed",
    "count_variance": "Decide on the difference of a count",
    "day_check_review": "Decide on the day-of check",
    "declaration_incomplete": "Complete the health declaration",
    "declaration_missing": "Get the health declaration",
    "declaration_too_old": "Get a new health declaration",
    "declaration_unsigned": "Have the health declaration signed",
    "director_to_call": "Call the director about a reaction",
    "follow_up_to_place": "Find a time for the follow-up",
    "import_with_errors": "Settle the lines of an import",
    "incident_open": "Look into the use of a cartridge",
    "link_locked": "Call the patient: somebody gave wrong birthdays at a link",
    "merge_to_decide": "Decide whether two records are of one person",
    "nothing_booked": "Book: the patient is cleared and has no appointment",
    "offer_to_call": "Call the patient about a free time",
    "order_late": "Ask the supplier for the order",
    "override_to_confirm": "Confirm a decision that sets a rule aside",
    "patient_to_call": "Call the patient: a message did not arrive",
    "plan_waiting": "Sign the protocol that a plan waits for",
    "possible_duplicate": "Find out whether two records are of one person",
    "reaction_to_acknowledge": "Acknowledge the reaction",
    "recall_stock": "Take the recalled lot off the shelf",
    "recall_to_confirm": "Confirm the recall of the notice",
    "report_to_look_at": "Look at a report of a reaction",
    "review_due": "Book the review of results",
    "review_waiting": "Decide on the review",
    "ruling_questioned": "Look again at the decision",
    "session_to_sign": "Sign the record of the session",
    "stock_expiring": "Send what expires to where it is used",
    "stock_short": "Get cartridges for sessions ahead",
    "suspension_to_decide": "Decide on the suspension",
    "text_to_read": "Read what the patient wrote",
    "transfer_difference": "Settle the difference of a transfer",
    "transfer_overdue": "Find the transfer that has not arrived",
    "waiting_too_long": "Somebody waits for too long",
}
"""By kind, what is to be done. A test compares with the kinds of all services."""
SERVICES: Mapping[str, str] = {
    "booking": "Diary",
    "inventory": "Stock",
    "notifications": "Messages",
    "screening": "Screening",
}


@dataclass(frozen=True)
class Group:
    """Items that are due alike."""

    words: str
    items: Sequence[Item]


def title_of(kind: str) -> str:
    """What is to be done; of a kind that is newer than this page, its name."""
    return KINDS.get(kind, kind.replace("_", " ").capitalize())


def groups_of(items: Sequence[Item], now: datetime, zone: ZoneInfo) -> list[Group]:
    """Overdue, due today, later; none that is empty."""
    today: date = local_day(now, zone)
    groups = (
        Group("Overdue", [each for each in items if each.overdue]),
        Group("Due today", [each for each in items if not each.overdue and local_day(each.due_at, zone) <= today]),
        Group("Later", [each for each in items if not each.overdue and local_day(each.due_at, zone) > today]),
    )
    return [group for group in groups if group.items]
