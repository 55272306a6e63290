"""``needlepoint migrate``."""

import asyncio
from typing import Annotated

import typer

from chassis.clock import SystemClock
from chassis.migrations import upgrade
from needlepoint.commands.places import FOLDER, Folder, out, service_named, settings_for
from needlepoint.system import SERVICES


def migrate(
    services: Annotated[list[str] | None, typer.Argument(help="Services by name; all when none is named.")] = None,
    folder: Folder = FOLDER,
) -> None:
    """Bring databases to their newest schema. Safe to run again, and by two at once.

    Example: needlepoint migrate booking
    """
    for name in services or [service.name for service in SERVICES]:
        service = service_named(name)
        url = settings_for(service, folder).database_url.get_secret_value()
        asyncio.run(upgrade(url, service.migrations, SystemClock().now()))
        out.print(f"{name}: up to date")
