"""Where each kind of item is worked on. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from chassis.access.scopes import Scope
from services.console.access import (
    APPOINTMENTS_BOOK,
    CHAIR_WORK,
    CONSENTS_SETTLE,
    CONTACT_EDIT,
    DECISIONS_SEE,
    DIRECTOR_SEE,
    ESCALATIONS_SEE,
    IMPORTS_SEE,
    INBOX_SEE,
    INCIDENTS_SEE,
    MERGES_PROPOSE,
    OPERATE_SEE,
    ORDERS_SEE,
    PATIENTS_SEE,
    PUBLISHED_SEE,
    REACTIONS_TELL,
    RECALLS_SEE,
    STOCK_SEE,
    TODAY_SEE,
)


class Item(Protocol):
    """What of an item says where it is worked on."""

    @property
    def kind(self) -> str: ...
    @property
    def subject_id(self) -> UUID: ...
    @property
    def about(self) -> Mapping[str, str]: ...
    @property
    def clinic_id(self) -> UUID: ...
    @property
    def patient_id(self) -> UUID | None: ...


@dataclass(frozen=True)
class Way:
    """A page, and who may open it."""

    scope: Scope
    path: str
    """With ``{subject}``, ``{patient}`` and names of ``about``; from the clinic on, or from the root with a slash."""


_PATIENT = Way(PATIENTS_SEE, "patients/{patient}")
_VISIT = (Way(TODAY_SEE, "visits/{subject}"),)
_BOOK = (Way(APPOINTMENTS_BOOK, "patients/{patient}/book"), _PATIENT)
_MERGE = (Way(MERGES_PROPOSE, "patients/{patient}/merge?into={other_id}"), _PATIENT)
_DECISION = (Way(DECISIONS_SEE, "decisions/{screening_id}"), _PATIENT)
_REACTION = (Way(DIRECTOR_SEE, "reactions/{report_id}"), Way(PATIENTS_SEE, "patients/{patient}/reactions/{report_id}"))
_SHELF = Way(STOCK_SEE, "stock")
_TRANSFERS, _RECALL = "stock/transfers/", (Way(RECALLS_SEE, "/recalls/{recall_id}"), _SHELF)
_LINE = (Way(ESCALATIONS_SEE, "escalations"),)

WAYS: Mapping[str, Sequence[Way]] = {
    "address_bad": (Way(CONTACT_EDIT, "patients/{patient}/edit"), _PATIENT),
    "advice_to_correct": (Way(PATIENTS_SEE, "patients/{patient}?of=messages#message-{message_id}"), _PATIENT),
    "appointment_not_closed": _VISIT,
    "appointment_not_valid": _VISIT,
    "call_patient": _VISIT,
    "carrier_down": (Way(OPERATE_SEE, "/operate"),),
    "clearance_ending": _VISIT,
    "consent_missing": (Way(CHAIR_WORK, "visits/{subject}/consent"), *_VISIT),
    "consent_withdrawn": (Way(CONSENTS_SETTLE, "consents"), _PATIENT),
    "count_variance": (Way(STOCK_SEE, "stock/counts/{subject}"),),
    "day_check_review": _DECISION,
    "day_form_missing": _VISIT,
    "declaration_incomplete": (_PATIENT,),
    "declaration_missing": (_PATIENT,),
    "declaration_too_old": (_PATIENT,),
    "declaration_unsigned": (_PATIENT,),
    "digest_not_sent": (Way(OPERATE_SEE, "/operate"),),
    "director_to_call": _LINE,
    "escalation_not_acknowledged": _LINE,
    "follow_up_to_place": _BOOK,
    "home_clinic_closes": (Way(CONTACT_EDIT, "patients/{patient}/edit"), _PATIENT),
    "import_with_errors": (Way(IMPORTS_SEE, "imports/{subject}"),),
    "incident_open": (Way(INCIDENTS_SEE, "stock/incidents#incident-{subject}"), _SHELF),
    "link_locked": (_PATIENT,),
    "merge_to_decide": (Way(MERGES_PROPOSE, "patients/{patient}/merge"), _PATIENT),
    "messages_held_back": (Way(OPERATE_SEE, "/operate"),),
    "nothing_booked": _BOOK,
    "offer_to_call": _BOOK,
    "order_late": (Way(ORDERS_SEE, "stock/orders/{subject}"), _SHELF),
    "override_to_confirm": _DECISION,
    "patient_to_call": (Way(PATIENTS_SEE, "patients/{patient}?of=messages#message-{subject}"), _PATIENT),
    "plan_waiting": (Way(PUBLISHED_SEE, "published"),),
    "possible_duplicate": _MERGE,
    "reaction_to_acknowledge": _REACTION,
    "recall_stock": _RECALL,
    "recall_to_confirm": _RECALL,
    "report_to_look_at": (Way(REACTIONS_TELL, "patients/{patient}/reactions/{subject}"), _PATIENT),
    "review_due": _BOOK,
    "review_question": _DECISION,
    "review_waiting": _DECISION,
    "ruling_questioned": _DECISION,
    "session_to_sign": (_PATIENT,),
    "stock_expiring": (_SHELF,),
    "stock_short": (_SHELF,),
    "suspension_to_decide": _REACTION,
    "text_to_read": (Way(INBOX_SEE, "inbox"),),
    "transfer_difference": (Way(STOCK_SEE, f"{_TRANSFERS}{{transfer_id}}"), _SHELF),
    "transfer_overdue": (Way(STOCK_SEE, f"{_TRANSFERS}{{subject}}"),),
    "unanswered_thread": (Way(INBOX_SEE, "inbox/{subject}"),),
    "waiting_too_long": (Way(TODAY_SEE, "today#visit-{subject}"),),
    "wish_unmet": _BOOK,
}
"""By kind, the pages on which it is worked on, the best first. A test compares with the kinds of all services."""


def page_of(item: Item, may_see: Callable[[str], bool]) -> str | None:
    """The best page that the reader may open, by the name of its scope; None where there is none for them.

    An item that an older release opened may lack an id of ``about``: the next page of its kind is taken.
    """
    ids = {**item.about, "subject": str(item.subject_id)}
    if item.patient_id is not None:
        ids["patient"] = str(item.patient_id)
    for way in WAYS.get(item.kind, ()):
        if not may_see(way.scope.name):
            continue
        try:
            path = way.path.format(**ids)
        except KeyError:
            continue
        return path if path.startswith("/") else f"/c/{item.clinic_id}/{path}"
    return None
