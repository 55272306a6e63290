"""Words that follow a number have a form for one: "1 cartridge", never "1 cartridges"."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOMS = ("services", "chassis", "contact_details", "calendar_files")
_NUMBERS = (
    "actual_length ahead all answers asked attempts booked came cells count days decimal_places done "
    "hours informed items least left max_digits max_length min_length minutes missed months moves needles numbered "
    "open others packages parts performed planned proposed put_aside quantity rest seconds sent sessions "
    "target there treated units wanted weeks whole_digits wrong years"
)
NUMBERS = frozenset(_NUMBERS.split())
"""Values that are counted. Limits that the code states (``most``, ``longest``, ``bytes``) are never one."""
COUNTED = re.compile(r"\{(\w+)\} (?:(?:more|further|other|whole) )?([a-z]+s|are|were|have|people)\b")
CATALOGUES = sorted(file for room in ROOMS for file in Path(room).rglob("translations/pt-PT.json"))
NO_NOUNS = {"as", "has", "is", "was"}
PORTUGUESE = re.compile(r"\{(\w+)\} (?!d[oa]s )(\w+[aeiou]s|\w+ões|são|estão|foram)\b")


def strings_of(file: Path) -> Iterator[str]:
    """What a module says, without its docstrings."""
    tree = ast.parse(file.read_text())
    docs = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for each in ast.walk(tree):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in docs:
            yield each.value


def english() -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        for file in Path(room).rglob("*.py"):
            yield from ((str(file), each) for each in strings_of(file))
    for file in Path("services/console/pages").rglob("*.html"):
        yield from ((str(file), each) for each in re.findall(r'\bt\("((?:[^"\\]|\\.)*)"', file.read_text()))


def test_a_word_behind_a_number_has_a_form_for_one() -> None:
    wrong = [
        (file, sentence)
        for file, sentence in english()
        for name, word in COUNTED.findall(sentence)
        if name in NUMBERS and word not in NO_NOUNS
    ]
    assert not wrong


@pytest.mark.parametrize("file", CATALOGUES, ids=str)
def test_and_so_it_has_in_portuguese(file: Path) -> None:
    translated: dict[str, str] = json.loads(file.read_text())
    wrong = [
        other for other in translated.values() for name, word in PORTUGUESE.findall(other) if name in NUMBERS and word
    ]
    assert not wrong


@pytest.mark.parametrize("file", CATALOGUES, ids=str)
def test_both_languages_have_two_forms(file: Path) -> None:
    for pair in json.loads(file.read_text()).items():
        for sentence in pair:
            assert all(forms.count("|") == 1 for forms in re.findall(r"\{\w+:([^{}]+)\}", sentence)), sentence
