"""What the chain's own mail server hands in: mail that arrives for the sender's address.

Its signature is HMAC-SHA256, in hex, by ``NOTIFICATIONS_MAIL_SECRET`` over the mail as it is handed in. A script of a
few lines does it (docs/messages.md); it may cut off the end of a long mail, where attachments are.
"""

import hashlib
import hmac
from asyncio import to_thread
from dataclasses import replace

import structlog
from pydantic import SecretStr

from chassis.http.hooks import Call, Hook, Sent, storable
from chassis.http.problems import not_understood
from chassis.refusals import FieldError
from chassis.work import Work
from services.notifications.access import INBOUND_WRITE
from services.notifications.commands.inbound import Inbound, Policies, take_inbound
from services.notifications.commands.mail_reports import take_complaint, take_report
from services.notifications.commands.receipts import doubt_last_mail
from services.notifications.domain.hand_overs import Receipt
from services.notifications.domain.incoming_mail import Letter, id_of, is_automatic, letter_in, mail_in
from services.notifications.domain.mail_complaints import Complaint, complaint_in
from services.notifications.domain.mail_reports import reports_in, returns_another
from services.notifications.domain.mail_returns import Unreadable, returned_in
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.texts import LONGEST_TEXT
from services.notifications.settings.incoming_mail import MAIL_HOOK, mail_secret
from services.notifications.settings.policies import policy, text_policy

log = structlog.get_logger()

SIGNED_BY = "X-Needlepoint-Signature"
MAIL_SERVER = "mailer-daemon"
"""The sender of what a mail server wrote, so that no patient is taken for it."""
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

    A report of a mail that came back is followed as a receipt is; one that no program can read is read at the desk.
    A complaint is a stop. What a person wrote is taken as any text. Automatic answers are passed over.
    """
    found = await to_thread(_read, call.body)  # a long one takes a while
    if isinstance(found, Letter):
        await _take_letter(work, found)
    elif isinstance(found, Receipt):
        await take_report(work, _storable(found))
    elif isinstance(found, Unreadable):
        await _take_unreadable(work, found, call.body)
    elif isinstance(found, Complaint) and found.message_id and found.unwanted:
        await take_complaint(work, storable(found.message_id))
    else:
        log.info("mail_passed_over", why="nobody need do anything about it")


def _read(body: bytes) -> Letter | Receipt | Unreadable | Complaint | None:
    """A report before what is automatic: it is that, too."""
    try:
        mail = mail_in(body)
        reports = reports_in(mail)
        if reports is not None:
            return None if returns_another(mail) else next(iter(reports), None)
        found = complaint_in(mail) or returned_in(mail)
        return found or (None if is_automatic(mail) else letter_in(mail, body))
    except RecursionError:
        raise not_understood([FieldError("", "The mail has more parts within parts than any mail has.")]) from None


def _storable(receipt: Receipt) -> Receipt:
    provider_id = storable(receipt.provider_id) if receipt.provider_id else None
    return replace(receipt, provider_id=provider_id, address=storable(receipt.address or "", LONGEST_SENDER))


async def _take_unreadable(work: Work, report: Unreadable, body: bytes) -> None:
    """It is in doubt whether the mail arrived; where it cannot be known which, every desk reads the report."""
    if await doubt_last_mail(work, [storable(each, LONGEST_SENDER) for each in report.addresses]):
        return
    text = storable(f"[{MAIL_SERVER}]\n{report.words}", LONGEST_TEXT)
    inbound = Inbound(Route(Channel.EMAIL, MAIL_SERVER), text, id_of(body), believed=False)
    await take_inbound(work, inbound, Policies(policy(), text_policy()))


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
