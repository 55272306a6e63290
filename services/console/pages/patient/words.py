"""How the page of a patient says the words of the four services."""

from collections.abc import Mapping

from services.console.pages.words import word

STATUS: Mapping[str, str] = {
    "booked": word("booked"),
    "performed": word("took place"),
    "cancelled": word("cancelled"),
    "missed": word("did not come"),
}
STAGES: Mapping[str, str] = {"consult": word("after the consult"), "day_of": word("on the day")}
INTAKES: Mapping[str, str] = {
    "waiting": word("asked for"),
    "begun": word("begun"),
    "declared": word("sent, not signed"),
    "signed": word("signed"),
}
REPORTS: Mapping[str, str] = {
    "to_look_at": word("to be looked at"),
    "open": word("open"),
    "over": word("is over"),
    "withdrawn": word("withdrawn"),
}
GRADES: Mapping[str, str] = {"transient": word("transient"), "serious": word("serious")}
MESSAGES: Mapping[str, str] = {
    "planned": word("planned"),
    "sending": word("being sent"),
    "sent": word("sent"),
    "doubtful": word("may not have arrived"),
    "skipped": word("not sent"),
    "failed": word("did not arrive"),
    "cancelled": word("called off"),
}
ANGLES: Mapping[str, str] = {
    "front": word("from the front"),
    "left_oblique": word("left oblique"),
    "right_oblique": word("right oblique"),
    "left_side": word("left side"),
    "right_side": word("right side"),
    "close_up": word("close up"),
}
PHOTO_STAGES: Mapping[str, str] = {"before": word("before"), "after": word("after")}
RELATIONS: Mapping[str, str] = {
    "parent": word("Parent"),
    "legal_guardian": word("Legal guardian"),
    "other": word("Other"),
}
WHOSE: Mapping[str, str] = {
    "own": word("their own"),
    "guardian": word("of a guardian"),
    "shared": word("shared with others"),
}
"""Who reads what is sent to an address."""
PROOFS: Mapping[str, str] = {"code": word("works: the code came back"), "desk": word("works: tried by a colleague")}
SILENCED: Mapping[str, str] = {"all": word("all"), "marketing": word("news and offers")}
"""What an opt-out silences."""
SAID: Mapping[str, str] = {
    "phone": word("on the telephone"),
    "in_person": word("at the clinic"),
    "in_writing": word("in writing"),
}
"""How a patient said that they want messages again."""
LOOKS: Mapping[str, str] = {"read": word("read"), "written": word("wrote"), "refused": word("was refused")}
EXTENSIONS: Mapping[str, str] = {
    "more": word("More sessions of the course itself"),
    "maintenance": word("Sessions that keep up the results"),
}
"""Why there are sessions past the protocol's count."""
FACTS: Mapping[str, str] = {
    "cancelled_late": word("Cancelled late"),
    "missed": word("Did not come"),
    "deposit": word("A deposit was asked"),
}
FACT_STATES: Mapping[str, str] = {
    "stands": word("stands"),
    "waived": word("was let pass"),
    "paid": word("is paid"),
    "withdrawn": word("was not so"),
}
"""What became of a late cancellation, a no-show or a deposit."""
SINCE: Mapping[str, str] = {
    "appointment": word("Appointment"),
    "consult": word("Consult"),
    "course": word("Course"),
    "session": word("Session"),
    "photo": word("Photo"),
    "note": word("Note"),
    "guardian": word("Guardian"),
    "address": word("Number or address"),
    "waitlist_entry": word("Waitlist"),
}
"""What was recorded since two records were made one."""
GO: Mapping[str, str] = {
    "back": word("goes back with what it belongs to"),
    "either": word("stays, unless you choose it"),
    "stays": word("stays"),
}
MOVED: Mapping[str, str] = {
    "appointments": word("Appointments"),
    "consults": word("Consults"),
    "courses": word("Courses"),
    "sessions": word("Sessions"),
    "photos": word("Photos"),
    "patient_notes": word("Notes"),
    "guardians": word("Guardians"),
    "consents": word("Consents"),
    "waitlist_entries": word("Waitlist"),
}
"""What goes back, by booking's tables."""
