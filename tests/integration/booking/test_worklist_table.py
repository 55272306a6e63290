"""The table of booking's worklist: which fact opens an item, and which fact closes it. One row each."""

import pytest

from contracts.vocabulary import Outcome
from tests.integration.booking.chain import WORK_DAYS, Chain, House
from tests.integration.booking.worklist_story import (
    Step,
    Story,
    a_file_with_an_error,
    a_later_file_fixes_it,
    agrees_again,
    answers,
    book_the_same_course,
    closed_day,
    comes_to_a_session,
    consult_missed,
    every_review_is_skipped,
    follow_up_waits,
    gives_up,
    held_session,
    lets_it_lapse,
    not_closed,
    nothing,
    offered_by_call,
    one_is_wanted_after_all,
    review_is_due,
    session_cancelled,
    silent_and_booked,
    silent_and_moved,
    somebody_else_records_it,
    the_desk_settles_it,
    the_nurse_leaves,
    the_nurse_stays,
    the_review_is_booked,
    the_session_is_void,
    unreached,
    unsigned,
    waits_for_nobody,
    waits_for_the_nurse,
    waits_in_silence,
    waits_no_longer,
    waits_too_long,
    what_is_kept_is_noted,
    who_did_it_signs,
    withdraws_all_consents,
)

OPENS: list[tuple[str, Step, Step, str]] = [
    ("the clinic closes on its day", lambda s: s.books(), lambda s: s.closes_that_day(), "appointment_not_valid"),
    (
        "a clinician has to review",
        lambda s: s.has_a_session_booked(),
        lambda s: s.decides(Outcome.REVIEW),
        "appointment_not_valid",
    ),
    ("a message did not arrive", lambda s: s.books(), lambda s: s.message(arrives=False), "call_patient"),
    ("the clinic moves it, and the patient wants no messages", silent_and_booked, lambda s: s.moves(), "call_patient"),
    (
        "the clinic cancels it, and the patient wants no messages",
        silent_and_booked,
        lambda s: s.does("cancel", reason="The nurse is ill.", code="clinic_asked"),
        "call_patient",
    ),
    ("a follow-up is cancelled", lambda s: s.is_treated(), lambda s: s.cancels(), "follow_up_to_place"),
    ("a follow-up is missed", lambda s: s.is_treated(), lambda s: s.misses(), "follow_up_to_place"),
    ("a plan is cleared", nothing, lambda s: s.is_cleared(), "nothing_booked"),
    ("the first session is cancelled", lambda s: s.has_a_session_booked(), lambda s: s.cancels(), "nothing_booked"),
    ("the first session is missed", lambda s: s.has_a_session_booked(), lambda s: s.misses(), "nothing_booked"),
    ("the consult is missed", lambda s: s.books(), lambda s: s.misses(), "nothing_booked"),
    ("the consult is cancelled", lambda s: s.books(), lambda s: s.cancels(), "nothing_booked"),
    ("nobody comes to a patient", nothing, waits_too_long, "waiting_too_long"),
    ("a time is freed for whom nobody writes to", waits_in_silence, gives_up, "offer_to_call"),
    ("whom they wait for leaves", waits_for_the_nurse, the_nurse_leaves, "wish_unmet"),
    ("somebody else records a session", comes_to_a_session, somebody_else_records_it, "session_to_sign"),
    ("a line of a file cannot be taken", nothing, a_file_with_an_error, "import_with_errors"),
    ("a review is wanted after all", every_review_is_skipped, one_is_wanted_after_all, "review_due"),
    ("they agree to nothing about their data", nothing, withdraws_all_consents, "consent_withdrawn"),
    ("nobody recorded it", lambda s: s.books(), lambda s: s.passes(), "appointment_not_closed"),
]
CLOSES: list[tuple[str, Step, Step, str, str]] = [
    ("the clinic opens again", closed_day, lambda s: s.clinic_opens(WORK_DAYS), "appointment_not_valid", "valid_again"),
    ("it is moved to an open day", closed_day, lambda s: s.moves(), "appointment_not_valid", "valid_again"),
    ("it is cancelled", closed_day, lambda s: s.cancels(), "appointment_not_valid", "cancelled"),
    ("its time is over", closed_day, lambda s: s.passes(), "appointment_not_valid", "over"),
    ("a director clears", held_session, lambda s: s.decides(), "appointment_not_valid", "valid_again"),
    (
        "a director declines",
        held_session,
        lambda s: s.decides(Outcome.DECLINED),
        "appointment_not_valid",
        "cancelled",
    ),
    ("a later message arrives", unreached, lambda s: s.message(arrives=True), "call_patient", "reached"),
    ("somebody calls", unreached, lambda s: s.does("call"), "call_patient", "called"),
    ("it is moved, which sends a message", unreached, lambda s: s.moves(), "call_patient", "moved"),
    ("the patient cancels", unreached, lambda s: s.cancels(), "call_patient", "cancelled"),
    ("the patient does not come", unreached, lambda s: s.misses(), "call_patient", "missed"),
    ("somebody calls whom nobody writes to", silent_and_moved, lambda s: s.does("call"), "call_patient", "called"),
    ("the follow-up is booked", follow_up_waits, book_the_same_course, "follow_up_to_place", "booked"),
    (
        "a session is booked",
        session_cancelled,
        book_the_same_course,
        "nothing_booked",
        "booked",
    ),
    (
        "the plan is declined",
        session_cancelled,
        lambda s: s.decides(Outcome.DECLINED),
        "nothing_booked",
        "not_cleared",
    ),
    ("another consult is booked", consult_missed, lambda s: s.books(), "nothing_booked", "booked"),
    ("they are called in", waits_too_long, lambda s: s.is_at("in_treatment"), "waiting_too_long", "in_treatment"),
    (
        "they do not wait any longer",
        waits_too_long,
        lambda s: s.is_at("left", reason="could not wait"),
        "waiting_too_long",
        "left",
    ),
    ("it was somebody else", waits_too_long, lambda s: s.withdraws_the_arrival(), "waiting_too_long", "withdrawn"),
    ("the consult is recorded", waits_too_long, lambda s: s.records_the_consult(), "waiting_too_long", "performed"),
    ("it is noted as missed", not_closed, lambda s: s.does("miss"), "appointment_not_closed", "missed"),
    ("it is cancelled afterwards", not_closed, lambda s: s.cancels(), "appointment_not_closed", "cancelled"),
    ("the patient accepts", offered_by_call, lambda s: answers(s, "accept"), "offer_to_call", "accepted"),
    ("the patient declines", offered_by_call, lambda s: answers(s, "decline"), "offer_to_call", "declined"),
    ("nobody calls in time", offered_by_call, lets_it_lapse, "offer_to_call", "lapsed"),
    ("the patient waits no longer", offered_by_call, waits_no_longer, "offer_to_call", "withdrawn"),
    ("she stays after all", waits_for_nobody, the_nurse_stays, "wish_unmet", "somebody_there"),
    ("they do not wait for her any longer", waits_for_nobody, waits_no_longer, "wish_unmet", "waits_no_longer"),
    ("who did it signs", unsigned, who_did_it_signs, "session_to_sign", "signed"),
    ("it was entered in error", unsigned, the_session_is_void, "session_to_sign", "voided"),
    ("a later file is right", a_file_with_an_error, a_later_file_fixes_it, "import_with_errors", "fixed_by_import"),
    ("the desk settles the line", a_file_with_an_error, the_desk_settles_it, "import_with_errors", "settled"),
    (
        "a director notes what is kept",
        withdraws_all_consents,
        what_is_kept_is_noted,
        "consent_withdrawn",
        "settled",
    ),
    ("they agree again", withdraws_all_consents, agrees_again, "consent_withdrawn", "agrees_again"),
    ("the review is booked", review_is_due, the_review_is_booked, "review_due", "booked"),
    ("it is moved afterwards", not_closed, lambda s: s.moves(), "appointment_not_closed", "moved"),
]


@pytest.fixture
async def story(chain: Chain, lisbon: House) -> Story:
    return Story(chain, lisbon, await chain.register(lisbon))


@pytest.mark.parametrize(("given", "fact", "kind"), [row[1:] for row in OPENS], ids=[row[0] for row in OPENS])
async def test_a_fact_opens_an_item(story: Story, given: Step, fact: Step, kind: str) -> None:
    await given(story)
    await fact(story)
    assert (kind, "opened") in await story.history()
    assert kind in await story.kinds()


@pytest.mark.parametrize(("given", "fact", "kind", "why"), [row[1:] for row in CLOSES], ids=[row[0] for row in CLOSES])
async def test_a_fact_closes_an_item(story: Story, given: Step, fact: Step, kind: str, why: str) -> None:
    await given(story)
    assert kind in await story.kinds()
    await fact(story)
    assert (kind, why) in await story.history()
    assert kind not in await story.kinds()
