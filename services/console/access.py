"""Who may see which page. What a page may do is decided by the service whose API it calls, with the person's own token.

The roles of each page are those to whom the services open what it shows: a test compares.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from chassis.access.access import Access
from chassis.access.actors import Actor, Role
from chassis.access.policy import Policy
from chassis.access.scopes import About, Scope

PAGES_OPEN = Scope("pages:open", About.SHARED)
"""Be signed in at the console at all: see the clinics of the token, and sign out."""
TODAY_SEE = Scope("today:see", About.CLINIC)
"""The board of a clinic's day."""
VISITS_NOTE = Scope("visits:note", About.CLINIC)
"""Note arrivals and what follows, and move appointments."""

DIRECTOR_SEE = Scope("director:see", About.CLINIC)
"""What waits for a medical director, and reports of reactions."""
DECISIONS_SEE = Scope("decisions:see", About.CLINIC)
"""A decision of screening, rule by rule."""
DECISIONS_CONFIRM = Scope("decisions:confirm", About.CLINIC)
"""Confirm or reject a ruling that somebody else proposed, answer a director's question, and name documents."""
DECISIONS_RULE = Scope("decisions:rule", About.CLINIC)
"""Rule on a review, and decide about a reaction."""
CHAIR_WORK = Scope("chair:work", About.CLINIC)
"""Record consults and sessions, with photos and consents: who may write into the record of care."""
DAY_CHECK = Scope("day-check:do", About.CLINIC)
"""Do the check of the day; at the chair, so not the front desk here."""
CHAIN_STOCK_SEE = Scope("chain-stock:see", About.SHARED)
"""The board of the stock of all clinics for which the token is."""
STOCK_SEE = Scope("stock:see", About.CLINIC)
"""The stock of one clinic."""
STOCK_MOVE = Scope("stock:move", About.CLINIC)
"""Receive, count, send, put aside and throw away at a clinic."""
ORDERS_SEE = Scope("orders:see", About.CLINIC)
"""What is ordered for a clinic, and what should be."""
ORDERS_ACT = Scope("orders:act", About.CLINIC)
"""Draft and send orders of a clinic."""
PRICES_CORRECT = Scope("prices:correct", About.CHAIN)
"""Put right what a product was said to cost."""
RECALLS_SEE = Scope("recalls:see", About.SHARED)
"""The recall room: a recall concerns every clinic."""
RECALLS_ENTER = Scope("recalls:enter", About.CHAIN)
"""Recall what a notice names, and inform the supplier."""
RECALLS_LEAD = Scope("recalls:lead", About.CHAIN)
"""Release letters, close and withdraw recalls."""
LETTERS_SEE = Scope("recall-letters:see", About.CLINIC)
"""Patients of recalls, and who of them knows."""
LETTERS_SETTLE = Scope("recall-letters:settle", About.CLINIC)
"""Write down that a patient was informed, or knows."""
INCIDENTS_SEE = Scope("incidents:see", About.CLINIC)
"""Cartridges whose use should not have been, or that the books cannot account for."""
INCIDENTS_CLOSE = Scope("incidents:close", About.CLINIC)
"""Close an incident with what was found, and open it again."""
LIVES_SEE = Scope("lives:see", About.CLINIC)
"""The life of one cartridge, from its scan."""

PATIENTS_SEE = Scope("patients:see", About.CLINIC)
"""Find patients, and see the page of one."""
PATIENTS_REGISTER = Scope("patients:register", About.CLINIC)
"""Register somebody new."""
APPOINTMENTS_BOOK = Scope("appointments:book", About.CLINIC)
"""Hold times, book them, and have patients wait for one."""
NO_SHOWS_PASS = Scope("no-shows:pass", About.CLINIC)
"""Book for a patient who missed too often, with a reason."""
PAYMENTS_NOTE = Scope("payments:note", About.CLINIC)
"""Note that a deposit, a late cancellation or a no-show was paid at the till."""
COURSES_CHANGE = Scope("courses:change", About.CLINIC)
"""Stop and resume a course, give it more sessions, leave out a review."""
RECORD_SEE = Scope("record:see", About.CLINIC)
"""Consults, sessions and reviews of results of a patient."""
PHOTOS_SEE = Scope("photos:see", About.CLINIC)
"""Pictures of a patient, of whatever visit."""
USES_SEE = Scope("uses:see", About.CLINIC)
"""Which cartridges were used on a patient."""
LOOKS_SEE = Scope("looks:see", About.CLINIC)
"""Who looked at a patient's data."""
NOTES_KEEP = Scope("notes:keep", About.CLINIC)
"""Read and write what colleagues should know of a patient."""
CONTACT_EDIT = Scope("contact:edit", About.CLINIC)
"""Put right who a patient is and how they are reached, and who decides for them."""
REACTIONS_TELL = Scope("reactions:tell", About.CLINIC)
"""Report a reaction that a patient tells of, and say what a report means."""
MESSAGES_RESUME = Scope("messages:resume", About.CLINIC)
"""Note that a patient who had stopped messages agreed to them again."""
CALLS_NOTE = Scope("calls:note", About.CLINIC)
"""Note that a patient was called whom a message did not reach or misled."""
MERGES_PROPOSE = Scope("merges:propose", About.CLINIC)
"""Say that two records are of one person."""
RECORDS_MERGE = Scope("records:merge", About.CLINIC)
"""Make two records of one person one, and part those of two people."""
RECORDS_EXPORT = Scope("records:export", About.CLINIC)
"""Give a patient all that is stored about them."""
CONSENTS_SETTLE = Scope("processing-consents:settle", About.CLINIC)
"""See who withdrew a consent to the processing of their data, and note what is kept without it."""
RECORDS_ERASE = Scope("records:erase", About.CLINIC)
"""Remove what identifies a patient, for good."""

INBOX_SEE = Scope("inbox:see", About.CLINIC)
"""What patients wrote to a clinic."""
INBOX_ANSWER = Scope("inbox:answer", About.CLINIC)
"""Take it, answer it, close it, and say who wrote."""

ESCALATIONS_SEE = Scope("escalations:see", About.CLINIC)
"""Who was asked about what cannot wait, and who is in line."""
ESCALATIONS_TAKE = Scope("escalations:take", About.CLINIC)
"""Acknowledge what one was asked about."""
ESCALATION_LINES_SET = Scope("escalation-lines:set", About.CLINIC)
"""Say who is in line."""
CLINIC_END_SEE = Scope("clinic-end:see", About.CLINIC)
"""That a clinic is closed for good, and what is left there."""
CLINIC_END_SAY = Scope("clinic-end:say", About.CHAIN)
"""Close a clinic for good, give it another day, take that back."""
IMPORTS_SEE = Scope("imports:see", About.CLINIC)
"""Files from other software, and what became of their lines."""
IMPORTS_SETTLE = Scope("imports:settle", About.CLINIC)
"""Settle a line that could not be taken."""
IMPORTS_SEND = Scope("imports:send", About.CLINIC)
"""Send a file, take it over, delete it."""
PUBLISHED_SEE = Scope("published:see", About.CLINIC)
"""Rules, protocols and texts, with what each version changes."""
PUBLISHED_DRAFT = Scope("published:draft", About.CHAIN)
"""Draft a version, check it, discard it."""
PUBLISHED_SIGN = Scope("published:sign", About.CHAIN)
"""Sign a version, withdraw it, and see whom it would have judged otherwise."""

OPERATE_SEE = Scope("operate:see", About.CHAIN)
"""How the services are doing, and their dead letters."""
OPERATE_SETTLE = Scope("operate:settle", About.CHAIN)
"""Replay and discard dead letters."""
FIGURES_SEE = Scope("figures:see", About.SHARED)
"""The owner's figures, of the clinics of the token."""

WORKLISTS_SEE = Scope("worklists:see", About.CLINIC)
"""The page on which all services' items are."""
ITEMS_OF = {
    "booking": Scope("booking-items:see", About.PATIENT),
    "inventory": Scope("inventory-items:see", About.PATIENT),
    "notifications": Scope("notifications-items:see", About.PATIENT),
    "screening": Scope("screening-items:see", About.PATIENT),
}
"""By service: the items of its worklist."""

_CARE = {
    ESCALATIONS_SEE,
    CLINIC_END_SEE,
    PUBLISHED_SEE,
    PAGES_OPEN,
    TODAY_SEE,
    PATIENTS_SEE,
    INBOX_SEE,
    WORKLISTS_SEE,
    ITEMS_OF["booking"],
    ITEMS_OF["notifications"],
    ITEMS_OF["screening"],
}
_DESK = {
    VISITS_NOTE,
    APPOINTMENTS_BOOK,
    INBOX_ANSWER,
    NOTES_KEEP,
    MERGES_PROPOSE,
    MESSAGES_RESUME,
    REACTIONS_TELL,
    PAYMENTS_NOTE,
    CALLS_NOTE,
}
_RECORDS = {RECORDS_MERGE, RECORDS_EXPORT, RECORDS_ERASE, CONSENTS_SETTLE}
_SHELF = {CHAIN_STOCK_SEE, STOCK_SEE}
_STOCK = {
    PAGES_OPEN,
    *_SHELF,
    WORKLISTS_SEE,
    ITEMS_OF["inventory"],
    INCIDENTS_SEE,
    ESCALATIONS_SEE,
    PUBLISHED_SEE,
}
_KEEPING = {*_STOCK, RECALLS_SEE, STOCK_MOVE, ORDERS_SEE, ORDERS_ACT, PRICES_CORRECT}
_CALLING = {LETTERS_SEE, LETTERS_SETTLE}
_RECALLING = {RECALLS_SEE, RECALLS_ENTER, LIVES_SEE}
_DIRECTOR = {DIRECTOR_SEE, DECISIONS_SEE}

POLICY = Policy(
    roles={
        Role.FRONT_DESK: {
            *_CARE,
            *_DESK,
            *_SHELF,
            PATIENTS_REGISTER,
            CONTACT_EDIT,
            *_CALLING,
            IMPORTS_SEE,
            IMPORTS_SETTLE,
        },
        Role.PRACTITIONER: {
            *_CARE,
            *_DESK,
            *_SHELF,
            RECORD_SEE,
            PHOTOS_SEE,
            DECISIONS_SEE,
            DECISIONS_CONFIRM,
            ESCALATIONS_TAKE,
            CHAIR_WORK,
            COURSES_CHANGE,
            DAY_CHECK,
            *_CALLING,
            RECALLS_SEE,
        },
        Role.MEDICAL_DIRECTOR: {
            *_CARE,
            *_STOCK,
            *_DESK,
            *_DIRECTOR,
            *_RECORDS,
            IMPORTS_SEE,
            IMPORTS_SETTLE,
            IMPORTS_SEND,
            RECORD_SEE,
            PHOTOS_SEE,
            USES_SEE,
            LOOKS_SEE,
            INCIDENTS_CLOSE,
            NO_SHOWS_PASS,
            DECISIONS_CONFIRM,
            DECISIONS_RULE,
            ESCALATIONS_TAKE,
            ESCALATION_LINES_SET,
            CLINIC_END_SAY,
            PUBLISHED_DRAFT,
            PUBLISHED_SIGN,
            CHAIR_WORK,
            COURSES_CHANGE,
            *_CALLING,
            *_RECALLING,
            RECALLS_LEAD,
            FIGURES_SEE,
            OPERATE_SEE,
        },
        Role.STOCK_MANAGER: {
            *_KEEPING,
            *_RECALLING,
            INCIDENTS_CLOSE,
            ESCALATIONS_TAKE,
        },
        Role.OPERATOR: {
            *_KEEPING,
            ESCALATION_LINES_SET,
            CLINIC_END_SEE,
            CLINIC_END_SAY,
            PUBLISHED_DRAFT,
            OPERATE_SEE,
            OPERATE_SETTLE,
        },
        Role.OWNER: {
            *_CARE,
            *_STOCK,
            *_DIRECTOR,
            RECORD_SEE,
            USES_SEE,
            LOOKS_SEE,
            ORDERS_SEE,
            LIVES_SEE,
            RECALLS_SEE,
            LETTERS_SEE,
            IMPORTS_SEE,
            FIGURES_SEE,
            OPERATE_SEE,
        },
        Role.AUDITOR: {PAGES_OPEN},
    }
)


def seen_services(access: Access) -> list[str]:
    """The services whose items the caller sees."""
    return [service for service, scope in ITEMS_OF.items() if access.has(scope)]


def works_for(access: Access, scope: Scope) -> Callable[[str], bool]:
    """Whether to offer an act at a clinic, by its id; the service that does it decides again."""
    return lambda clinic_id: access.may(scope, where=UUID(clinic_id))


def clinics_of(access: Access) -> frozenset[UUID] | None:
    """The clinics that the caller's token names; None where it is for every clinic."""
    return None if access.actor.clinics is None else frozenset(access.actor.clinics)


def works_at(actor: Actor, clinics: Iterable[UUID]) -> list[UUID]:
    """Those of ``clinics`` that the token names, or all where it is for every clinic."""
    return [each for each in clinics if actor.clinics is None or each in actor.clinics]
