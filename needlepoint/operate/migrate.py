"""``needlepoint migrate``."""

import asyncio
from typing import Annotated

import typer

from needlepoint.operate.places import (
    FOLDER,
    Folder,
    database_troubles_as_words,
    out,
    service_named,
    settings_for,
)
from needlepoint.services import SERVICE_NAMES


def migrate(
    services: Annotated[list[str] | None, typer.Argument(help="Services by name; all when none is named.")] = None,
    folder: Folder = FOLDER,
) -> None:
    """Bring databases to their newest schema. Safe to run again, and by two at once.

    Example: needlepoint migrate booking
    """
    from chassis.clock import SystemClock
    from chassis.data.migrations import upgrade

    for name in services or SERVICE_NAMES:
        service = service_named(name)
        url = settings_for(service, folder).database_url.get_secret_value()
        with database_troubles_as_words(name):
            asyncio.run(upgrade(url, service.migrations, SystemClock().now()))
        out.print(f"{name}: up to date")
