"""``needlepoint env``: the settings and secrets of ``docker compose up``."""

import re
import secrets
from pathlib import Path
from typing import Annotated

import typer

from needlepoint.operate.places import FOLDER, Folder, out

EXAMPLE = Path(".env.example")


def env(
    file: Annotated[Path, typer.Option(dir_okay=False, help="Where to write it.")] = Path(".env"),
    folder: Folder = FOLDER,
) -> None:
    """Write the settings of docker-compose.yml, with new passwords, and create the key that signs tokens.

    An existing file is kept: databases that were created with its passwords do not accept new ones.

    Example: needlepoint env
    """
    from needlepoint.trial.keys import SigningKey

    if file.exists():
        out.print(
            f"{file} exists and is kept. Edit it, or remove it and the volumes that were created with it.", style="red"
        )
        raise typer.Exit(1)
    if not EXAMPLE.exists():
        out.print(f"There is no {EXAMPLE} here: run this in the folder of docker-compose.yml.", style="red")
        raise typer.Exit(1)
    jwks = SigningKey(folder / "keys").jwks
    text = re.sub(
        r"^(\w+_PASSWORD)=$", lambda found: f"{found[1]}={secrets.token_urlsafe(24)}", EXAMPLE.read_text(), flags=re.M
    )
    rehearsal = folder / "rehearsal"
    rehearsal.mkdir(exist_ok=True)  # by whoever will write there: Docker would make it root's
    for name, place in (("JWKS_FILE", jwks), ("REHEARSAL_FOLDER", rehearsal)):
        text = re.sub(rf"^{name}=.*$", f"{name}={place.absolute()}".replace("\\", r"\\"), text, flags=re.M)
    file.touch(mode=0o600)
    file.write_text(text)
    out.print(f"Wrote {file}. Next: docker compose up --wait")
