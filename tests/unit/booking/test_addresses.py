"""The list of a patient's addresses, and the fields that older clients read and change."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.refusals import Invalid
from services.booking.people.domain.addresses import (
    MOST_ADDRESSES,
    Address,
    AddressKnown,
    Fields,
    TooManyAddresses,
    Whose,
    added,
    agree,
    fields_of,
    first_addresses,
    following,
    in_order,
    require_reached_by,
    without,
)
from services.booking.people.domain.patients import Channel
from services.booking.people.domain.refusals import Unreachable

SMS, WHATSAPP, EMAIL = Channel.SMS, Channel.WHATSAPP, Channel.EMAIL
NUMBERS = ["+351910000001", "+351910000002", "+351910000003"]
MAILS = ["a@example.org", "b@example.org"]

reachable = st.builds(
    Fields,
    phone=st.sampled_from([*NUMBERS, None]),
    email=st.sampled_from([*MAILS, None]),
    channel=st.sampled_from(list(Channel)),
).filter(lambda fields: (fields.email if fields.channel is EMAIL else fields.phone) is not None)
further = st.builds(Address, st.just(SMS), st.sampled_from(NUMBERS), st.sampled_from(list(Whose))) | st.builds(
    Address, st.just(EMAIL), st.sampled_from(MAILS)
)


def said(addresses: list[Address]) -> list[tuple[str, str]]:
    return [(each.channel.value, each.address) for each in addresses]


def stored(*addresses: Address) -> list[Address]:
    return [Address(each.channel, each.address, each.whose, uuid4()) for each in addresses]


@given(reachable)
def test_fields_become_a_list_that_says_the_same(fields: Fields) -> None:
    assert fields_of(first_addresses(fields), fields.channel) == fields
    assert agree(first_addresses(fields), fields)


@given(reachable, st.lists(further, max_size=4), reachable)
def test_what_a_client_changes_is_what_it_reads_afterwards(before: Fields, more: list[Address], after: Fields) -> None:
    held = first_addresses(before)
    for each in more:
        held = [*held, each] if each.key not in {one.key for one in held} else held
    before = fields_of(held, before.channel)
    changed = following(held, before, after)
    read = fields_of(changed, after.channel)
    assert read.channel is after.channel
    assert len({each.key for each in changed}) == len(changed)
    if after.channel is EMAIL:
        assert read.email == after.email
    if not more:
        assert read == after


def test_what_replaces_an_address_takes_its_place_on_every_channel() -> None:
    held = first_addresses(Fields(NUMBERS[0], MAILS[0], WHATSAPP))
    changed = following(held, fields_of(held, SMS), Fields(NUMBERS[1], MAILS[0], WHATSAPP))
    assert said(changed) == [("whatsapp", NUMBERS[1]), ("sms", NUMBERS[1]), ("email", MAILS[0])]


def test_who_leaves_whatsapp_has_taken_the_agreement_back() -> None:
    held = first_addresses(Fields(NUMBERS[0], MAILS[0], WHATSAPP))
    changed = following(held, fields_of(held, SMS), Fields(NUMBERS[0], MAILS[0], EMAIL))
    assert said(changed) == [("email", MAILS[0]), ("sms", NUMBERS[0])]


def test_the_next_number_is_the_first_where_the_first_is_taken_away() -> None:
    held = [Address(SMS, NUMBERS[0]), Address(EMAIL, MAILS[0]), Address(SMS, NUMBERS[1], Whose.GUARDIAN)]
    changed = following(held, fields_of(held, SMS), Fields(None, MAILS[0], SMS))
    assert said(changed) == [("sms", NUMBERS[1]), ("email", MAILS[0])]
    assert fields_of(changed, SMS).phone == NUMBERS[1]


def test_nothing_is_left_of_the_preferred_channel() -> None:
    held = first_addresses(Fields(NUMBERS[0], MAILS[0], SMS))
    with pytest.raises(Unreachable, match="needs a phone number"):
        require_reached_by(SMS, following(held, fields_of(held, SMS), Fields(None, MAILS[0], SMS)))


def test_an_address_is_added_once_whatever_its_capitals() -> None:
    with pytest.raises(AddressKnown):
        added([Address(EMAIL, "Ana@example.org")], Address(EMAIL, "ana@example.org"))
    assert len(added([Address(SMS, NUMBERS[0])], Address(WHATSAPP, NUMBERS[0]))) == 2
    full = [Address(SMS, f"+3519100000{number:02}") for number in range(MOST_ADDRESSES)]
    with pytest.raises(TooManyAddresses):
        added(full, Address(EMAIL, MAILS[0]))


def test_the_only_one_is_not_taken_away() -> None:
    [one] = stored(Address(SMS, NUMBERS[0]))
    assert one.id is not None
    with pytest.raises(Unreachable, match="only way"):
        without([one], one.id)


def test_an_order_names_each_once() -> None:
    one, two = stored(Address(SMS, NUMBERS[0]), Address(EMAIL, MAILS[0]))
    assert one.id is not None
    assert two.id is not None
    assert in_order([one, two], [two.id, one.id]) == [two, one]
    for wrong in ([one.id], [one.id, one.id], [one.id, UUID(int=0)], [one.id, two.id, one.id]):
        with pytest.raises(Invalid):
            in_order([one, two], wrong)
