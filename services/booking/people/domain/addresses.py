"""By what a patient is reached: numbers and e-mail addresses in an order, each with whose it is and how it is known.

A patient has further fields that older clients know: one telephone number, one e-mail address, one channel. They are
read from the list (`fields_of`), and a change of one of them is a change of the list (`following`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chassis.refusals import Invalid, Refusal
from services.booking.people.domain.patients import Channel, require_reachable
from services.booking.people.domain.refusals import Unreachable

MOST_ADDRESSES = 10
"""Of one patient at a time: a bound against mistakes, no rule of the field."""


class Whose(StrEnum):
    """Who reads what is sent there. Open text in events."""

    OWN = "own"
    GUARDIAN = "guardian"
    SHARED = "shared"
    """Of a household, or an office: others read it as well."""


class Proof(StrEnum):
    """How it is known that the patient is reached there."""

    CODE = "code"
    """The code that was sent there came back."""
    DESK = "desk"
    """A colleague saw or heard it: called it, or was shown the telephone."""


class AddressKnown(Refusal):
    """The patient is reached there already, by the same channel."""


class AddressEnded(Refusal):
    """The address was taken away: give it again to use it."""


class TooManyAddresses(Refusal):
    """The patient has as many numbers and addresses as a record takes: take one away first."""


@dataclass(frozen=True)
class Address:
    """A number or e-mail address on one channel."""

    channel: Channel
    address: str
    """E.164, or an e-mail address."""
    whose: Whose = Whose.OWN
    id: UUID | None = None
    """None: not stored yet."""
    proven_at: datetime | None = None
    """UTC."""

    @property
    def key(self) -> tuple[Channel, str]:
        """What is the same address: e-mail addresses whatever their capitals."""
        return self.channel, self.address.casefold()


@dataclass(frozen=True)
class Fields:
    """What clients read that know one number and one address."""

    phone: str | None
    email: str | None
    channel: Channel


def first_addresses(fields: Fields) -> list[Address]:
    """The list that says the same as these fields. WhatsApp only for who chose it: to choose it is the agreement."""
    wanted = [(Channel.SMS, fields.phone), (Channel.EMAIL, fields.email)]
    if fields.channel is Channel.EMAIL:
        wanted.reverse()
    if fields.channel is Channel.WHATSAPP:
        wanted.insert(0, (Channel.WHATSAPP, fields.phone))
    return [Address(channel, address) for channel, address in wanted if address]


def fields_of(addresses: Sequence[Address], channel: Channel) -> Fields:
    """The first number, the first e-mail address, and the channel of the first; ``channel`` where there is none."""
    return Fields(
        phone=next((each.address for each in addresses if each.channel is not Channel.EMAIL), None),
        email=next((each.address for each in addresses if each.channel is Channel.EMAIL), None),
        channel=addresses[0].channel if addresses else channel,
    )


def agree(held: Sequence[Address], fields: Fields) -> bool:
    """Whether the list says what the fields say."""
    said = fields_of(held, fields.channel)
    channel = said.channel is fields.channel or all(each.channel is not fields.channel for each in held)
    return (said.phone, said.email) == (fields.phone, fields.email) and channel


def following(held: Sequence[Address], before: Fields, after: Fields) -> list[Address]:
    """The list after somebody changed these fields: what took a place has the place of what it replaces."""
    changed = _replaced(held, before.phone, after.phone, Channel.SMS)
    changed = _once(_replaced(changed, before.email, after.email, Channel.EMAIL))
    if before.channel is Channel.WHATSAPP and after.channel is not Channel.WHATSAPP:
        changed = [each for each in changed if each.channel is not Channel.WHATSAPP]  # they agree to it no longer
    chosen = after.channel is not before.channel and after.channel is not Channel.EMAIL
    if chosen and after.phone and not any(each.channel is after.channel for each in changed):
        changed.append(Address(after.channel, after.phone))
    return _preferred(changed, after.channel)


def _replaced(held: Sequence[Address], former: str | None, wanted: str | None, channel: Channel) -> list[Address]:
    if former == wanted:
        return list(held)
    if former is None:
        return [*held, Address(channel, wanted)] if wanted else list(held)
    if wanted is None:
        return [each for each in held if each.address != former]
    return [Address(each.channel, wanted) if each.address == former else each for each in held]


def _preferred(held: Sequence[Address], channel: Channel) -> list[Address]:
    first = next((each for each in held if each.channel is channel), None)
    return [first, *(each for each in held if each is not first)] if first else list(held)


def require_reached_by(channel: Channel, addresses: Sequence[Address]) -> None:
    """Raises Unreachable when nothing is left of the channel that the patient prefers."""
    if all(each.channel is not channel for each in addresses):
        require_reachable(channel, phone=None, email=None)


def _once(addresses: Iterable[Address]) -> list[Address]:
    """What stands twice keeps its first place."""
    found: dict[tuple[Channel, str], Address] = {}
    for each in addresses:
        found.setdefault(each.key, each)
    return list(found.values())


def added(held: Sequence[Address], wanted: Address) -> list[Address]:
    """The list with one more at its end. Raises AddressKnown, TooManyAddresses."""
    if any(each.key == wanted.key for each in held):
        raise AddressKnown("The patient has this number or address already: put it where it belongs in the order.")
    if len(held) >= MOST_ADDRESSES:
        raise TooManyAddresses(
            "A patient has at most {most} numbers and addresses: take one away first.", most=MOST_ADDRESSES
        )
    return [*held, wanted]


def confirmed(held: Sequence[Address], wanted: Address) -> list[Address]:
    """The list with one whose code came back: at its end, or where it stands already."""
    return _once([*held, wanted])


def without(held: Sequence[Address], address_id: UUID) -> list[Address]:
    """The list without one. Raises Unreachable when nothing would be left."""
    left = [each for each in held if each.id != address_id]
    if not left:
        raise Unreachable("This is the only way to reach the patient: add another number or address first.")
    return left


def in_order(held: Sequence[Address], ids: Sequence[UUID]) -> list[Address]:
    """The list in this order. Raises Invalid unless it names each of them once."""
    by_id = {each.id: each for each in held}
    if len(ids) != len(by_id) or set(ids) != set(by_id):
        raise Invalid("Name each number and address that holds now once: read them again.")
    return [by_id[each] for each in ids]


def stored_as(held: Sequence[Address], wanted: Sequence[Address]) -> list[Address]:
    """What is wanted, as what is stored already where that is the same."""
    known = {each.key: each for each in held}
    return [known.get(each.key, each) for each in wanted]
