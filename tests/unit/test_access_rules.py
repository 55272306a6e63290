"""Who may do what is decided in one place: no other file of a service looks at roles, clinics or who is a patient."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FORBIDDEN = {"roles", "clinics", "patient_id", "is_patient", "own_language", "practitioner"}
"""What a caller's token says; only the policy may weigh it."""
DECIDERS = {"chassis.access.actors", "chassis.access.policy", "chassis.access.access"}
MAY_IMPORT = {"Right", "Access", "Actor", "Policy"}
"""Types: the answer of a decision, what asks for one, who asks, and the table."""
EXEMPT = {
    Path("chassis/http/app.py"),  # names the roles that a route is open to, for its documentation
    Path("chassis/http/doors.py"),  # whoever comes without a token, by a secret, has the system act for them
    Path("chassis/http/gate.py"),  # counts the requests of patients apart
    Path("chassis/http/hooks.py"),  # a provider that signs its calls acts for the system
    Path("chassis/http/languages.py"),  # reads the language that a signed-in patient prefers
}


def inline_checks(source: str) -> Iterator[str]:
    """What a module decides by itself, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN and _is_actor(node.value):
            yield f"{node.lineno}: actor.{node.attr}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Role":
            yield f"{node.lineno}: Role.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module in DECIDERS:
            yield from (f"{node.lineno}: import {each.name}" for each in node.names if each.name not in MAY_IMPORT)


def _is_actor(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "actor") or (
        isinstance(node, ast.Attribute) and node.attr == "actor"
    )


@pytest.mark.parametrize("folder", ["services", "chassis/http", "chassis/reference"])
def test_no_file_but_access_py_decides_by_roles(folder: str) -> None:
    files = [file for file in sorted(Path(folder).rglob("*.py")) if file.name != "access.py" and file not in EXEMPT]
    assert files
    found = [f"{file}:{check}" for file in files for check in inline_checks(file.read_text(encoding="utf-8"))]
    assert found == [], "ask work.access instead"


@pytest.mark.parametrize(
    "line",
    [
        "if work.actor.is_patient: pass",
        "if actor.roles & X: pass",
        "statement.where(c.in_(work.actor.clinics))",
        "x = Role.OPERATOR",
        "from chassis.access.actors import Role",
        "who = work.access.actor.patient_id",
        "performer = work.actor.practitioner",
    ],
)
def test_an_inline_check_is_found(line: str) -> None:
    assert list(inline_checks(line))


def test_asking_for_a_decision_is_not_an_inline_check() -> None:
    source = "from chassis.access.policy import Right\nwork.access.authorize(whose=x) is Right.OWN\nwork.actor.subject"
    assert list(inline_checks(source)) == []
