"""docs/threat-model.md: each defence is code that exists, and each proof a test that runs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threat-model.md").read_text()
TITLES = ["attack", "what stops it", "proof", "what is left"]


def rows() -> Iterator[list[str]]:
    """The lines of the tables of attacks: four cells each."""
    part = PAGE.split("## What stops them")[1].split("## What is left to the chain")[0]
    for line in part.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if cells and cells != TITLES and not set(line) <= set("|- "):
            yield cells


ROWS = list(rows())
PROOFS = sorted({proof for row in ROWS for proof in re.findall(r"`(tests/[^`]+)`", row[2])})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_defence_names_its_code_and_its_proof(row: list[str]) -> None:
    attack, stops, proof, _ = row

    files = re.findall(r"\]\(\.\./([^)]+)\)", stops)
    assert attack
    assert files, "no file that stops it"
    assert [file for file in files if not (ROOT / file).is_file()] == []
    assert re.findall(r"`(tests/\S+::test_\w+)`", proof), "no test that proves it"


@pytest.mark.parametrize("proof", PROOFS)
def test_every_proof_is_a_test_that_is_there(proof: str) -> None:
    file, name = proof.split("::")

    tree = ast.parse((ROOT / file).read_text())

    assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_all_who_attack_are_met_by_a_defence_or_left_to_the_chain() -> None:
    table = PAGE.split("## Who attacks")[1].split("## What stops them")[0]
    attackers = re.findall(r"^\| (\w[^|]+?) \|", table, re.MULTILINE)[1:]
    rest = PAGE.split("## What stops them")[1].lower()

    assert len(attackers) > 5
    key = {name: name.lower().removeprefix("a ").removeprefix("an ").removeprefix("the ") for name in attackers}
    assert [name for name, words in key.items() if words.split(" of ")[0] not in rest] == []
