"""What a mail server reports about a mail of ours: RFC 3464 and RFC 6533, and the older form of Exim. Pure.

A report names our mail by the envelope's id (RFC 3461), by which we gave our own, or by the Message-ID in what it
returns of the mail. Whoever has neither can report nothing: both are random, and only in the mail itself.
"""

import re
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import Message
from uuid import UUID

from services.notifications.domain.carrier_codes import MAIL
from services.notifications.domain.hand_overs import DeliveryState, Receipt
from services.notifications.domain.incoming_mail import header, is_automatic, text_of
from services.notifications.domain.recipients import Channel

_DELIVERY_STATUS = ("message/delivery-status", "message/global-delivery-status")
_STATES: Mapping[str, DeliveryState] = {
    "failed": DeliveryState.FAILED,
    "delivered": DeliveryState.DELIVERED,
    "relayed": DeliveryState.SENT,
    "expanded": DeliveryState.SENT,
}
"""RFC 3464, 2.3.3."""
_DELAYED = "delayed"
"""It says nothing yet: the mail server goes on trying."""
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)")
OUR_ID = "X-Needlepoint-Message"
"""The Message-ID once more: some providers, such as Amazon SES, send a mail on under an id of their own."""
_MESSAGE_ID = re.compile(r"<[0-9a-fA-F-]{36}@[^<>\s]{1,255}>")
"""As we write them."""
_ANY_ID = re.compile(r"^\s*message-id:\s*<", re.IGNORECASE | re.MULTILINE)


def reports_in(mail: Message) -> list[Receipt] | None:
    """What it reports, as receipts; None when it is no report about a delivery, nothing when it says nothing yet.

    ``DOUBTFUL`` where it does not say what became of the mail.
    """
    found = next((part for part in _written(mail) if part.get_content_type() in _DELIVERY_STATUS), None)
    if found is not None:
        return _of_standard(mail, found)
    failed = header(mail, "X-Failed-Recipients").partition(",")[0].strip()
    return [receipt_of(mail, DeliveryState.FAILED, address=failed)] if failed else None


def receipt_of(
    mail: Message,
    state: DeliveryState,
    *,
    status: str | None = None,
    ours: UUID | None = None,
    address: str | None = None,
) -> Receipt:
    """What is said of our mail that ``mail`` returns."""
    status = status if state is DeliveryState.FAILED else None
    return Receipt(Channel.EMAIL, state, message_id_in(mail), ours, status=status, address=address)


def statuses_in(words: str) -> list[str]:
    """The enhanced status codes (RFC 3463) in it, in their order."""
    return _STATUS.findall(words)


def message_id_in(mail: Message) -> str | None:
    """Of our mail, in what is returned of it: its headers, or else anywhere in the words."""
    for part in (each for each in mail.walk() if each is not mail):
        for name in (OUR_ID, "Message-ID"):
            if found := _MESSAGE_ID.fullmatch(header(part, name)):
                return found[0]
    for part in mail.walk():
        if not part.is_multipart() and (found := _MESSAGE_ID.search(text_of(part))):
            return found[0]
    return None


def returns_another(mail: Message) -> bool:
    """Whether it returns a mail whose id is none of ours: whoever sent that gave our address as theirs."""
    if message_id_in(mail):
        return False
    parts = [part for part in mail.walk() if part is not mail]
    if any(header(part, "Message-ID") for part in parts):
        return True
    return any(_ANY_ID.search(text_of(part)) for part in parts or [mail] if not part.is_multipart())


def _written(mail: Message) -> Iterator[Message]:
    """Its parts. What a person attaches is not what they write: somebody may show us a report that they have got."""
    if is_automatic(mail):
        yield from mail.walk()
        return
    yield mail
    parts = mail.get_payload()
    if mail.get_content_maintype() == "multipart" and isinstance(parts, list):
        for part in parts:
            if isinstance(part, Message) and part.get_content_type() != "message/rfc822":
                yield from part.walk()


def _of_standard(mail: Message, report: Message) -> list[Receipt]:
    """One receipt: a mail of ours has one recipient, so several entries are those of an alias or a forwarding."""
    blocks = list(_blocks_of(report))
    ours = _id_in(next((each for block in blocks if (each := header(block, "Original-Envelope-Id"))), ""))
    said = [(state, block) for block in blocks if (state := _state_in(block))]
    if not said:
        delayed = any(header(block, "Action").lower() == _DELAYED for block in blocks)
        return [] if delayed else [receipt_of(mail, DeliveryState.DOUBTFUL, ours=ours, address=_address_in(blocks))]
    arrived = [each for each in said if each[0] is not DeliveryState.FAILED]
    state, block = next(iter(arrived), said[0])  # it reached one of them
    return [receipt_of(mail, state, status=_status_in(block), ours=ours, address=_address_in([block]))]


def _state_in(block: Message) -> DeliveryState | None:
    """Some servers leave the action out, or write one of their own: a status of 5 says as much."""
    action = header(block, "Action").lower()
    if (state := _STATES.get(action)) or action == _DELAYED:
        return state
    return DeliveryState.FAILED if (_status_in(block) or "").startswith("5") else None


def _address_in(blocks: list[Message]) -> str | None:
    names = ("Original-Recipient", "Final-Recipient")
    written = (header(block, name).partition(";")[2].strip() for block in blocks for name in names)
    return next((each for each in written if each), None)


def _blocks_of(report: Message) -> Iterator[Message]:
    """Its groups of fields, each as the parser makes a message of it; others than RFC 3464's it leaves as they are."""
    found = report.get_payload()
    parts = [part for part in found if isinstance(part, Message)] if isinstance(found, list) else []
    encoding = header(report, "Content-Transfer-Encoding").lower()
    encoded = encoding in ("base64", "quoted-printable")
    if not encoded and report.get_content_type() == _DELIVERY_STATUS[0]:
        yield from parts
        return
    for block in re.split(rb"\n[ \t]*\n", _bytes_of(parts, encoding if encoded else "").replace(b"\r\n", b"\n")):
        yield message_from_bytes(block.strip())


def _bytes_of(parts: list[Message], encoding: str) -> bytes:
    if not encoding:
        return b"\n\n".join(part.as_bytes() for part in parts)
    whole = Message()
    whole["Content-Transfer-Encoding"] = encoding
    whole.set_payload("\n\n".join(str(part.get_payload()) for part in parts))
    content = whole.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _status_in(block: Message) -> str | None:
    """The enhanced status code: the other server's own where it says more than the report's."""
    said, quoted = (next(iter(statuses_in(header(block, name))), None) for name in ("Status", "Diagnostic-Code"))
    return quoted if quoted in MAIL and said not in MAIL else said


def _id_in(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
