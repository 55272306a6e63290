"""Who asks the machine which day it is: few, so that the others need no other day to be tried on (``make dates``)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dates.__main__ import LEFT_OUT, UNIT_TESTS

PRODUCT = ("bibliography", "calendar_files", "cartridge_codes", "chassis", "contact_details", "contracts", "services")
MAY_ASK = {
    "chassis/clock.py": "everybody else is given a clock",
    "chassis/files/disk.py": "the age of a file is what the disk says",
}
ASKED = {"now", "today", "utcnow", "localtime", "gmtime"}
"""Of the classes and module below; a service's own clock has a ``now`` too."""
OF = {"datetime", "date", "time"}


def asked_dates(source: str) -> list[int]:
    """The lines that ask the machine for the date, or make the clock that does."""
    return sorted(each.lineno for each in _calls(ast.parse(source)))


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Attribute(value=ast.Name(id=of), attr=asked) if of in OF and asked in {*ASKED, "time"}:
                yield node
            case ast.Name(id="SystemClock"):
                yield node


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("datetime.now(UTC)", True),
        ("date.today()", True),
        ("time.time()", True),
        ("SystemClock()", True),
        ("clock.now()", False),
        ("time.monotonic()", False),
        ("datetime.combine(day, moment)", False),
    ],
)
def test_the_check_itself_knows_who_asks(line: str, asks: bool) -> None:
    assert bool(asked_dates(line)) is asks


def test_the_product_asks_its_clock_for_the_date() -> None:
    files = [path for part in PRODUCT for path in Path(part).rglob("*.py")]
    assert {str(path) for path in files if _asks(path)} == set(MAY_ASK)


def _asks(path: Path) -> bool:
    lines = path.read_text(encoding="utf-8").splitlines()
    asked = [lines[number - 1] for number in asked_dates("\n".join(lines))]
    makes_clocks = path.parts[0] == "chassis"  # its processes give one to everything that a service is made of
    return any(not makes_clocks or "SystemClock()" not in line for line in asked)


def test_a_unit_test_that_asks_for_the_date_runs_on_other_days_too() -> None:
    tests = [path for folder in ("tests/unit", "tests/contracts") for path in Path(folder).rglob("*.py")]
    asking = {str(path) for path in tests if asked_dates(path.read_text(encoding="utf-8"))}
    missed = {each for each in asking if not each.startswith(UNIT_TESTS) or each in LEFT_OUT}
    assert missed == set(), "add them to UNIT_TESTS of tests/dates"
