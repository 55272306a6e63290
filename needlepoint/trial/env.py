"""``needlepoint env``: the settings and secrets of ``docker compose up``."""

import os
import re
import secrets
from pathlib import Path
from typing import Annotated

import typer

from needlepoint.operate.places import FOLDER, Folder, out

EXAMPLE = Path(".env.example")
NGINX = 101
"""The user of nginx's image."""


def env(
    file: Annotated[Path, typer.Option(dir_okay=False, help="Where to write it.")] = Path(".env"),
    folder: Folder = FOLDER,
) -> None:
    """Write the settings of docker-compose.yml, with new passwords; make the key that signs tokens, and a certificate.

    An existing file is kept: databases that were created with its passwords do not accept new ones.

    Example: needlepoint env
    """
    from chassis.clock import SystemClock
    from needlepoint.trial.certificate import write_certificate
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
    certificate, private = write_certificate(folder / "gateway", SystemClock().now())
    known = {
        "JWKS_FILE": jwks.absolute(),
        "REHEARSAL_FOLDER": rehearsal.absolute(),
        "REHEARSAL_KEYS": jwks.absolute().parent,
        "REHEARSAL_USER": f"{os.getuid()}:{os.getgid()}",
        "GATEWAY_FOLDER": certificate.absolute().parent,
        "GATEWAY_USER": _may_read(private),
    }
    for name, said in known.items():
        text = re.sub(rf"^{name}=.*$", f"{name}={said}".replace("\\", r"\\"), text, flags=re.M)
    file.touch(mode=0o600)
    file.write_text(text)
    out.print(f"Wrote {file}. Next: docker compose up --wait")


def _may_read(private: Path) -> str:
    """The user that nginx runs as, so that it can read its key: whoever called, or its own where that is root."""
    if os.getuid() != 0:
        return f"{os.getuid()}:{os.getgid()}"
    os.chown(private, NGINX, NGINX)
    return f"{NGINX}:{NGINX}"
