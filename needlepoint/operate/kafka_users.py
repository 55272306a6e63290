"""``needlepoint kafka-users``: each service's Kafka user, with the permissions that its topics need and no others."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from needlepoint.operate.kafka_rights import OPERATOR, Permission, permissions_of, user_of
from needlepoint.operate.places import FOLDER, Folder, out, service_named, settings_for, show_table
from needlepoint.services import SERVICE_NAMES

if TYPE_CHECKING:
    from chassis.run.settings import Settings

app = typer.Typer(help="Kafka's users: show, check or set what each service's user may do.", no_args_is_help=True)


@app.command()
def show(folder: Folder = FOLDER) -> None:
    """Print the permissions that each service's user needs, for clusters whose users are managed elsewhere.

    Example: needlepoint kafka-users show
    """
    lines = [(each.user, each.operation, each.kind, each.name) for each in sorted(_wanted(folder))]
    show_table(("user", "operation", "on", "name"), lines)


@app.command()
def check(folder: Folder = FOLDER) -> None:
    """Check that each user has these permissions and no others. Exit code 1 when one has not.

    Example: needlepoint kafka-users check
    """
    from needlepoint.operate.kafka_access import ClusterAccess

    wanted, settings = _wanted(folder), _settings(folder)
    with _refusals_as_words(settings):
        found = ClusterAccess(settings).permissions(_users(settings))
    for each in sorted(wanted - found):
        out.print(f"✗ missing: {each}", markup=False)
    for each in sorted(found - wanted):
        out.print(f"✗ too much: {each}", markup=False)
    if wanted != found:
        raise typer.Exit(1)
    out.print("Every user has the permissions of its service and no others.")


@app.command()
def apply(folder: Folder = FOLDER) -> None:
    """Give each user these permissions, and take back all others that it has by name. Safe to repeat.

    Users are created, or get a new password, where the environment or /run/secrets has it: KAFKA_BOOKING_PASSWORD and
    so on, and KAFKA_OPERATOR_PASSWORD for these commands.

    Example: needlepoint kafka-users apply
    """
    from needlepoint.operate.kafka_access import ClusterAccess

    wanted, settings = _wanted(folder), _settings(folder)
    with _refusals_as_words(settings):
        cluster = ClusterAccess(settings)
        found = cluster.permissions(_users(settings))
        cluster.take_back(
            found - wanted
        )  # first: a user whose rights are wrong must not keep them while others are set
        cluster.allow(wanted - found)
        passwords = {
            user: password for name, user in _users_by_name(settings).items() if (password := _password_of(name))
        }
        for user, password in passwords.items():
            cluster.set_password(user, password)
    out.print(f"{len(wanted - found)} permissions given, {len(found - wanted)} taken back.")
    out.print(f"Passwords set: {', '.join(sorted(passwords)) or 'none'}.")


def _wanted(folder: Path) -> frozenset[Permission]:
    services = [service_named(name) for name in SERVICE_NAMES]
    return frozenset().union(*[permissions_of(each, settings_for(each, folder).topic_prefix) for each in services])


def _settings(folder: Path) -> "Settings":
    """How to reach the cluster: all services are on one, and the first one's settings say where."""
    return settings_for(service_named(SERVICE_NAMES[0]), folder)


def _users_by_name(settings: "Settings") -> dict[str, str]:
    return {name: user_of(name, settings.topic_prefix) for name in SERVICE_NAMES} | {OPERATOR: OPERATOR}


def _users(settings: "Settings") -> Collection[str]:
    return [user_of(name, settings.topic_prefix) for name in SERVICE_NAMES]


def _password_of(name: str) -> str | None:
    import os

    from chassis.run.settings import secrets_folder

    variable = f"KAFKA_{name.upper()}_PASSWORD"
    folder = secrets_folder()
    file = folder / variable.lower() if folder else None
    return os.environ.get(variable) or (file.read_text().strip() if file and file.exists() else None)


@contextmanager
def _refusals_as_words(settings: "Settings") -> Iterator[None]:
    from chassis.run.plaintext import NotEncrypted
    from needlepoint.operate.kafka_access import AccessRefused

    try:
        yield
    except (AccessRefused, NotEncrypted) as error:
        out.print(f"Kafka at {settings.kafka_bootstrap}: {error}", style="red", markup=False)
        raise typer.Exit(1) from error
