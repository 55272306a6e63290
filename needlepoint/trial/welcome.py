"""What ``needlepoint up`` says once it runs: addresses, tokens that work, and whether it is a rehearsal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from pydantic import SecretStr
from rich.table import Table
from sqlalchemy import text

from chassis.access.actors import Role
from chassis.reference.store import head_in_force
from chassis.work import Work
from needlepoint.operate.places import FOLDER, SETTINGS_FILE, out
from needlepoint.trial.system import EmbeddedSystem

HOURS = 12
"""For how long the printed tokens are good."""


async def welcome(folder: Path, system: EmbeddedSystem) -> None:
    """Print it."""
    out.print(f"\nOpen {system.url('console')} in a browser, and choose who you are.\n", markup=False)
    services = Table("service", "try its API at", box=None)
    for name, running in sorted(system.running.items()):
        services.add_row(name, f"{running.url}/docs")
    out.print(services)
    await _tokens(folder, system)
    await _rehearsal(folder, system)
    out.print(f"\nData, keys and logs are in {folder}. Ctrl-C stops; the same command goes on where it stopped.")


async def _tokens(folder: Path, system: EmbeddedSystem) -> None:
    here = "" if folder == FOLDER else f" --folder {folder}"
    out.print(f"\nA token per role, good for {HOURS} hours (`needlepoint token` makes more):")
    practitioner = await _newest_practitioner(system)
    for role in Role:
        if role is not Role.PATIENT:
            who = practitioner if role is Role.PRACTITIONER else None
            out.print(f"{role}: {system.key.token(role, now=system.now, practitioner=who)}", markup=False)
    if practitioner:
        out.print(f"The practitioner's is of who was added last, {practitioner}.", markup=False)
    else:
        out.print(
            "No clinic has a practitioner yet. Whoever records consults and sessions carries the id that"
            f" POST /v1/clinics/ID/practitioners answers: needlepoint token practitioner --practitioner ID{here}",
            markup=False,
        )
    patient = await _newest_patient(system)
    if patient:
        out.print(f"{Role.PATIENT}: {system.key.token(Role.PATIENT, subject=patient, now=system.now)}", markup=False)
        out.print(f"The last is of the patient who was registered last, {patient}.", markup=False)
    else:
        out.print(
            "Nobody is registered yet. A patient's token carries the id that POST /v1/patients answers:"
            f" needlepoint token patient --subject ID{here}",
            markup=False,
        )


async def _rehearsal(folder: Path, system: EmbeddedSystem) -> None:
    unsigned = await _unsigned(system)
    if not unsigned:
        return
    here = "" if folder == FOLDER else f" --folder {folder}"
    out.print(
        "\nThis is a rehearsal: what decides and is sent here has not been signed by a medical director"
        f" ({', '.join(unsigned)}). Nobody may be treated by it. A director who has read it ends the rehearsal with:",
        markup=False,
    )
    out.print(
        f'needlepoint reference sign --all{here} --token "$(needlepoint token medical_director{here})"', markup=False
    )


@asynccontextmanager
async def _work(system: EmbeddedSystem, service: str) -> AsyncIterator[Work]:
    worker = system.running[service].worker
    assert worker, "it has just been started"
    async with worker.transactions.begin() as work:
        yield work


async def _newest_patient(system: EmbeddedSystem) -> str | None:
    """The id of the patient who was registered last, if anybody was."""
    async with _work(system, "booking") as work:
        found = await work.scalar(text("SELECT max(id::text) FROM patients"))
        return str(found) if found else None


async def _newest_practitioner(system: EmbeddedSystem) -> UUID | None:
    """The id of the practitioner who was added last, if any clinic has one."""
    async with _work(system, "booking") as work:
        found = await work.scalar(text("SELECT max(id::text) FROM practitioners"))
        return UUID(str(found)) if found else None


async def _unsigned(system: EmbeddedSystem) -> list[str]:
    """Reference data of which no signed version is in force: service and kind."""
    found = []
    for name, running in sorted(system.running.items()):
        async with _work(system, name) as work:
            for kind in running.service.reference.kinds:
                head = await head_in_force(work, kind.name, work.now.date())
                if head is None or head.status != "signed":
                    found.append(f"{name}: {kind.name}")
    return found


def _secret(given: SecretStr | None) -> str:
    return given.get_secret_value() if given else ""


def write_settings(folder: Path, system: EmbeddedSystem) -> None:
    """For operators' commands in another terminal: how to reach each service's parts."""
    lines = []
    for name, running in system.running.items():
        lines += [
            f"{name.upper()}_DATABASE_URL='{running.settings.database_url.get_secret_value()}'",
            f"{name.upper()}_OWNER_DATABASE_URL='{_secret(running.settings.owner_database_url)}'",
            f"{name.upper()}_KAFKA_BOOTSTRAP={running.settings.kafka_bootstrap}",
            f"{name.upper()}_JWKS='{running.settings.jwks}'",
            f"{name.upper()}_PORT={running.url.rsplit(':', 1)[1]}",
            f"{name.upper()}_TOPIC_PARTITIONS={running.settings.topic_partitions}",
            f"{name.upper()}_REHEARSAL={running.settings.rehearsal}",
        ]
    path = folder / SETTINGS_FILE
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n")
