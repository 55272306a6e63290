"""A mail server in the test's own process: real SMTP, and as moody as a test wants it."""

import asyncio
from contextlib import AsyncExitStack
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ssl import SSLContext
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult


class MailServer:
    """Keeps what it takes. Started and stopped at will, always on the same port."""

    def __init__(self, tls: SSLContext | None = None, login: tuple[bytes, bytes] | None = None) -> None:
        self.mails: list[EmailMessage] = []
        self.to: list[str] = []
        """The envelopes' recipients, in order."""
        self.refuses_recipients_with: str | None = None
        self.answers_after = 0.0
        """Seconds between the mail's text and the 250."""
        self.silent = False
        """It takes connections and never says a word."""
        self.port = 0
        self._tls = tls
        self._login = login
        self._stack = AsyncExitStack()

    async def start(self) -> None:
        server = await asyncio.get_running_loop().create_server(self._session, "127.0.0.1", self.port)
        self._stack.callback(server.close)
        self.port = server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        await self._stack.aclose()

    def _session(self) -> asyncio.Protocol:
        if self.silent:
            return asyncio.Protocol()
        return SMTP(
            self,
            hostname="mail.example",
            tls_context=self._tls,
            require_starttls=self._tls is not None,
            authenticator=self._admit,
            auth_required=self._login is not None,
        )

    def _admit(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == self._login)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.refuses_recipients_with:
            return f"{self.refuses_recipients_with} <{address}>"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.to.extend(envelope.rcpt_tos)
        await asyncio.sleep(self.answers_after)
        return "250 Taken"
