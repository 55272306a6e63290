"""Every import rule of pyproject.toml is broken by imports that it forbids: a rule that nothing breaks is none."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
RULES: list[str] = [rule["name"] for rule in SETTINGS["contracts"]]

PLANTED = {
    "Services import nothing of each other": [("services/inventory/reactions.py", "services.booking.tables")],
    "Contracts import nothing of ours; the chassis knows no service": [
        ("chassis/work.py", "services.booking.app"),
        ("chassis/work.py", "contracts.event"),
        ("contracts/event.py", "chassis.ids"),
        ("contracts/event.py", "cartridge_codes.gs1"),
        ("services/booking/app.py", "needlepoint.services"),
        ("needlepoint/services.py", "tools.contracts.publication"),
    ],
    "The operator's commands ship in an image without the demo and the embedded run": [
        ("needlepoint/operate/lag.py", "needlepoint.trial.keys"),
        ("needlepoint/operate/places.py", "psutil"),
    ],
    "Domain code does no input or output": [
        ("services/screening/domain/facts.py", "chassis.clock"),
        ("services/inventory/domain/fefo.py", "sqlalchemy"),
    ],
    "Booking's wings import one way: exchange, care, calendar, people": [
        ("services/booking/people/reactions.py", "services.booking.calendar.tables"),
        ("services/booking/calendar/reactions.py", "services.booking.care.tables"),
    ],
    "Domain code knows no other room": [
        ("services/booking/calendar/domain/days.py", "services.booking.calendar.forms.rooms"),
        ("services/inventory/domain/fefo.py", "services.inventory.tables"),
    ],
    "The store keeps rows: it knows no use case, no form and no event": [
        ("services/booking/care/store/courses.py", "contracts.booking.courses"),
        ("services/booking/people/store/patients.py", "services.booking.people.forms.patients"),
        ("services/notifications/store/patients.py", "contracts.booking.patients"),
        ("services/inventory/store/__init__.py", "services.inventory.commands"),
    ],
    "Commands know no query and no route": [
        ("services/booking/care/commands/courses.py", "services.booking.care.queries.courses"),
        ("services/inventory/commands/__init__.py", "services.inventory.api"),
    ],
    "Queries know no command and no route": [
        ("services/booking/people/queries/patients.py", "services.booking.people.commands.patients"),
        ("services/inventory/queries/__init__.py", "services.inventory.commands"),
    ],
    "Routes know neither rows nor tables": [
        ("services/booking/care/api/courses.py", "services.booking.care.tables"),
        ("services/inventory/api/__init__.py", "services.inventory.store"),
        ("services/console/pages/files.py", "services.console.tables"),
    ],
}
"""By rule: a file, and an import that the rule refuses in it."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What lint-imports says in a copy of the code with all of these imports in it: by broken rule, where."""
    copy = tmp_path_factory.mktemp("planted")
    for package in SETTINGS["root_packages"]:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__", "*.json"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for file, module in {each for planted in PLANTED.values() for each in planted}:
        code = copy / file
        code.write_text(f"{code.read_text()}\nimport {module}\n")
    lint = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    report = subprocess.run(lint, cwd=copy, capture_output=True, text=True, check=False).stdout
    _, *sections = re.split(r"^(.+)\n-{5,}\n", report.partition("Broken contracts")[2], flags=re.MULTILINE)
    return dict(zip(sections[::2], sections[1::2], strict=True))


def test_every_rule_has_an_import_here_that_breaks_it() -> None:
    assert set(RULES) == set(PLANTED)


@pytest.mark.parametrize(
    ("rule", "file", "module"), [(rule, *planted) for rule, imports in PLANTED.items() for planted in imports]
)
def test_the_import_breaks_the_rule(rule: str, file: str, module: str, found: dict[str, str]) -> None:
    importer = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    words = " ".join(found[rule].split())  # long lines are wrapped
    assert re.search(rf"{re.escape(importer)} -> {re.escape(module)} ", words), found[rule]
