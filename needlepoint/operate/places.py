"""Where things are: the folder of ``needlepoint up``, the services by name, and their settings.

Here and in the other files, imports are inside the commands, so that `needlepoint --help` does not load the services.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from needlepoint.services import SERVICE_NAMES, load

if TYPE_CHECKING:
    from chassis.run.settings import Settings
    from chassis.service import Service
    from chassis.work import Transactions

FOLDER = Path(".needlepoint")
SETTINGS_FILE = "settings.env"

Folder = Annotated[
    Path, typer.Option(file_okay=False, help="Where `needlepoint up` keeps its data, keys and settings.")
]
ServiceName = Annotated[str, typer.Option("--service", "-s", help=f"One of {', '.join(SERVICE_NAMES)}.")]
OneService = Annotated[
    str | None, typer.Option("--service", "-s", help=f"One of {', '.join(SERVICE_NAMES)} (default: all).")
]

_A_MOMENT = "beginning, a day like 2026-11-01 (from midnight UTC) or a moment like 2026-11-01T08:00Z"
_NO_SUCH_TABLE = "42P01"

out = Console(soft_wrap=True)

Since = Annotated[str, typer.Option("--from", help=f"Start: {_A_MOMENT}.")]


def service_named(name: str) -> "Service":
    """The service with this name; ends the command when there is none."""
    if name not in SERVICE_NAMES:
        raise typer.BadParameter(f"There is no service {name}: use one of {', '.join(SERVICE_NAMES)}.")
    return load(name)


def settings_for(service: "Service", folder: Path) -> "Settings":
    """Settings from the environment, or else from ``needlepoint up``; ends the command when one is missing."""
    from pydantic import ValidationError

    from chassis.run.settings import missing_settings, settings_of

    try:
        return settings_of(service.name, folder / SETTINGS_FILE)
    except ValidationError as error:
        raise typer.BadParameter(
            f"{missing_settings(service.name, error)} Or run `needlepoint up`, whose settings are found automatically."
        ) from error


@asynccontextmanager
async def operators_transactions(settings: "Settings", service: "Service") -> "AsyncIterator[Transactions]":
    """The service's database, for one command."""
    from chassis.clock import SystemClock
    from chassis.data.database import Database
    from chassis.work import Transactions

    engine = Database(settings.database_url.get_secret_value(), 2, f"{service.name}-operator")
    try:
        yield Transactions(engine, SystemClock(), rehearsal=settings.rehearsal)
    finally:
        await engine.dispose()


@contextmanager
def refusals_as_words() -> Iterator[None]:
    """Print a refusal as a sentence, and exit with 1."""
    from chassis.refusals import Refusal

    try:
        yield
    except Refusal as error:
        out.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error


@contextmanager
def database_troubles_as_words(service_name: str) -> Iterator[None]:
    """Print what an operator can do about an unavailable or empty database, and exit with 1."""
    from chassis.data.errors import is_infrastructure, sqlstate_of

    try:
        yield
    except Exception as error:
        if sqlstate_of(error) == _NO_SUCH_TABLE:
            words = f"The database of {service_name} is not migrated. Run: needlepoint migrate {service_name}"
        elif is_infrastructure(error):
            words = (
                f"The database of {service_name} does not answer ({type(error).__name__})."
                " Start it (with `needlepoint up`, if that runs it), or set its address in the environment."
            )
        else:
            raise
        out.print(words, style="red", markup=False)
        raise typer.Exit(1) from error


@contextmanager
def kafka_troubles_as_words(settings: "Settings") -> Iterator[None]:
    """Print what an operator can do about an unavailable Kafka, and exit with 1."""
    from aiokafka.errors import KafkaError

    from chassis.events.kafka import AUTHENTICATION_ERRORS
    from chassis.run.plaintext import NotEncrypted

    try:
        yield
    except NotEncrypted as error:
        out.print(f"Kafka at {settings.kafka_bootstrap}: {error}.", style="red", markup=False)
        raise typer.Exit(1) from error
    except AUTHENTICATION_ERRORS as error:
        words = (
            f"Kafka at {settings.kafka_bootstrap} refuses our connection ({type(error).__name__}). Check KAFKA_SECURITY"
            " and the settings that belong to it: docs/operations.md, Kafka with TLS or authentication."
        )
        out.print(words, style="red", markup=False)
        raise typer.Exit(1) from error
    except (KafkaError, OSError, TimeoutError) as error:
        words = (
            f"Kafka at {settings.kafka_bootstrap} does not answer ({type(error).__name__})."
            " Start it (with `needlepoint up`, if that runs it), or set its address in the environment."
        )
        out.print(words, style="red", markup=False)
        raise typer.Exit(1) from error


def services_named(name: str | None) -> "list[Service]":
    """The service with this name, or all; ends the command when there is none."""
    return [service_named(each) for each in ([name] if name else SERVICE_NAMES)]


def show_table(titles: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Print rows as a table, or, when piped, as complete lines with tabs, for grep and cut."""
    if not out.is_terminal:
        typer.echo("\n".join("\t".join(line) for line in (titles, *lines)))
        return
    table = Table(*titles, box=None)
    for line in lines:
        table.add_row(*line)
    out.print(table)


def moment_of(words: str) -> datetime:
    """A date (midnight UTC), a date and time with its zone, or ``beginning``; ends the command for anything else."""
    from chassis.events.past import BEGINNING

    if words == "beginning":
        return BEGINNING
    try:
        day_only = len(words) == len("2026-11-01")
        moment = datetime.fromisoformat(words).replace(tzinfo=UTC) if day_only else datetime.fromisoformat(words)
    except ValueError as error:
        raise typer.BadParameter(f"{words} is not a moment: use {_A_MOMENT}.") from error
    if moment.tzinfo is None:
        raise typer.BadParameter(f"{words} has no time zone: use {_A_MOMENT}.")
    return moment.astimezone(UTC)
