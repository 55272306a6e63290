"""A page is shown to those to whom the services open what is on it."""

import pytest

from chassis.access.actors import Role
from chassis.access.scopes import Scope
from chassis.access_log.access import ACCESS_LOG_READ
from chassis.operating.access import DEAD_LETTERS_SETTLE, OPERATIONS_READ
from chassis.privacy.access import ARCHIVE_READ
from chassis.reference import access as reference
from chassis.worklist import WORKLIST_READ
from needlepoint.services import SERVICE_NAMES, load
from services.booking import access as booking
from services.booking.access import CALENDAR_READ, CARE_WRITE, PHOTOS_WRITE
from services.console import access
from services.console.access import (
    CALLS_NOTE,
    CHAIN_STOCK_SEE,
    CHAIR_WORK,
    CLINIC_END_SAY,
    CLINIC_END_SEE,
    COURSES_CHANGE,
    DAY_CHECK,
    DECISIONS_CONFIRM,
    DECISIONS_RULE,
    DECISIONS_SEE,
    DIRECTOR_SEE,
    ESCALATION_LINES_SET,
    ESCALATIONS_SEE,
    ESCALATIONS_TAKE,
    FIGURES_SEE,
    INBOX_ANSWER,
    INBOX_SEE,
    ITEMS_OF,
    LETTERS_SEE,
    LETTERS_SETTLE,
    LIVES_SEE,
    NO_SHOWS_PASS,
    OPERATE_SEE,
    OPERATE_SETTLE,
    ORDERS_ACT,
    ORDERS_SEE,
    PAYMENTS_NOTE,
    POLICY,
    PUBLISHED_DRAFT,
    PUBLISHED_SEE,
    PUBLISHED_SIGN,
    RECALLS_ENTER,
    RECALLS_LEAD,
    RECALLS_SEE,
    STOCK_MOVE,
    STOCK_SEE,
    TODAY_SEE,
    VISITS_NOTE,
    WORKLISTS_SEE,
)
from services.console.pages.director.view import KINDS as OF_DIRECTORS
from services.console.pages.vocabulary import SERVICES
from services.console.pages.worklists.view import KINDS
from services.inventory import access as inventory
from services.inventory.access import USES_READ
from services.notifications import access as notifications
from services.screening import access as screening
from services.screening.access import (
    CONSENTS_SIGN,
    DAY_CHECKS_WRITE,
    DEPTH_LIMITS_READ,
    REACTIONS_DECIDE,
    REVIEWS_CONFIRM,
    REVIEWS_READ,
    REVIEWS_RULE,
    SCREENINGS_EXPLAIN,
)


@pytest.mark.parametrize("service", ITEMS_OF)
def test_items_are_shown_to_those_to_whom_their_service_shows_them(service: str) -> None:
    theirs = set(load(service).whole_policy.holders(WORKLIST_READ)) - {Role.PATIENT}
    assert set(POLICY.holders(ITEMS_OF[service])) == theirs


def test_a_closing_is_shown_and_said_as_in_booking() -> None:
    assert set(POLICY.holders(CLINIC_END_SEE)) == set(booking.POLICY.holders(booking.CLOSURES_READ))
    assert set(POLICY.holders(CLINIC_END_SAY)) == set(booking.POLICY.holders(booking.CLINICS_OPEN))


def test_figures_are_shown_to_those_to_whom_each_service_shows_them() -> None:
    for service in (booking, inventory, screening):
        assert set(POLICY.holders(FIGURES_SEE)) == set(service.POLICY.holders(service.FIGURES_READ))


def test_every_service_with_a_worklist_is_on_the_page_and_every_kind_has_words() -> None:
    with_items = {name: load(name).worklist.kinds for name in SERVICE_NAMES if load(name).worklist.kinds}
    assert set(with_items) == set(ITEMS_OF) == set(SERVICES)
    assert {kind.name for kinds in with_items.values() for kind in kinds} == set(KINDS)


def test_the_board_is_shown_to_those_who_see_the_calendar_and_its_buttons_to_those_who_note_visits() -> None:
    policy = load("booking").whole_policy
    assert set(POLICY.holders(TODAY_SEE)) == set(policy.holders(CALENDAR_READ)) - {Role.PATIENT}
    assert set(POLICY.holders(VISITS_NOTE)) == set(policy.holders(booking.VISITS_WRITE)) - {Role.PATIENT}


@pytest.mark.parametrize(
    ("scope", "theirs"),
    [
        (access.PATIENTS_SEE, booking.PATIENTS_READ),
        (access.PATIENTS_REGISTER, booking.PATIENTS_REGISTER),
        (access.APPOINTMENTS_BOOK, booking.CALENDAR_WRITE),
        (access.NO_SHOWS_PASS, booking.ATTENDANCE_WAIVE),
        (access.RECORD_SEE, booking.SESSIONS_READ),
        (access.PHOTOS_SEE, booking.PHOTOS_READ),
        (access.NOTES_KEEP, booking.NOTES_WRITE),
        (access.CONTACT_EDIT, booking.PATIENTS_EDIT),
        (access.MERGES_PROPOSE, booking.MERGES_PROPOSE),
        (access.RECORDS_MERGE, booking.PATIENTS_MERGE),
        (access.RECORDS_EXPORT, ARCHIVE_READ),
        (access.RECORDS_ERASE, booking.PATIENTS_ERASE),
        (access.CONSENTS_SETTLE, booking.CONSENTS_SETTLE),
        (access.IMPORTS_SEE, booking.IMPORTS_READ),
        (access.IMPORTS_SETTLE, booking.IMPORTS_SETTLE),
        (access.IMPORTS_SEND, booking.IMPORTS_WRITE),
    ],
    ids=lambda scope: scope.name,
)
def test_what_is_done_for_a_patient_is_offered_to_those_to_whom_booking_opens_it(scope: Scope, theirs: Scope) -> None:
    assert set(POLICY.holders(scope)) == set(load("booking").whole_policy.holders(theirs)) - {Role.PATIENT}


def test_a_reaction_is_reported_and_put_right_by_those_to_whom_screening_opens_it() -> None:
    theirs = load("screening").whole_policy
    for scope in (screening.REACTIONS_REPORT, screening.REACTIONS_AMEND):
        assert set(POLICY.holders(access.REACTIONS_TELL)) == set(theirs.holders(scope)) - {Role.PATIENT}
    assert set(POLICY.holders(access.PATIENTS_SEE)) <= set(theirs.holders(screening.REACTIONS_READ))


def test_that_messages_are_wanted_again_is_noted_by_those_to_whom_notifications_opens_it() -> None:
    theirs = load("notifications").whole_policy.holders(notifications.CONTACTS_AGREE)
    assert set(POLICY.holders(access.MESSAGES_RESUME)) == set(theirs) - {Role.PATIENT}


def test_who_looked_and_what_was_used_is_shown_to_those_who_see_patients_and_may_know_it() -> None:
    sees = set(POLICY.holders(access.PATIENTS_SEE))
    assert set(POLICY.holders(access.LOOKS_SEE)) == sees & set(load("booking").whole_policy.holders(ACCESS_LOG_READ))
    assert set(POLICY.holders(access.USES_SEE)) == sees & set(load("inventory").whole_policy.holders(USES_READ))


def test_whoever_sees_any_items_sees_the_page_of_them() -> None:
    anybody = {role for scope in ITEMS_OF.values() for role in POLICY.holders(scope)}
    assert set(POLICY.holders(WORKLISTS_SEE)) == anybody


def test_the_directors_pages_are_open_to_those_to_whom_screening_opens_what_they_show() -> None:
    screening = load("screening").whole_policy
    assert set(POLICY.holders(DIRECTOR_SEE)) == set(screening.holders(REVIEWS_READ))
    assert set(POLICY.holders(DECISIONS_SEE)) == set(screening.holders(SCREENINGS_EXPLAIN))
    assert set(POLICY.holders(DECISIONS_CONFIRM)) == set(screening.holders(REVIEWS_CONFIRM))
    ruling = set(screening.holders(REVIEWS_RULE))
    assert set(POLICY.holders(DECISIONS_RULE)) == ruling == set(screening.holders(REACTIONS_DECIDE))


def test_whatever_a_director_takes_of_screening_is_on_the_directors_page() -> None:
    screening = load("screening")
    takes = (REVIEWS_RULE, REVIEWS_CONFIRM, REACTIONS_DECIDE)
    theirs = {kind.name for kind in screening.worklist.kinds if kind.take in takes}
    assert theirs <= set(OF_DIRECTORS)


def test_the_chair_is_open_to_those_who_write_into_the_record_of_care() -> None:
    booking, screening = load("booking").whole_policy, load("screening").whole_policy
    writing = set(POLICY.holders(CHAIR_WORK))
    assert writing == set(booking.holders(CARE_WRITE)) == set(booking.holders(PHOTOS_WRITE))
    assert writing <= set(screening.holders(CONSENTS_SIGN)) & set(screening.holders(DEPTH_LIMITS_READ))
    assert set(POLICY.holders(COURSES_CHANGE)) == writing
    assert set(POLICY.holders(DAY_CHECK)) == writing & set(screening.holders(DAY_CHECKS_WRITE))


def test_what_is_owed_and_calls_are_settled_by_those_who_may_at_the_services() -> None:
    theirs = load("booking").whole_policy
    assert set(POLICY.holders(PAYMENTS_NOTE)) == set(theirs.holders(booking.ATTENDANCE_WRITE))
    assert set(POLICY.holders(CALLS_NOTE)) == set(notifications.POLICY.holders(notifications.MESSAGES_SETTLE))
    assert set(POLICY.holders(NO_SHOWS_PASS)) == set(theirs.holders(booking.ATTENDANCE_WAIVE))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (CHAIN_STOCK_SEE, inventory.STOCK_READ),
        (STOCK_SEE, inventory.STOCK_READ),
        (STOCK_MOVE, inventory.STOCK_WRITE),
        (ORDERS_SEE, inventory.ORDERS_READ),
        (ORDERS_ACT, inventory.ORDERS_WRITE),
        (LIVES_SEE, inventory.USES_READ),
        (access.INCIDENTS_SEE, inventory.INCIDENTS_READ),
        (access.INCIDENTS_CLOSE, inventory.INCIDENTS_CLOSE),
        (RECALLS_SEE, inventory.RECALLS_READ),
        (RECALLS_ENTER, inventory.STOCK_RECALL),
        (RECALLS_LEAD, inventory.RECALLS_CLOSE),
        (RECALLS_LEAD, inventory.RECALLS_WITHDRAW),
        (RECALLS_LEAD, inventory.RECALL_LETTERS_RELEASE),
        (LETTERS_SEE, inventory.RECALL_LETTERS_READ),
        (LETTERS_SETTLE, inventory.RECALL_LETTERS_SETTLE),
    ],
    ids=lambda scope: scope.name,
)
def test_stock_is_shown_to_those_who_read_it_and_moved_by_those_who_move_it(ours: Scope, theirs: Scope) -> None:
    assert set(POLICY.holders(ours)) == set(load("inventory").whole_policy.holders(theirs))


def test_who_is_in_line_is_shown_to_and_set_by_those_to_whom_notifications_opens_it() -> None:
    theirs = load("notifications").whole_policy
    assert set(POLICY.holders(ESCALATIONS_SEE)) == set(theirs.holders(notifications.ESCALATIONS_READ))
    assert set(POLICY.holders(ESCALATIONS_TAKE)) == set(theirs.holders(notifications.ESCALATIONS_TAKE))
    assert set(POLICY.holders(ESCALATION_LINES_SET)) == set(theirs.holders(notifications.ESCALATION_LINES_SET))


def test_the_inbox_is_open_to_those_who_read_texts_and_answered_by_those_who_settle_them() -> None:
    theirs = load("notifications").whole_policy
    assert set(POLICY.holders(INBOX_SEE)) == set(theirs.holders(notifications.TEXTS_READ))
    assert set(POLICY.holders(INBOX_ANSWER)) == set(theirs.holders(notifications.TEXTS_SETTLE))


def test_rules_and_texts_are_drafted_and_signed_by_those_to_whom_their_services_open_it() -> None:
    theirs = load("screening").whole_policy
    assert set(POLICY.holders(PUBLISHED_SEE)) == set(theirs.holders(reference.READ))
    assert set(POLICY.holders(PUBLISHED_DRAFT)) == set(theirs.holders(reference.DRAFT))
    assert set(POLICY.holders(PUBLISHED_SIGN)) == set(theirs.holders(reference.SIGN))


@pytest.mark.parametrize("service", SERVICE_NAMES)
def test_operation_is_shown_to_those_to_whom_every_service_says_how_it_is(service: str) -> None:
    theirs = load(service).whole_policy
    assert set(POLICY.holders(OPERATE_SEE)) == set(theirs.holders(OPERATIONS_READ))
    assert set(POLICY.holders(OPERATE_SETTLE)) == set(theirs.holders(DEAD_LETTERS_SETTLE))
