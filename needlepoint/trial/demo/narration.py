"""Prints the story: one line per fact, with its events beside it and a mark for whether the fact holds."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from needlepoint.trial.demo.tap import Flowed, Tap

Settle = Callable[[], Awaitable[int]]
"""Returns when the system is at rest, with the number of events sent so far."""


class Narration:
    """Prints as it happens. What did not hold is kept, for the exit code."""

    def __init__(self, console: Console, tap: Tap, settle: Settle) -> None:
        self._console = console
        self._tap = tap
        self._settle = settle
        self.facts = 0
        self.broken: list[str] = []

    def scene(self, number: int, title: str) -> None:
        """A new scene."""
        self._console.print()
        self._console.rule(f"[bold]{number}. {title}", align="left")

    async def say(self, sentence: str) -> None:
        """Something that happens; the events that it caused are printed beside it."""
        await self._line("·", sentence, "")

    async def fact(self, holds: bool, sentence: str, instead: object = None) -> None:
        """Something that must be true. ``instead`` is what was found, printed when it is not."""
        self.facts += 1
        if holds:
            await self._line("✓", sentence, "green")
            return
        self.broken.append(sentence)
        await self._line("✗", f"{sentence} (found: {instead})", "bold red")

    def break_off(self, why: str) -> None:
        """The story cannot go on."""
        self.broken.append(why)
        self._console.print(Text(f"✗ {why}", style="bold red"))

    async def _line(self, mark: str, sentence: str, style: str) -> None:
        flowed = await self._tap.drain(await self._settle())
        table = Table.grid(padding=(0, 1), expand=True)
        table.add_column(width=1)
        table.add_column(ratio=3)
        table.add_column(ratio=2)
        table.add_row(Text(mark, style=style), Text(sentence), _events(flowed))
        self._console.print(table)


def _events(flowed: list[Flowed]) -> Text:
    """The events of one line, the same ones counted together."""
    lines = []
    for event, count in Counter(flowed).items():
        times = f" ×{count}" if count > 1 else ""
        lines.append(f"{event.publisher} ▸ {event.name}{times} → {', '.join(event.consumed_by) or 'nobody'}")
    return Text("\n".join(lines), style="dim cyan")


def day_and_hour(local: datetime) -> str:
    """A local moment as people say it, e.g. ``Mon 23 Nov 12:30``."""
    return f"{local:%a %-d %b %H:%M}"
