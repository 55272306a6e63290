"""E-mail over SMTP."""

import asyncio
import re
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage

import structlog
from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from chassis.data.database import Database
from services.notifications.channels.journal import is_written_down, write_down
from services.notifications.domain.channels import ChannelFailed, Envelope, Undeliverable
from services.notifications.settings import MailServer

log = structlog.get_logger()

PATIENCE_SECONDS = 10.0
"""How long a mail server may take from connecting to its 250; a worker that is asked to stop waits for twice that."""
LEAVING_SECONDS = 2.0
"""How long QUIT may take."""


class Mail:
    """Hands e-mail to one mail server, at least once, and once unless something breaks at the worst moment.

    A mail is noted in the journal in a transaction of its own, after the server's 250 and before anything else: noted
    before, it would be lost by a crash in between. What is noted is not sent again, whatever becomes of the caller's
    transaction. The journal is read on the same connection just before, so a database that is away stops the mail
    while it can. A mail is sent twice when the worker dies, or the database goes, between 250 and note, or when the
    250 itself is lost or late. Both then carry the same Message-ID, by which mailboxes and operators know them as one.
    """

    def __init__(self, server: MailServer, engine: Database) -> None:
        self._server = server
        self._engine = engine

    async def hand_over(self, envelope: Envelope) -> None:
        """Send it and note it. Raises ChannelFailed, Undeliverable, and what the database raises."""
        mail = mail_of(envelope, self._server.sender)
        async with self._engine.connect() as connection:
            if await is_written_down(connection, envelope.message_id):
                return
            async with self._taken(mail):
                await write_down(connection, envelope)

    @asynccontextmanager
    async def _taken(self, mail: EmailMessage) -> AsyncIterator[None]:
        """Runs its body once the server has accepted the mail, then sends QUIT. Raises ChannelFailed, Undeliverable."""
        session = self._session()
        try:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await session.connect()
                    await session.send_message(mail)
            except (SMTPException, OSError) as error:  # a TimeoutError is an OSError
                failure = failure_of(error)
                log.warning("mail_not_taken", id=mail["Message-ID"], why=str(failure), error=type(error).__name__)
                raise failure from error
            yield
            with suppress(SMTPException, OSError):
                async with asyncio.timeout(LEAVING_SECONDS):
                    await session.quit()
        finally:
            session.close()

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
            timeout=PATIENCE_SECONDS,
        )


def mail_of(envelope: Envelope, sender: Address) -> EmailMessage:
    """The message as an e-mail in plain text. Raises Undeliverable when the address is not valid.

    The Message-ID is made from the message's id alone. Nothing that people typed can begin a header of its own.
    """
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = _recipient(envelope.route.address)
    mail["Subject"] = _on_one_line(envelope.wording.subject)
    mail["Date"] = envelope.handed_over_at
    mail["Message-ID"] = f"<{envelope.message_id}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies, please
    mail.set_content(envelope.wording.text, cte="quoted-printable")
    mail["Content-Language"] = envelope.wording.language  # after the content, which takes its headers along
    return mail


def _recipient(address: str) -> Address:
    try:
        found = Address(addr_spec=address.strip())
        return Address(username=found.username, domain=found.domain.encode("idna").decode())
    except (ValueError, IndexError, MessageError):
        raise Undeliverable("the e-mail address is not valid") from None


def _on_one_line(text: str) -> str:
    """Without line ends and other control characters, which would end a header."""
    plain = (" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    return " ".join("".join(plain).split(" "))


def failure_of(error: SMTPException | OSError) -> ChannelFailed:
    """What an SMTP error means, in words that hold nothing of the server's, which quotes addresses."""
    refusals: list[SMTPResponseException] = []
    if isinstance(error, SMTPRecipientsRefused):
        refusals.extend(error.recipients)
    elif isinstance(error, SMTPResponseException):
        refusals.append(error)
    if not refusals:
        return ChannelFailed("the mail server does not answer, or not as a mail server does")
    refusal = refusals[0]
    codes = _codes(refusal)
    if refusal.code < 500:
        return ChannelFailed(f"the mail server asks to try later ({codes})")
    if isinstance(error, SMTPRecipientsRefused):
        return Undeliverable(f"the mail server refuses the address ({codes})")
    if isinstance(error, SMTPDataError):
        return Undeliverable(f"the mail server refuses the message ({codes})")
    return ChannelFailed(f"the mail server does not let us send ({codes})")  # sign-in, sender: an operator can mend it


def _codes(refusal: SMTPResponseException) -> str:
    """``550 5.1.1``: the reply code, and RFC 3463's when it is there."""
    enhanced = re.match(r"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)", refusal.message)
    return f"{refusal.code} {enhanced[0]}" if enhanced else str(refusal.code)
