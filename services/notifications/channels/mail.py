"""E-mail over SMTP."""

import asyncio
import re
import unicodedata
from contextlib import suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as ON_THE_WIRE
from typing import Protocol
from uuid import UUID

import idna
import structlog
from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientRefused, SMTPResponseException

from services.notifications.channels.mail_parts import add_parts
from services.notifications.domain.carrier_codes import MAIL, Means
from services.notifications.domain.channels import (
    Accepted,
    AddressBad,
    CarrierDown,
    ChannelFailed,
    Doubtful,
    Envelope,
    InDoubt,
    Undeliverable,
)
from services.notifications.domain.mail_reports import OUR_ID
from services.notifications.settings.mail import MailServer

log = structlog.get_logger()

PATIENCE_SECONDS = 10.0
"""How long a mail server may take from connecting until it wants the mail's text."""
ANSWER_SECONDS = 120.0
"""How long it may take to answer when it has the text. RFC 5321 allows ten minutes; most of them answer in one second,
and nobody but this mail waits for it."""
LEAVING_SECONDS = 2.0
"""How long QUIT may take."""
UNANSWERED = "it may have arrived: the mail server got the mail and did not say whether it took it"


class Mail:
    """Hands e-mail to one mail server, once: what breaks after the text was sent is doubtful, and not sent again.

    Nobody can ask a mail server afterwards. The Message-ID is made from the message's id alone, so that operators can
    find a doubtful one in the server's log.
    """

    repeatable = False
    can_be_asked = False

    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def hand_over(self, envelope: Envelope) -> Accepted:
        """Send it. Raises CarrierDown, ChannelFailed, Undeliverable, Doubtful."""
        mail = mail_of(envelope, self._server.sender)
        session = self._session()
        try:
            await self._open_for(session, mail, envelope.delivery_id)
            await self._give(session, mail)
            with suppress(SMTPException, OSError):
                async with asyncio.timeout(LEAVING_SECONDS):
                    await session.quit()
        finally:
            session.close()
        return Accepted(str(mail["Message-ID"]))

    async def look_up(self, doubt: InDoubt) -> Accepted | None:
        """Raises Doubtful: a mail server cannot be asked."""
        raise Doubtful(UNANSWERED)

    async def _open_for(self, session: SMTP, mail: EmailMessage, delivery_id: UUID) -> None:
        """Everything before the text: nothing of it leaves a mail behind."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await session.connect()
                to = mail["To"].addresses[0].addr_spec
                options = [*_options_for(to, session), *report_options(session, delivery_id)]
                await session.mail(self._server.sender.addr_spec, options=options, encoding="utf-8")
                await session.rcpt(to, encoding="utf-8")
        except (SMTPException, OSError) as error:  # a TimeoutError is an OSError
            raise self._noted(mail, failure_of(error), error) from error

    async def _give(self, session: SMTP, mail: EmailMessage) -> None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await session.data(mail.as_bytes(policy=ON_THE_WIRE))
        except SMTPResponseException as error:
            raise self._noted(mail, failure_of(error), error) from error
        except (SMTPException, OSError) as error:
            raise self._noted(mail, Doubtful(UNANSWERED), error) from error

    @staticmethod
    def _noted(mail: EmailMessage, failure: ChannelFailed, error: Exception) -> ChannelFailed:
        log.warning("mail_not_taken", id=mail["Message-ID"], why=str(failure), error=type(error).__name__)
        return failure

    def _session(self) -> SMTP:
        server = self._server
        return SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password.get_secret_value() if server.password else None,
            use_tls=server.tls,
            start_tls=server.starttls,
            local_hostname=server.sender.domain,  # or else it asks DNS who we are
            timeout=ANSWER_SECONDS,
        )


def _options_for(address: str, session: SMTP) -> list[str]:
    """A name in other letters than ASCII needs RFC 6531. Raises Undeliverable where the server lacks it."""
    if address.isascii():
        return []
    if not session.supports_extension("smtputf8"):
        raise Undeliverable("the mail server takes no address in such letters")
    return ["SMTPUTF8"]


class Extensions(Protocol):
    """A session with a mail server that has said what it can do."""

    def supports_extension(self, extension: str, /) -> bool:
        """Whether it named the extension."""
        ...


def report_options(session: Extensions, delivery_id: UUID) -> list[str]:
    """A report of a mail that comes back names the hand-over (RFC 3461), and returns no more of it than its headers."""
    return ["RET=HDRS", f"ENVID={delivery_id}"] if session.supports_extension("dsn") else []


def mail_of(envelope: Envelope, sender: Address) -> EmailMessage:
    """The message as an e-mail: plain text, the same as a page, and the appointment that it tells of.

    Raises Undeliverable when the address is not valid.

    The Message-ID is made from the message's id alone. Nothing that people typed can begin a header of its own.
    """
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = _recipient(envelope.route.address)
    mail["Subject"] = _on_one_line(envelope.wording.subject)
    mail["Date"] = envelope.handed_over_at
    mail["Message-ID"] = mail[OUR_ID] = f"<{envelope.message_id}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies, please
    if envelope.can_be_stopped:
        mail["List-Unsubscribe"] = f"<mailto:{sender.addr_spec}?subject=STOP>"  # RFC 2369, 3.2
    mail.set_content(envelope.wording.text, cte="quoted-printable")
    add_parts(mail, envelope, sender)
    mail["Content-Language"] = envelope.wording.language  # after the content, which takes its headers along
    return mail


def _recipient(address: str) -> Address:
    try:
        found = Address(addr_spec=address.strip())
        return Address(username=found.username, domain=_domain_on_the_wire(found.domain))
    except (ValueError, IndexError, MessageError):
        raise Undeliverable("the e-mail address is not valid") from None


def _domain_on_the_wire(domain: str) -> str:
    """In ASCII by IDNA 2008 (RFC 5891): by the rules before, ``straße.example`` was another domain."""
    if domain.isascii():
        return domain.encode("idna").decode()  # also checks its lengths
    return idna.encode(domain, uts46=True).decode()  # its error is a ValueError


def _on_one_line(text: str) -> str:
    """Without line ends and other control characters, which would end a header."""
    plain = (" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    return " ".join("".join(plain).split(" "))


def failure_of(error: SMTPException | OSError) -> ChannelFailed:
    """What an SMTP error means, in words that hold nothing of the server's, which quotes addresses."""
    if not isinstance(error, SMTPResponseException):
        return CarrierDown("the mail server does not answer, or not as a mail server does")
    codes = _codes(error)
    if error.code < 500:
        return ChannelFailed(f"the mail server asks to try later ({codes})")
    if isinstance(error, SMTPRecipientRefused | SMTPDataError):
        return _refused(error, codes)
    return CarrierDown(f"the mail server does not let us send ({codes})")  # sign-in, sender: an operator can mend it


def _refused(error: SMTPResponseException, codes: str) -> Undeliverable:
    """Of this mail or its recipient; some servers look at the recipient only when they have the text."""
    meaning = MAIL.get(codes.partition(" ")[2])
    why = f": {meaning.words}" if meaning and meaning.words else ""
    bad = meaning is not None and meaning.means is Means.ADDRESS_BAD
    what = "address" if bad or isinstance(error, SMTPRecipientRefused) else "message"
    return (AddressBad if bad else Undeliverable)(f"the mail server refuses the {what}{why} ({codes})")


def _codes(refusal: SMTPResponseException) -> str:
    """``550 5.1.1``: the reply code, and RFC 3463's when it is there."""
    enhanced = re.match(r"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)", refusal.message)
    return f"{refusal.code} {enhanced[0]}" if enhanced else str(refusal.code)
