"""``needlepoint demo``, ``up`` and ``token``: everything on one machine."""

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from chassis.access.actors import Role
from needlepoint.operate.places import FOLDER, Folder, out
from needlepoint.services import SERVICE_NAMES

CONSOLE_PORT, FIRST_PORT = 8100, 8101


@contextmanager
def _troubles_as_words() -> Iterator[None]:
    """Print what is missing, in use or not started as a sentence, and exit with 1."""
    from needlepoint.trial.compose import CannotRehearse
    from needlepoint.trial.embedded import AlreadyInUse, MissingPrerequisite, PostgresDidNotStart

    try:
        yield
    except (MissingPrerequisite, AlreadyInUse, PostgresDidNotStart, CannotRehearse) as error:
        out.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error


def demo(
    against: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            exists=True,
            help="The .env of an empty system that docker compose runs for a rehearsal, instead of an embedded one.",
        ),
    ] = None,
    requests: Annotated[
        bool, typer.Option("--requests", help="Show each request: who asks what, and what is answered.")
    ] = False,
) -> None:
    """Tell the story of a patient and a lot, and check every fact of it. Exit code 0 only when all of it happened.

    Example: needlepoint demo
    """
    from needlepoint.trial.demo.run import play, play_against

    with _troubles_as_words():
        played = play_against(out, against, requests=requests) if against else play(out, requests=requests)
        if not asyncio.run(played):
            raise typer.Exit(1)


def up(folder: Folder = FOLDER) -> None:
    """Run the whole system until Ctrl-C, keeping its data in a folder. It is a rehearsal until a director has signed.

    Example: needlepoint up --folder .needlepoint
    """
    from chassis.run.logs import configure_logs

    folder.mkdir(parents=True, exist_ok=True)
    with _troubles_as_words(), (folder / "services.log").open("a") as log:
        configure_logs("INFO", log)
        asyncio.run(_run(folder))


async def _run(folder: Path) -> None:
    from chassis.run.memory import keep_what_is_loaded
    from needlepoint.trial.system import EmbeddedSystem
    from needlepoint.trial.welcome import welcome, write_settings

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    out.print("Starting PostgreSQL, Kafka and the services …")
    async with EmbeddedSystem(folder, durable=True, ports=_ports()) as system:
        write_settings(folder, system)
        await welcome(folder, system)
        keep_what_is_loaded()
        await stop.wait()
        out.print("Stopping; the data stays.")


def _ports() -> dict[str, int]:
    """The usual port of each service, or any free one where it is taken."""
    chosen = {}
    apis = enumerate((each for each in SERVICE_NAMES if each != "console"), start=FIRST_PORT)
    for port, service in ((CONSOLE_PORT, "console"), *apis):
        with socket.socket() as probe:
            chosen[service] = port if probe.connect_ex(("127.0.0.1", port)) else 0
    return chosen


def prove_bookings(
    clients: Annotated[int, typer.Option(min=2, max=500, help="Clients at once.")] = 500,
    seconds: Annotated[float, typer.Option(min=1, help="For how long they try.")] = 60,
    seed: Annotated[int, typer.Option(help="What they do at random is the same for the same seed.")] = 1,
    api: Annotated[
        str | None,
        typer.Option(
            help="The address of booking in a system that runs, instead of one that is started here. The proof opens"
            " clinics in it: use a rehearsal."
        ),
    ] = None,
    bearer: Annotated[
        str | None,
        typer.Option(
            "--token", envvar="NEEDLEPOINT_TOKEN", help="For --api: of somebody who is front desk and operator."
        ),
    ] = None,
) -> None:
    """Let many clients book, move, cancel and close at once, and look for anything booked twice, lost or unexplained.

    Exit code 0 only when nothing was found. Example: needlepoint prove-bookings --seconds 60
    """
    if api and not bearer:
        raise typer.BadParameter("--api needs --token: of somebody who is front desk and operator.")
    from needlepoint.trial.proof.left import NotChecked
    from needlepoint.trial.proof.run import Effort, prove_against, prove_here
    from needlepoint.trial.proof.system import SetUpRefused

    effort = Effort(clients, seconds, seed)
    with _troubles_as_words():
        proof = prove_against(out, effort, api, bearer) if api and bearer else prove_here(out, effort)
        try:
            held = asyncio.run(proof)
        except (SetUpRefused, NotChecked) as error:
            out.print(str(error), style="red", markup=False)
            raise typer.Exit(1) from error
    if not held:
        raise typer.Exit(1)


def token(
    role: Annotated[Role, typer.Argument(help="What the bearer is.")],
    also: Annotated[list[Role] | None, typer.Option(help="Another role that they have.")] = None,
    subject: Annotated[str | None, typer.Option(help="Who: a patient's id, or a staff name.")] = None,
    clinic: Annotated[list[UUID] | None, typer.Option(help="Clinics that they see; all when none is named.")] = None,
    practitioner: Annotated[
        UUID | None, typer.Option(help="The practitioner that they are: who did what they record.")
    ] = None,
    hours: Annotated[int, typer.Option(min=1, max=24 * 31, help="How long it is good for.")] = 12,
    folder: Folder = FOLDER,
) -> None:
    """A bearer token for the system that `needlepoint up` runs.

    Example: needlepoint token patient --subject 01a1f4c2-0000-7000-8000-000000000000
    """
    if role is Role.PATIENT and subject is None:
        raise typer.BadParameter("A patient's token needs --subject, the patient's id.")
    from chassis.clock import SystemClock
    from needlepoint.trial.keys import SigningKey

    now = SystemClock().now()
    key = SigningKey(folder / "keys")
    lasts = timedelta(hours=hours)
    signed = key.token(
        role, now=now, also=also or (), subject=subject, clinics=clinic, practitioner=practitioner, valid_for=lasts
    )
    typer.echo(signed)
