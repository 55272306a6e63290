"""Where things are: the folder of ``needlepoint up``, the services by name, and their settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from chassis.refusals import Refusal
from chassis.service import Service
from chassis.settings import Settings, missing_settings, settings_of
from needlepoint.embedded import MissingPrerequisite
from needlepoint.system import SERVICES

FOLDER = Path(".needlepoint")
SETTINGS_FILE = "settings.env"

Folder = Annotated[Path, typer.Option(help="Where `needlepoint up` keeps its data, keys and settings.")]
ServiceName = Annotated[
    str, typer.Option("--service", "-s", help=f"One of {', '.join(service.name for service in SERVICES)}.")
]

out = Console(soft_wrap=True)


def service_named(name: str) -> Service:
    """The service of that name; ends the command when there is none."""
    for service in SERVICES:
        if service.name == name:
            return service
    raise typer.BadParameter(f"{name} is no service: say one of {', '.join(service.name for service in SERVICES)}.")


def settings_for(service: Service, folder: Path) -> Settings:
    """From the environment, or else from what ``needlepoint up`` wrote; ends the command when something is missing."""
    try:
        return settings_of(service.name, folder / SETTINGS_FILE)
    except ValidationError as error:
        raise typer.BadParameter(
            f"{missing_settings(service.name, error)} Or run `needlepoint up`, whose settings are found by themselves."
        ) from error


@contextmanager
def refusals_as_words() -> Iterator[None]:
    """Print what was refused, or is missing, as a sentence, and exit with 1."""
    try:
        yield
    except (Refusal, MissingPrerequisite) as error:
        out.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
