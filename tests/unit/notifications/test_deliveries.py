"""What becomes of a message at the moment when it is due."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.notifications.domain.deliveries import (
    MAX_ATTEMPTS,
    CallOff,
    Circumstances,
    Fail,
    LookAgain,
    Send,
    Skip,
    Wait,
    after_failure,
    decide,
    next_look,
)
from services.notifications.domain.opt_outs import MessageScope
from services.notifications.domain.quiet_hours import MessageHours
from services.notifications.domain.recipients import Channel, Closed, Contact, Route, first_open, ways_to
from tests.unit.notifications.shipped import template

DAY_1, CANCELLED, CONFIRMED = (
    template(code) for code in ("aftercare_day_1", "appointment_cancelled", "appointment_confirmed")
)
LOT_RECALLED, STOCK_LOW = template("lot_recalled"), template("stock_low")
MAINTENANCE_INVITED, OPT_OUT_CONFIRMED = template("maintenance_invited"), template("opt_out_confirmed")

LISBON = ZoneInfo("Europe/Lisbon")
NOON = datetime(2026, 11, 3, 12, tzinfo=LISBON)
NIGHT = datetime(2026, 11, 3, 23, tzinfo=LISBON)
MORNING = datetime(2026, 11, 4, 8, tzinfo=LISBON)
ANA = Contact("Ana", Channel.SMS, "+351912345678", "ana@example.org")
ALL_IS_WELL = Circumstances(
    now=NOON,
    not_after=NOON + timedelta(days=2),
    cause_holds=True,
    contact=ANA,
    hours=MessageHours(time(8), time(21), LISBON),
)
BY_SMS = Route(Channel.SMS, "+351912345678")


def test_it_is_sent_the_way_the_patient_wants() -> None:
    assert decide(CONFIRMED, ALL_IS_WELL) == Send(BY_SMS, ANA)


def test_it_is_called_off_when_its_cause_is_gone_even_if_it_is_too_late_as_well() -> None:
    seen = replace(ALL_IS_WELL, cause_holds=False, not_after=NOON - timedelta(days=1))
    assert isinstance(decide(CONFIRMED, seen), CallOff)


def test_after_an_outage_what_is_too_late_is_skipped() -> None:
    assert decide(DAY_1, replace(ALL_IS_WELL, not_after=NOON)) == Skip("too late")


def test_it_waits_for_a_patient_a_clinic_or_an_appointment_that_is_not_known_yet() -> None:
    for unknown in ({"contact": None}, {"hours": None}, {"cause_holds": None}):
        assert isinstance(decide(CONFIRMED, replace(ALL_IS_WELL, **unknown)), LookAgain)  # type: ignore[arg-type]


def test_it_is_looked_at_soon_and_then_ever_more_seldom() -> None:
    far = NOON + timedelta(days=9)
    seconds = [(next_look(looks, NOON, far) - NOON).total_seconds() for looks in (0, 1, 2, 11, 99)]
    assert seconds == [2, 4, 8, 3600, 3600]


def test_it_waits_no_longer_than_it_is_of_use() -> None:
    soon = NOON + timedelta(minutes=5)
    assert decide(CONFIRMED, replace(ALL_IS_WELL, contact=None, not_after=soon)) == LookAgain()
    assert next_look(30, NOON, soon) == soon
    assert isinstance(decide(CONFIRMED, replace(ALL_IS_WELL, contact=None, now=soon, not_after=soon)), Fail)


def test_it_waits_for_signed_templates_and_fails_when_they_come_too_late_so_that_somebody_calls() -> None:
    unsigned = replace(ALL_IS_WELL, signed=False)
    assert decide(CONFIRMED, unsigned) == LookAgain("waits for signed templates")
    assert decide(CONFIRMED, replace(unsigned, not_after=NOON)) == Fail("no templates were signed in time")


def test_nobody_has_to_call_who_did_not_want_the_unsigned_message_anyway() -> None:
    unsigned = replace(ALL_IS_WELL, signed=False, not_after=NOON)
    assert decide(MAINTENANCE_INVITED, unsigned) == Skip("did not agree to marketing")


def test_in_quiet_hours_it_waits_for_the_morning() -> None:
    assert decide(CONFIRMED, replace(ALL_IS_WELL, now=NIGHT)) == Wait(MORNING.astimezone(UTC))


def test_in_quiet_hours_it_is_skipped_when_the_morning_is_too_late() -> None:
    seen = replace(ALL_IS_WELL, now=NIGHT, not_after=MORNING)
    assert isinstance(decide(CONFIRMED, seen), Skip)
    assert isinstance(decide(CANCELLED, seen), Fail)


def test_a_recall_wakes_the_stock_manager_and_low_stock_does_not() -> None:
    assert isinstance(decide(LOT_RECALLED, replace(ALL_IS_WELL, now=NIGHT)), Send)
    assert isinstance(decide(STOCK_LOW, replace(ALL_IS_WELL, now=NIGHT)), Wait)


def test_opting_out_of_marketing_silences_no_confirmation_and_no_aftercare() -> None:
    seen = replace(ALL_IS_WELL, opted_out=frozenset({MessageScope.MARKETING}), agreed_to_marketing=True)
    assert isinstance(decide(CONFIRMED, seen), Send)
    assert isinstance(decide(DAY_1, seen), Send)
    assert decide(MAINTENANCE_INVITED, seen) == Skip("opted out of marketing")


def test_opting_out_of_everything_silences_everything() -> None:
    seen = replace(ALL_IS_WELL, opted_out=frozenset({MessageScope.ALL}))
    for each in (CONFIRMED, DAY_1, CANCELLED, MAINTENANCE_INVITED):
        assert decide(each, seen) == Skip("opted out of all messages")


def test_marketing_needs_agreement() -> None:
    assert decide(MAINTENANCE_INVITED, ALL_IS_WELL) == Skip("did not agree to marketing")
    assert isinstance(decide(MAINTENANCE_INVITED, replace(ALL_IS_WELL, agreed_to_marketing=True)), Send)


def test_the_answer_to_stop_goes_back_the_way_it_came_at_any_hour() -> None:
    back = Route(Channel.WHATSAPP, "+351900000000")
    seen = replace(ALL_IS_WELL, now=NIGHT, opted_out=frozenset({MessageScope.ALL}), reply_to=back)
    assert decide(OPT_OUT_CONFIRMED, seen) == Send(back, ANA)


def test_nobody_is_left_unreached_in_silence() -> None:
    nowhere = replace(ANA, phone=None, email=None)
    decision = decide(CONFIRMED, replace(ALL_IS_WELL, contact=nowhere))
    assert isinstance(decision, Fail)
    assert decision.reason.startswith("no way to reach")


@pytest.mark.parametrize(
    ("wants", "phone", "email", "gets"),
    [
        (Channel.SMS, "+1", "a@b", Channel.SMS),
        (Channel.SMS, None, "a@b", Channel.EMAIL),
        (Channel.WHATSAPP, "+1", "a@b", Channel.WHATSAPP),
        (Channel.WHATSAPP, None, "a@b", Channel.EMAIL),
        (Channel.EMAIL, "+1", "a@b", Channel.EMAIL),
        (Channel.EMAIL, "+1", None, Channel.SMS),
    ],
)
def test_the_channel_falls_back_to_what_is_there(
    wants: Channel, phone: str | None, email: str | None, gets: Channel
) -> None:
    route = first_open(ways_to(Contact("Ana", wants, phone, email)), {})
    assert route is not None
    assert route.channel is gets


@pytest.mark.parametrize(
    ("approved", "refused", "wrote", "gets"),
    [
        (True, None, False, Channel.WHATSAPP),
        (False, None, False, Channel.SMS),
        (False, None, True, Channel.WHATSAPP),
        (True, "WhatsApp has its template as paused", False, Channel.SMS),
        (True, "WhatsApp has its template as paused", True, Channel.WHATSAPP),
    ],
)
def test_whatsapp_takes_an_approved_template_or_who_wrote_within_a_day(
    approved: bool, refused: str | None, wrote: bool, gets: Channel
) -> None:
    contact = Contact("Ana", Channel.WHATSAPP, "+351912345678", "ana@example.org")
    wrote_from = {contact.phone or ""} if wrote else set[str]()
    seen = replace(ALL_IS_WELL, contact=contact, whatsapp_open=wrote_from, whatsapp_refused=refused)
    decision = decide(CONFIRMED.model_copy(update={"whatsapp_approved": approved}), seen)
    assert isinstance(decision, Send)
    assert decision.route.channel is gets


def test_who_has_whatsapp_alone_and_no_template_is_called_and_the_reason_says_so() -> None:
    contact = Contact("Ana", Channel.WHATSAPP, "+351912345678", None)
    no_sms: Closed = {Channel.SMS: "not sent: no SMS gateway is set up"}
    paused = "WhatsApp has its template as paused"
    seen = replace(ALL_IS_WELL, contact=contact, whatsapp_refused=paused, closed=no_sms)
    assert decide(CONFIRMED, seen) == Fail(f"not sent: {paused}")


def test_a_failing_channel_is_tried_again_ever_more_slowly_and_then_given_up() -> None:
    far = NOON + timedelta(days=3)
    waits = [after_failure(n, NOON, far, "busy") for n in range(1, MAX_ATTEMPTS)]
    assert waits == [Wait(NOON + timedelta(minutes=minutes)) for minutes in (1, 4, 16, 64, 256)]
    assert after_failure(MAX_ATTEMPTS, NOON, far, "busy") == Fail("the channel failed 6 times: busy")


def test_a_failing_channel_is_given_up_when_the_next_try_would_be_too_late() -> None:
    assert isinstance(after_failure(1, NOON, NOON + timedelta(seconds=30), "busy"), Fail)


def test_what_a_channel_refuses_for_good_is_not_tried_again() -> None:
    far = NOON + timedelta(days=3)
    assert after_failure(1, NOON, far, "the address is refused", for_good=True) == Fail("the address is refused")


def test_it_goes_the_next_way_where_the_wanted_one_is_closed_or_down() -> None:
    contact = Contact("Ana", Channel.WHATSAPP, "+351912345678", "ana@example.org")
    closed = replace(ALL_IS_WELL, contact=contact, closed={Channel.WHATSAPP: "not sent: no WhatsApp account is set up"})
    assert _channel(closed) is Channel.SMS
    assert _channel(replace(closed, down={Channel.SMS})) is Channel.EMAIL


def test_it_waits_for_a_carrier_that_is_down_where_there_is_no_other_way() -> None:
    contact = Contact("Ana", Channel.SMS, "+351912345678", None)
    assert _channel(replace(ALL_IS_WELL, contact=contact, down={Channel.SMS})) is Channel.SMS


def test_what_no_carrier_took_in_time_fails_so_that_somebody_calls() -> None:
    seen = replace(ALL_IS_WELL, not_after=NOON, waits_for_carrier=True)
    assert decide(CONFIRMED, seen) == Fail("no carrier took it until it was too late")


def test_where_every_way_is_closed_the_reason_of_one_that_was_tried_is_given() -> None:
    no_gateway, refused = "not sent: no SMS gateway is set up", "the mail server refuses the address"
    tried: Closed = {Channel.SMS: no_gateway, Channel.EMAIL: refused}
    contact = Contact("Ana", Channel.SMS, "+351912345678", "ana@example.org")
    assert decide(CONFIRMED, replace(ALL_IS_WELL, contact=contact, closed=tried)) == Fail(refused)


def _channel(seen: Circumstances) -> Channel:
    decision = decide(CONFIRMED, seen)
    assert isinstance(decision, Send)
    return decision.route.channel
