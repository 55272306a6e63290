"""``needlepoint env``: what ``docker compose up`` needs to know and nobody else should."""

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
    """Write the settings of docker-compose.yml, with passwords of their own, and make the key that signs tokens.

    What is there is kept: a database that was made with the old passwords would let nobody in with new ones.

    Example: needlepoint env
    """
    from needlepoint.trial.keys import SigningKey

    if file.exists():
        out.print(
            f"{file} is there already and is kept. Edit it, or remove it and the volumes made with it.", style="red"
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
