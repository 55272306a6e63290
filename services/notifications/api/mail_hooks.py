"""What the chain's own mail server hands in: mail that arrives for the sender's address.

Its signature is HMAC-SHA256, in hex, by ``NOTIFICATIONS_MAIL_SECRET`` over the mail as it is handed in. A script of a
few lines does it (docs/messages.md); it may cut off the end of a long mail, where attachments are.
"""

import hashlib
import hmac
from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import replace

import structlog
from pydantic import SecretStr

from chassis.http.hooks import Call, Hook, Sent, storable
from chassis.http.problems import not_understood
from chassis.refusals import FieldError
from chassis.work import Work
from services.notifications.access import INBOUND_WRITE
from services.notifications.commands.inbound import Inbound, Policies, take_inbound
from services.notifications.commands.receipts import take_receipt
from services.notifications.domain.hand_overs import Receipt
from services.notifications.domain.incoming_mail import Letter, is_automatic, letter_in, mail_in
from services.notifications.domain.mail_reports import reports_in
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.texts import LONGEST_TEXT
from services.notifications.settings.incoming_mail import MAIL_HOOK, mail_secret
from services.notifications.settings.policies import policy, text_policy

log = structlog.get_logger()

SIGNED_BY = "X-Needlepoint-Signature"
LONGEST_SENDER = 254
"""Characters of an address: no longer one is delivered to (RFC 5321)."""


def signature(secret: SecretStr, body: bytes) -> str:
    """What ``X-Needlepoint-Signature`` must say."""
    return f"sha256={hmac.new(secret.get_secret_value().encode(), body, hashlib.sha256).hexdigest()}"


def is_genuine(call: Call) -> bool:
    """Whether the mail server signed it; False where none hands in mail."""
    secret = mail_secret()
    if secret is None:
        return False
    return hmac.compare_digest(signature(secret, call.body).encode(), call.headers.get(SIGNED_BY, "").encode())


async def take_mail_call(work: Work, call: Call) -> None:
    """Mail that arrived for the sender's address, from the chain's mail server.

    A report of a mail that came back is followed as a receipt is. What a person wrote is taken as any text. Automatic
    answers are passed over.
    """
    found = await to_thread(_read, call.body)  # a long one takes a while
    if found is None:
        log.info("mail_passed_over", why="no person wrote it")
    elif isinstance(found, Letter):
        await _take_letter(work, found)
    else:
        for receipt in found:
            await take_receipt(work, _storable(receipt))


def _read(body: bytes) -> Letter | Sequence[Receipt] | None:
    """A report before what is automatic: it is that, too."""
    try:
        mail = mail_in(body)
        reports = reports_in(mail)
        if reports is not None:
            return reports
        return None if is_automatic(mail) else letter_in(mail, body)
    except RecursionError:
        raise not_understood([FieldError("", "The mail has more parts within parts than any mail has.")]) from None


def _storable(receipt: Receipt) -> Receipt:
    provider_id = storable(receipt.provider_id) if receipt.provider_id else None
    return replace(receipt, provider_id=provider_id, address=storable(receipt.address or "", LONGEST_SENDER))


async def _take_letter(work: Work, letter: Letter) -> None:
    sender = Route(Channel.EMAIL, storable(letter.sender, LONGEST_SENDER))
    if not sender.address:
        raise not_understood([FieldError("From", "Say which address the mail came from.")])
    text = storable(letter.text, LONGEST_TEXT) or "[mail]"
    inbound = Inbound(sender, text, storable(letter.id), believed=letter.believed)
    await take_inbound(work, inbound, Policies(policy(), text_policy()))


_SENT = Sent(
    "message/rfc822",
    {"type": "string", "description": "The mail as it came, with its headers; its end may be cut off."},
    "From: Ana <ana@example.org>\r\nSubject: Re: Your session\r\nMessage-ID: <1@example.org>\r\n\r\nYes\r\n",
)
HOOKS = (Hook(MAIL_HOOK, INBOUND_WRITE, SIGNED_BY, _SENT, is_genuine, take_mail_call),)
