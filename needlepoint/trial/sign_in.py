"""``python -m needlepoint.trial.sign_in``: the provider of a rehearsal as a process of its own, for containers.

It has the key that the services trust, so it runs beside a rehearsal's clock alone (deploy/compose/rehearsal.yml).
"""

import os
import sys
from pathlib import Path

import uvicorn

from chassis.clock import RehearsalClock
from needlepoint.trial.keys import SigningKey
from needlepoint.trial.provider import RehearsalProvider


def provider_of(settings: dict[str, str]) -> RehearsalProvider:
    """As the environment says. Raises ValueError outside a rehearsal, and where something is not said."""
    if not settings.get("SIGN_IN_REHEARSAL_CLOCK"):
        raise ValueError("SIGN_IN_REHEARSAL_CLOCK is not set: this signs in anybody as anybody, in a rehearsal alone.")
    missing = [name for name in ("SIGN_IN_ISSUER", "SIGN_IN_KEYS") if not settings.get(name)]
    if missing:
        raise ValueError(f"{' and '.join(missing)} must be set.")
    clock = RehearsalClock(Path(settings["SIGN_IN_REHEARSAL_CLOCK"]))
    provider = RehearsalProvider(SigningKey(Path(settings["SIGN_IN_KEYS"])), clock.now)
    provider.address = settings["SIGN_IN_ISSUER"].rstrip("/")
    provider.shown_at = settings.get("SIGN_IN_SHOWN_AT", "").rstrip("/") or None
    return provider


if __name__ == "__main__":
    try:
        app = provider_of(dict(os.environ)).app()
    except (ValueError, OSError) as error:
        sys.exit(str(error))
    uvicorn.run(app, host="0.0.0.0", port=8000, access_log=False, server_header=False)  # noqa: S104  # in a container
