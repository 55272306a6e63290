"""What a carrier's code says as a failure, in words that hold nothing of the carrier's, which quotes numbers. Pure."""

from datetime import timedelta

from services.notifications.domain.carrier_codes import MAIL, SMS, WHATSAPP, Means
from services.notifications.domain.channels import (
    AddressBad,
    Busy,
    CarrierDown,
    ChannelFailed,
    Of,
    TemplateRefused,
    Undeliverable,
    WindowClosed,
)
from services.notifications.domain.hand_overs import Receipt
from services.notifications.domain.recipients import Channel

WAIT = timedelta(seconds=5)
WAITS = {Of.RECIPIENT: timedelta(seconds=10), Of.NEW: timedelta(minutes=15)}
"""Where no Retry-After says how long; Meta asks to wait ever longer, and our limits do the rest."""
_OF = {
    Means.EVERYTHING_WAITS: Of.EVERYTHING,
    Means.NUMBER_WAITS: Of.NUMBER,
    Means.NEW_WAITS: Of.NEW,
    Means.RECIPIENT_WAITS: Of.RECIPIENT,
}
_NOT_BY_WHATSAPP = "not by WhatsApp: it could not be delivered"
_WITH = {Of.RECIPIENT: " with this recipient", Of.NUMBER: " with this number", Of.NEW: " with new conversations"}


def whatsapp_failure(code: int, wait: timedelta | None = None) -> ChannelFailed:
    """``wait`` is what its Retry-After asks for. A code that this release does not know is about this message."""
    meaning = WHATSAPP.get(code)
    words = meaning.words if meaning else ""
    if meaning is None or meaning.means is Means.ELSEWHERE:
        return Undeliverable(f"{f'not by WhatsApp: {words}' if words else _NOT_BY_WHATSAPP} ({code})")
    if meaning.means is Means.WINDOW_CLOSED:
        return WindowClosed(f"not by WhatsApp: {words} ({code})")
    if meaning.means is Means.TEMPLATE:
        return TemplateRefused(f"WhatsApp refuses the template ({code})")
    if meaning.means is Means.LATER:
        return ChannelFailed(f"WhatsApp could not send it ({code})")
    if meaning.means is Means.CARRIER:
        return CarrierDown(f"WhatsApp {words or 'does not let us send'} ({code})")
    return asks_to_wait(code, _OF[meaning.means], wait)


def asks_to_wait(code: int, of: Of, wait: timedelta | None) -> Busy:
    """WhatsApp asks to wait."""
    return Busy(f"WhatsApp asks to wait{_WITH.get(of, '')} ({code})", wait or WAITS.get(of, WAIT), of)


def sms_failure(code: int | None) -> ChannelFailed:
    """What a receipt of the SMS gateway says. A code that this release does not know is about this message."""
    meaning = SMS.get(code) if code is not None else None
    why = f": {meaning.words}" if meaning and meaning.words else ""
    words = f"the SMS gateway could not deliver it{why}{f' ({code})' if code is not None else ''}"
    kinds: dict[Means, type[ChannelFailed]] = {
        Means.ADDRESS_BAD: AddressBad,
        Means.LATER: ChannelFailed,
        Means.CARRIER: CarrierDown,
    }
    return (kinds.get(meaning.means, Undeliverable) if meaning else Undeliverable)(words)


def mail_failure(status: str | None) -> ChannelFailed:
    """What the report of a mail server says that gave up: what it tried again for days (4.x.x) has failed as well."""
    meaning = MAIL.get(status or "")
    why = f": {meaning.words}" if meaning and meaning.words else ""
    bad = meaning is not None and meaning.means is Means.ADDRESS_BAD
    words = f"the mail came back{why}{f' ({status})' if status else ''}"
    return (AddressBad if bad else Undeliverable)(words)


def failure_in(receipt: Receipt) -> ChannelFailed:
    """What a receipt says that a message failed of."""
    if receipt.channel is Channel.EMAIL:
        return mail_failure(receipt.status)
    if receipt.channel is Channel.WHATSAPP:
        return whatsapp_failure(receipt.code) if receipt.code is not None else Undeliverable(_NOT_BY_WHATSAPP)
    found = sms_failure(receipt.code)
    return AddressBad(str(found)) if receipt.address_bad else found
