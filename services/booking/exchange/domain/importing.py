"""How an import goes on, and what became of one line."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.booking.exchange.domain.cells import DayOrder
from services.booking.exchange.domain.kinds import EXTERNAL_ID, ImportKind, ImportState, LineOutcome
from services.booking.exchange.domain.refusals import WrongImportState

_SENTENCES = {
    ImportState.RECEIVING: "The file is not read yet: send its parts, then have it checked.",
    ImportState.CHECKING: "The lines are being checked: look again in a moment.",
    ImportState.CHECKED: "The file was checked and waits: apply it or discard it.",
    ImportState.APPLYING: "The lines are being applied: look again in a moment.",
    ImportState.APPLIED: "The file was applied: begin another import for another file.",
    ImportState.DISCARDED: "The import was discarded: begin another one.",
}


@dataclass(frozen=True)
class Importing:
    """The import that a line belongs to."""

    id: UUID
    clinic_id: UUID
    zone: ZoneInfo
    kind: ImportKind
    source: str
    dates: DayOrder
    confirm: bool
    """True: patients get a confirmation of their appointments."""
    applied_by: str | None
    """None while it is only tried."""
    beside_others: bool = False
    """True: the lines before one are not stored, and count as if they were."""


@dataclass(frozen=True)
class Known:
    """A record that was imported before under the same name."""

    subject_id: UUID
    patient_id: UUID
    digest: str
    version: int
    """Of the record after the import; another one: somebody changed it here since."""


@dataclass(frozen=True)
class Line:
    """A line that is to be taken."""

    number: int
    cells: Mapping[str, str]
    known: Known | None

    @property
    def external_id(self) -> str:
        """Under which name the other software knows it."""
        return self.cells[EXTERNAL_ID]

    @property
    def digest(self) -> str:
        """Another one: the line says something else than before."""
        return digest_of(self.cells)


@dataclass(frozen=True)
class Foreseen:
    """What is kept of a line that was only tried, for the lines after it."""

    keys: tuple[str, ...]
    """By which they find it."""
    rows: Mapping[str, Any] | None = None
    """What it would have stored, by table; None: what its cells say is enough."""


@dataclass(frozen=True)
class Taken:
    """What became of a line."""

    outcome: LineOutcome
    subject_id: UUID
    patient_id: UUID
    version: int
    foreseen: Foreseen | None = None
    """None: it was not only tried, or no later line depends on it."""


def digest_of(cells: Mapping[str, str]) -> str:
    """The same for the same cells, in whatever order the columns are."""
    written = json.dumps(sorted(cells.items()), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def unchanged(line: Line) -> Taken | None:
    """What becomes of a line that was applied before as it is; None for any other line."""
    known = line.known
    if known is None or known.digest != line.digest:
        return None
    return Taken(LineOutcome.UNCHANGED, known.subject_id, known.patient_id, known.version)


def require_state(state: ImportState, *needed: ImportState) -> None:
    """Raises WrongImportState, whose sentence says what the import waits for."""
    if state not in needed:
        raise WrongImportState(_SENTENCES[state])


def full_parts(numbers: Collection[int]) -> bool:
    """Whether parts 1 to n are there without a gap."""
    return bool(numbers) and sorted(numbers) == list(range(1, len(numbers) + 1))
