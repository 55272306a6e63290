"""The occasions for messages, and the values that each gives a text to fill in."""

from dataclasses import dataclass
from enum import StrEnum

OTHER = "other"
"""The key that applies to every word that is not named."""
LINK = "link"
"""The address of a message's link, in the words that have one."""
APPOINTMENT_AHEAD = "appointment_ahead"
"""The word of an opt-out by which an appointment may have been meant as well."""


class Audience(StrEnum):
    """Who is written to."""

    PATIENT = "patient"
    STOCK_CONTACT = "stock_contact"
    """The clinic's stock manager, by e-mail."""
    DIRECTOR = "director"
    """Who is asked to acknowledge a report or to take what cannot wait, who is told of recalls, and whose daily mail it
    is, whatever their role: at the work address that the clinic named."""


class Occasion(StrEnum):
    """An occasion for messages."""

    APPOINTMENT_BOOKED = "appointment_booked"
    """By a person. A follow-up that booking holds by itself is the next two."""
    FOLLOW_UP_BOOKED = "follow_up_booked"
    FOLLOW_UP_HELD = "follow_up_held"
    APPOINTMENT_MOVED = "appointment_moved"
    BOOKED_TOGETHER = "booked_together"
    """A whole course in one step: its appointments are confirmed in one message, and reminded of one by one."""
    MOVED_TOGETHER = "moved_together"
    """An appointment of a course, and with it later ones."""
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    APPOINTMENT_MISSED = "appointment_missed"
    APPOINTMENT_REINSTATED = "appointment_reinstated"
    """It was given up by mistake and takes place. A version without it confirms it as one that is booked."""
    CALENDAR_MOVED = "calendar_moved"
    """The news of another time went another way than the entry in the patient's calendar."""
    CALENDAR_MOVED_TOGETHER = "calendar_moved_together"
    CALENDAR_CANCELLED = "calendar_cancelled"
    INTAKE_REQUESTED = "intake_requested"
    """By why: ``registered``, or one of the reasons for which answers are missing."""
    SCREENING_DEFERRED = "screening_deferred"
    COURSE_PLANNED = "course_planned"
    SESSION_PERFORMED = "session_performed"
    COURSE_COMPLETED = "course_completed"
    OPTED_OUT = "opted_out"
    """By whether an appointment may have been meant (``appointment_ahead``)."""
    CONTACT_CODE = "contact_code"
    """To an address that is not yet the patient's: it may be a stranger's."""
    CONTACT_CHANGE_ASKED = "contact_change_asked"
    """To the address that another is to take the place of; by kind of contact, ``phone`` or ``email``."""
    CONTACT_REPLACED = "contact_replaced"
    """To the address that is no longer the patient's; by kind of contact."""
    CONTACT_GIVEN = "contact_given"
    """To an address that staff have given for a patient; by kind of contact. It may be a stranger's."""
    CONTACT_ADDED = "contact_added"
    """To an address that the patient had before: there is a further one."""
    REACTION_REPORTED = "reaction_reported"
    """By grade: ``transient`` is answered with when to call; for what is serious a person calls."""
    REACTION_ESCALATED = "reaction_escalated"
    """A serious report waits for whoever is next in line."""
    ESCALATED = "escalated"
    """Something that cannot wait is asked of whoever is next in line; by its cause, ``review`` or ``recall``."""
    WAITLIST_OFFERED = "waitlist_offered"
    """A time became free; by whether a booked appointment would move there (``move``)."""
    WAITLIST_OFFER_GONE = "waitlist_offer_gone"
    """The patient accepted a time that could not be kept any longer."""
    RECALL_LETTER = "recall_letter"
    """What was used on the patient was recalled, and a director decided that they are written to."""
    REPLY_ASKED = "reply_asked"
    """What somebody wrote back can mean several things; by what they are asked (domain/questions.py)."""
    REPLY_TAKEN = "reply_taken"
    """What became of what they wrote back: ``confirmed``, ``too_late`` or ``agreed``."""
    DESK_ANSWERED = "desk_answered"
    """Somebody at the clinic answers what was written back."""
    STOCK_LOW = "stock_low"
    """By whether it is urgent (``urgent``)."""
    CARTRIDGE_MISUSED = "cartridge_misused"
    LOT_RECALLED = "lot_recalled"
    RECALL_WITHDRAWN = "recall_withdrawn"
    CARTRIDGES_RECALL_WITHDRAWN = "cartridges_recall_withdrawn"
    """Of some cartridges of a lot: whether the lot may be used was never the question."""
    RECALL_TOLD = "recall_told"
    """Directors are told of a recall (``recalled``), or that it was a mistake (``withdrawn``)."""
    LOT_CORRECTED = "lot_corrected"
    """A date of a lot was wrong, and something of it is at the clinic."""
    STOCK_SHORT = "stock_short"
    """Sessions of the next days lack cartridges; ``urgent`` when the first is near."""
    DIGEST_DUE = "digest_due"
    """Something waits at a clinic on an opening day; by role, ``desk``, ``director`` or ``stock_manager``."""


LATER = frozenset(
    {
        Occasion.BOOKED_TOGETHER,
        Occasion.MOVED_TOGETHER,
        Occasion.APPOINTMENT_MISSED,
        Occasion.APPOINTMENT_REINSTATED,
        Occasion.CALENDAR_MOVED,
        Occasion.CALENDAR_MOVED_TOGETHER,
        Occasion.CALENDAR_CANCELLED,
        Occasion.CONTACT_CODE,
        Occasion.CONTACT_CHANGE_ASKED,
        Occasion.CONTACT_REPLACED,
        Occasion.CONTACT_GIVEN,
        Occasion.CONTACT_ADDED,
        Occasion.REACTION_REPORTED,
        Occasion.REACTION_ESCALATED,
        Occasion.ESCALATED,
        Occasion.WAITLIST_OFFERED,
        Occasion.WAITLIST_OFFER_GONE,
        Occasion.RECALL_LETTER,
        Occasion.REPLY_ASKED,
        Occasion.REPLY_TAKEN,
        Occasion.DESK_ANSWERED,
        Occasion.RECALL_WITHDRAWN,
        Occasion.CARTRIDGES_RECALL_WITHDRAWN,
        Occasion.RECALL_TOLD,
        Occasion.LOT_CORRECTED,
        Occasion.STOCK_SHORT,
        Occasion.DIGEST_DUE,
    }
)
"""Occasions that came after the first version: a version without them writes nothing then."""


class Says(StrEnum):
    """How a value is put into words."""

    TEXT = "text"
    """As it is."""
    NUMBER = "number"
    DATE = "date"
    """A calendar day, ``2027-05-10``."""
    TIME = "time"
    """A moment, on the clinic's clock."""
    VISIT = "visit"
    """A kind of appointment."""
    TIMES = "times"
    """Several appointments, by kind, on the clinic's clock."""
    STOPS = "stops"
    """The scope of an opt-out."""
    SERIES = "series"
    """How many sessions, how many weeks apart."""
    ITEMS = "items"
    """What waits, a line for each kind: how much is open, overdue, and due today."""
    CHOICES = "choices"
    """What to answer, and what each answer stands for: ``C1 = Tuesday, 2 March 2027, 09:00``."""


VARIABLES: dict[str, Says] = {
    **dict.fromkeys(("given_name", "clinic", "address", "map_link", "phone"), Says.TEXT),
    **dict.fromkeys(("product", "gtin", "lot", "reason", "session", "code", "director", "report", "answer"), Says.TEXT),
    **dict.fromkeys(
        ("available", "reorder_point", "reorder_quantity", "quarantined", "released_reservations"), Says.NUMBER
    ),
    **dict.fromkeys(("restored", "expired", "replanned", "fell_short", "sessions", "cartridges"), Says.NUMBER),
    **dict.fromkeys(("was_expires_on", "expires_on"), Says.DATE),
    **dict.fromkeys(("open", "overdue", "due_today"), Says.NUMBER),
    "items": Says.ITEMS,
    "made_at": Says.TIME,
    "when": Says.TIME,
    "until": Says.TIME,
    "date": Says.DATE,
    "visit": Says.VISIT,
    "appointments": Says.TIMES,
    "what_stops": Says.STOPS,
    "series": Says.SERIES,
    "choices": Says.CHOICES,
}
"""Everything that a text can ask for."""
OF_EVERYBODY = frozenset({"given_name", "clinic", "address", "map_link", "phone"})
"""What every message can say."""


@dataclass(frozen=True)
class Gives:
    """What an occasion provides."""

    variables: frozenset[str] = frozenset()
    """What it gives besides ``OF_EVERYBODY``."""
    appointment: bool = False
    """True when it is about an appointment, which has a start."""
    form: bool = False
    """True when it is about a health form to fill in."""
    audience: Audience = Audience.PATIENT
    to_stranger: bool = False
    """True: nobody knows yet who reads it, so it says no name that a patient could have set."""

    @property
    def everything(self) -> frozenset[str]:
        """All that a text can ask for."""
        unnamed = self.to_stranger or self.audience is Audience.DIRECTOR
        return self.variables | (OF_EVERYBODY - {"given_name"} if unnamed else OF_EVERYBODY)


_APPOINTMENT = Gives(frozenset({"visit", "when"}), appointment=True)
_SEVERAL = Gives(frozenset({"appointments"}), appointment=True)


def _stock(*variables: str) -> Gives:
    return Gives(frozenset(variables), audience=Audience.STOCK_CONTACT)


GIVES: dict[Occasion, Gives] = {
    Occasion.APPOINTMENT_BOOKED: _APPOINTMENT,
    Occasion.FOLLOW_UP_BOOKED: _APPOINTMENT,
    Occasion.FOLLOW_UP_HELD: _APPOINTMENT,
    Occasion.APPOINTMENT_MOVED: _APPOINTMENT,
    Occasion.BOOKED_TOGETHER: _SEVERAL,
    Occasion.MOVED_TOGETHER: _SEVERAL,
    Occasion.APPOINTMENT_CANCELLED: _APPOINTMENT,
    Occasion.APPOINTMENT_MISSED: _APPOINTMENT,
    Occasion.APPOINTMENT_REINSTATED: _APPOINTMENT,
    Occasion.CALENDAR_MOVED: _APPOINTMENT,
    Occasion.CALENDAR_MOVED_TOGETHER: _SEVERAL,
    Occasion.CALENDAR_CANCELLED: _APPOINTMENT,
    Occasion.INTAKE_REQUESTED: Gives(form=True),
    Occasion.SCREENING_DEFERRED: Gives(frozenset({"date"})),
    Occasion.COURSE_PLANNED: Gives(frozenset({"series"})),
    Occasion.SESSION_PERFORMED: Gives(),
    Occasion.COURSE_COMPLETED: Gives(),
    Occasion.OPTED_OUT: Gives(frozenset({"what_stops"})),
    Occasion.CONTACT_CODE: Gives(frozenset({"code"}), to_stranger=True),
    Occasion.CONTACT_CHANGE_ASKED: Gives(),
    Occasion.CONTACT_REPLACED: Gives(),
    Occasion.CONTACT_GIVEN: Gives(to_stranger=True),
    Occasion.CONTACT_ADDED: Gives(),
    Occasion.REACTION_REPORTED: Gives(),
    Occasion.REACTION_ESCALATED: Gives(frozenset({"director", "report"}), audience=Audience.DIRECTOR),
    Occasion.ESCALATED: Gives(frozenset({"director", "report"}), audience=Audience.DIRECTOR),
    Occasion.WAITLIST_OFFERED: Gives(frozenset({"visit", "when", "until"})),
    Occasion.WAITLIST_OFFER_GONE: Gives(frozenset({"visit", "when"})),
    Occasion.RECALL_LETTER: Gives(frozenset({"when"})),
    Occasion.REPLY_ASKED: Gives(frozenset({"choices"})),
    Occasion.REPLY_TAKEN: Gives(frozenset({"when"})),
    Occasion.DESK_ANSWERED: Gives(frozenset({"answer"})),
    Occasion.STOCK_LOW: _stock("product", "gtin", "available", "reorder_point", "reorder_quantity"),
    Occasion.CARTRIDGE_MISUSED: _stock("session", "gtin", "lot", "reason"),
    Occasion.LOT_RECALLED: _stock("gtin", "lot", "reason", "quarantined", "released_reservations"),
    Occasion.RECALL_WITHDRAWN: _stock("gtin", "lot", "reason", "restored"),
    Occasion.CARTRIDGES_RECALL_WITHDRAWN: _stock("gtin", "lot", "reason", "restored"),
    Occasion.RECALL_TOLD: Gives(frozenset({"director", "report", "gtin", "lot", "reason"}), audience=Audience.DIRECTOR),
    Occasion.LOT_CORRECTED: _stock(
        "gtin", "lot", "was_expires_on", "expires_on", "reason", "restored", "expired", "replanned", "fell_short"
    ),
    Occasion.STOCK_SHORT: _stock("product", "gtin", "sessions", "cartridges", "when"),
    Occasion.DIGEST_DUE: Gives(
        frozenset({"open", "overdue", "due_today", "items", "made_at"}), audience=Audience.DIRECTOR
    ),
}
