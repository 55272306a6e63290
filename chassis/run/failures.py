"""What failed and where in our code, as data to group failures by. Never the error's message."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

_HERE = Path(__file__).parent
_CHASSIS = _HERE.parent
_PASSED_THROUGH = (_HERE, _CHASSIS / "data")


@dataclass(frozen=True)
class Failure:
    """An error without its message, which may be about a patient."""

    type: str
    """The error's class, and its SQLSTATE if it has one."""
    module: str
    function: str
    line: int

    @property
    def place(self) -> str:
        """The place in our code, e.g. ``services.booking.reactions.hold_follow_up:42``; empty if it was not raised."""
        return f"{self.module}.{self.function}:{self.line}" if self.line else ""


def failure_of(error: BaseException) -> Failure:
    """The innermost place in a service's code that the error passed through; otherwise in the chassis, or anywhere."""
    state = getattr(getattr(error, "orig", error), "sqlstate", None)
    type_name = f"{type(error).__name__}{f' {state}' if state else ''}"
    frames = list(_frames(error))
    ours = [(frame, line) for frame, line in frames if _is_ours(frame)]
    of_service = [(frame, line) for frame, line in ours if _CHASSIS not in _file(frame).parents]
    outside_run = [(frame, line) for frame, line in ours if _file(frame).parent not in _PASSED_THROUGH]
    chosen = of_service or outside_run or ours or frames
    if not chosen:
        return Failure(type_name, "", "", 0)
    frame, line = chosen[-1]
    return Failure(type_name, frame.f_globals.get("__name__", ""), frame.f_code.co_name, line)


def _frames(error: BaseException) -> Iterator[tuple[FrameType, int]]:
    trace = error.__traceback__
    while trace:
        yield trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next


def _file(frame: FrameType) -> Path:
    return Path(frame.f_code.co_filename)


def _is_ours(frame: FrameType) -> bool:
    name = frame.f_code.co_filename
    return name.endswith(".py") and "/lib/python" not in name  # asyncpg's frames name files of Cython
