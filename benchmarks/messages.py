"""``make bench-messages``: what a carrier that keeps silent costs those who are reached by another.

MESSAGES (10,000) are due at one moment, half of them by SMS and half by e-mail, each for somebody who has no other way.
The worker hands them to a gateway and a mail server over real connections: first while both answer, then with a mail
server that takes connections and never says a word. Printed is how long after its due time each SMS reached the
gateway, on both sides; what is lost or comes twice raises.
"""

import asyncio
import os
import re
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack
from email.headerregistry import Address
from pathlib import Path
from urllib.parse import parse_qs

import httpx
from pydantic import SecretStr
from sqlalchemy import func, select

from benchmarks.served import print_times
from chassis.data.database import Database
from chassis.ids import new_id
from chassis.run.logs import configure_logs
from services.notifications.app import notifications_through
from services.notifications.channels.mail import Mail
from services.notifications.channels.sms import Sms
from services.notifications.domain.channels import Carriers
from services.notifications.domain.recipients import Channel
from services.notifications.settings.mail import MailServer as MailSettings
from services.notifications.settings.sms import SmsGateway
from services.notifications.tables import messages
from tests.integration.notifications.mailbox import MailServer
from tests.integration.notifications.many import many_are_due
from tests.integration.notifications.stories import START, opened
from tests.parts import Parts, parts, report_header
from tests.support.running import Running, running_service
from tests.support.templates import Templates

MESSAGES = int(os.environ.get("MESSAGES", "10000"))
GIVE_UP_AFTER = 3600
"""Seconds."""


class Gateway:
    """A gateway that takes every SMS, over HTTP/1.1."""

    def __init__(self) -> None:
        self.took: Counter[str] = Counter()
        """By number."""
        self.at: list[float] = []
        """Seconds of the machine's monotonic clock."""

    async def start(self, stack: AsyncExitStack) -> int:
        """Listen until the stack is left. Answers the port."""
        server = await asyncio.start_server(self._serve, "127.0.0.1")
        stack.callback(server.close)
        port: int = server.sockets[0].getsockname()[1]
        return port

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = re.search(rb"(?i)content-length: *(\d+)", head)
                form = parse_qs((await reader.readexactly(int(length[1]) if length else 0)).decode())
                self.at.append(time.monotonic())
                self.took[form["To"][0]] += 1
                answer = b'{"sid": "SM%d", "status": "queued"}' % len(self.at)
                writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


async def main() -> None:
    """Print both sides and what the second has more."""
    configure_logs("CRITICAL", service="benchmarks")
    async with parts() as started:
        print("\n".join(report_header(started)), flush=True)
        print(f"{MESSAGES:,} messages are due at once. Seconds until the gateway has an SMS:", flush=True)
        heard = await side(started, silent=False)
        alone = await side(started, silent=True)
    later = [dead - alive for alive, dead in zip(heard, alone, strict=True)]
    ratios = [dead / alive for alive, dead in zip(heard, alone, strict=True)]
    print(f"the n-th SMS comes at most {max(later):+.2f} s later while the mail server is silent,", end=" ")
    print(f"in {min(ratios):.2f} to {max(ratios):.2f} times as long")


async def side(started: Parts, *, silent: bool) -> list[float]:
    """All SMS are sent; answers how late each came, in order. Raises AssertionError for what is lost or came twice."""
    gateway, mail = Gateway(), MailServer()
    mail.silent = silent
    async with AsyncExitStack() as stack:
        port = await gateway.start(stack)
        await mail.start()
        stack.push_async_callback(mail.stop)
        running = await _running(
            started, stack, _carriers(port, mail.port, await stack.enter_async_context(httpx.AsyncClient()))
        )
        clinic = new_id()
        await running.react(opened(clinic))
        await many_are_due(running, clinic, MESSAGES)
        began = time.monotonic()
        await running.start_worker()
        await asyncio.wait_for(_until_all_have_left(running, gateway, mail), GIVE_UP_AFTER)
        late = sorted(at - began for at in gateway.at)
    print_times(f"mail server {'silent' if silent else 'answers'}", late, width=24)
    return late


def _carriers(sms_port: int, mail_port: int, client: httpx.AsyncClient) -> Carriers:
    token, public = SecretStr("token"), "https://clinic.example"
    gateway = SmsGateway(f"http://127.0.0.1:{sms_port}", "AC1", token, "+351300000000", public)
    server = MailSettings("127.0.0.1", mail_port, Address("Clinic", "clinic", "example.org"))
    return Carriers({Channel.SMS: Sms(gateway, client), Channel.EMAIL: Mail(server)})


async def _running(started: Parts, stack: AsyncExitStack, carriers: Carriers) -> Running:
    def open_carriers(_database: Database, _rehearsal: bool) -> Carriers:
        return carriers

    service = notifications_through(open_carriers)
    templates = Templates(started.postgres)
    stack.push_async_callback(templates.drop)
    template = await templates.of(service, START)
    name = f"bench_messages_{new_id().hex}"
    await started.postgres.copy_database(template.name, name)
    stack.push_async_callback(started.postgres.drop_copy, name)
    url = template.url(name, owner=False)
    keys = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    running = running_service(service, url, started.kafka.bootstrap, keys, start=START, topic_prefix=f"{name}.")
    return await stack.enter_async_context(running)


async def _until_all_have_left(running: Running, gateway: Gateway, mail: MailServer) -> None:
    """Return once every SMS, and every mail to a server that answers, is sent once and all others wait."""
    half = MESSAGES // 2
    leave = half if mail.silent else MESSAGES
    while True:
        async with running.work() as work:
            counted = select(messages.c.status, func.count().label("number")).group_by(messages.c.status)
            confirmed = counted.where(messages.c.template == "appointment_confirmed")
            found = Counter({row.status: row.number for row in await work.execute(confirmed)})
        if found["sent"] >= leave:
            break
        await asyncio.sleep(1)
    assert found["sent"] + found["planned"] + found["sending"] == MESSAGES, f"lost: {found}"
    assert len(gateway.took) == len(gateway.at) == half, "an SMS is lost, or came twice"
    assert len(set(mail.to)) == len(mail.to) == leave - half, "a mail is lost, or came twice"


if __name__ == "__main__":
    asyncio.run(main())
