"""What a person has scanned and not sent yet: a delivery or a parcel, line by line. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

MOST_LINES: Final = 500
"""As many as inventory takes at once."""
RECEIVE: Final = "receive"
SEND: Final = "send"
PURPOSES: Final = (RECEIVE, SEND)


class ListFull(Exception):
    """Nothing more can be put on the list."""


@dataclass(frozen=True)
class ScannedLine:
    """One scan."""

    id: str
    """The key of the form that brought it: a form that is sent twice adds one line."""
    scan: str
    quantity: int | None = None
    """How many carry this label; None: as many as it says, or one."""
    said: Mapping[str, Any] = field(default_factory=dict)
    """What the label said when it was scanned."""

    def item(self) -> dict[str, Any]:
        """For inventory."""
        return {"scan": self.scan, "quantity": self.quantity}


@dataclass(frozen=True)
class ScanList:
    """The lines in the order in which they were scanned, and what the list is about."""

    lines: Sequence[ScannedLine] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    """Such as the order, the delivery note, or the clinic that receives it."""

    def with_line(self, line: ScannedLine) -> "ScanList":
        """One more. Raises ListFull."""
        if any(each.id == line.id for each in self.lines):
            return self
        if len(self.lines) >= MOST_LINES:
            raise ListFull
        return replace(self, lines=[*self.lines, line])

    def without_line(self, line_id: str) -> "ScanList":
        """One fewer; as it is when that line is not there."""
        return replace(self, lines=[each for each in self.lines if each.id != line_id])

    def items(self) -> list[dict[str, Any]]:
        """For inventory."""
        return [each.item() for each in self.lines]

    def as_json(self) -> dict[str, Any]:
        """To be stored."""
        return {"lines": [asdict(each) for each in self.lines], "details": dict(self.details)}


def list_from(stored: Mapping[str, Any]) -> ScanList:
    """What was stored."""
    return ScanList([ScannedLine(**each) for each in stored["lines"]], stored["details"])
