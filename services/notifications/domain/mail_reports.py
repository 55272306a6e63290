"""What a mail server reports about a mail of ours: RFC 3464, and the older form of Exim. Pure.

A report names our mail by the envelope's id (RFC 3461), by which we gave our own, or by the Message-ID in what it
returns of the mail. Whoever has neither can report nothing: both are random, and only in the mail itself.
"""

import re
from collections.abc import Iterator, Mapping
from email.message import Message
from email.parser import Parser
from email.policy import compat32
from uuid import UUID

from services.notifications.domain.carrier_codes import MAIL
from services.notifications.domain.hand_overs import DeliveryState, Receipt
from services.notifications.domain.incoming_mail import header, text_of
from services.notifications.domain.recipients import Channel

_STATES: Mapping[str, DeliveryState] = {
    "failed": DeliveryState.FAILED,
    "delivered": DeliveryState.DELIVERED,
    "relayed": DeliveryState.SENT,
    "expanded": DeliveryState.SENT,
}
"""RFC 3464, 2.3.3; ``delayed`` says nothing yet: the mail server goes on trying."""
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_MESSAGE_ID = re.compile(r"<[0-9a-fA-F-]{36}@[^<>\s]{1,255}>")
"""As we write them."""


def reports_in(mail: Message) -> list[Receipt] | None:
    """What it reports, as receipts; None when it is no report about a delivery, nothing when it says nothing yet."""
    found = next((part for part in mail.walk() if part.get_content_type() == "message/delivery-status"), None)
    if found is not None:
        return _of_standard(mail, found)
    failed = header(mail, "X-Failed-Recipients").partition(",")[0].strip()
    return [_receipt(DeliveryState.FAILED, None, _message_id_in(mail), None, failed)] if failed else None


def _of_standard(mail: Message, report: Message) -> list[Receipt]:
    """One receipt: a mail of ours has one recipient, so several entries are those of an alias or a forwarding."""
    blocks = list(_blocks_of(report))
    ours = _id_in(next((each for block in blocks if (each := header(block, "Original-Envelope-Id"))), ""))
    said = [(state, block) for block in blocks if (state := _STATES.get(header(block, "Action").lower()))]
    if not said:
        return []
    arrived = [each for each in said if each[0] is not DeliveryState.FAILED]
    state, block = next(iter(arrived), said[0])  # it reached one of them
    names = (header(block, name).partition(";")[2].strip() for name in ("Original-Recipient", "Final-Recipient"))
    address = next((each for each in names if each), None)
    return [_receipt(state, _status_in(block), _message_id_in(mail), ours, address)]


def _receipt(
    state: DeliveryState, status: str | None, message_id: str | None, ours: UUID | None, address: str | None
) -> Receipt:
    status = status if state is DeliveryState.FAILED else None
    return Receipt(Channel.EMAIL, state, message_id, ours, status=status, address=address)


def _blocks_of(report: Message) -> Iterator[Message]:
    """Its groups of fields, each as the parser makes a message of it; an encoded part it leaves as it is."""
    found = report.get_payload()
    parts = [part for part in found if isinstance(part, Message)] if isinstance(found, list) else []
    encoding = header(report, "Content-Transfer-Encoding").lower()
    if encoding not in ("base64", "quoted-printable"):
        yield from parts
        return
    whole = Message()
    whole["Content-Transfer-Encoding"] = encoding
    whole.set_payload("\n\n".join(str(part.get_payload()) for part in parts))
    parser = Parser(policy=compat32)
    for block in re.split(r"\n[ \t]*\n", text_of(whole).replace("\r\n", "\n")):
        yield parser.parsestr(block.strip())


def _status_in(block: Message) -> str | None:
    """The enhanced status code: the other server's own where it says more than the report's."""
    said, quoted = (_STATUS.search(header(block, name)) for name in ("Status", "Diagnostic-Code"))
    if quoted and quoted[0] in MAIL and not (said and said[0] in MAIL):
        return quoted[0]
    return said[0] if said else None


def _id_in(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


def _message_id_in(mail: Message) -> str | None:
    """Of our mail, in what is returned of it: its headers, or else anywhere in the words."""
    for part in mail.walk():
        returned = header(part, "Message-ID") if part is not mail else ""
        if found := _MESSAGE_ID.fullmatch(returned):
            return found[0]
    for part in mail.walk():
        if not part.is_multipart() and (found := _MESSAGE_ID.search(text_of(part))):
            return found[0]
    return None
