"""What inventory refuses is there in Portuguese, and no translation is left of a sentence that nothing says."""

import ast
import re
from pathlib import Path

import pytest

from chassis.http.languages import Translations, catalogues_of
from chassis.refusals import Phrase
from services.inventory.domain.places import WHERE, Place
from services.inventory.domain.recalled_serials import require_known
from services.inventory.domain.refusals import SerialsUnconfirmed

ROOM = Path("services/inventory")
WORDS = Translations(["services.inventory"])


def said() -> set[str]:
    """Every text in the code, joined as Python joins it."""
    return {
        node.value
        for path in ROOM.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_each_translation_is_of_a_sentence_that_is_said() -> None:
    assert set(catalogues_of("services.inventory")["pt-PT"]) - said() == set()


@pytest.mark.parametrize("room", ["recall", "notice", "order"])
def test_what_people_who_recall_and_order_are_refused_is_translated(room: str) -> None:
    named = re.compile(r"^class (\w+)", re.MULTILINE)
    names = {each for file in ROOM.glob("domain/*refusals.py") for each in named.findall(file.read_text("utf-8"))}
    refused = {
        call.args[0].value
        for path in ROOM.rglob(f"*{room}*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in names
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }
    assert refused
    assert [sentence for sentence in sorted(refused) if not WORDS.has(sentence, "pt-PT")] == []


def test_the_lot_that_was_meant_is_asked_for_in_the_language_of_the_refusal() -> None:
    with pytest.raises(SerialsUnconfirmed) as refused:
        require_known("A1", ["N11"], ["N1", "N12"], [])
    said = WORDS.sentence(refused.value.sentence, refused.value.values, "pt-PT")
    assert "O cartucho N11 do lote A1 nunca chegou" in said
    assert "Seria" in said


def test_a_place_is_named_in_the_language_of_its_sentence() -> None:
    sentence = "By the books cartridge {serial} is {now}: look at its life, and take back what was entered wrongly."
    values = {"serial": "N1", "now": Phrase(WHERE[Place.QUARANTINE])}
    assert "N1 está noutro sítio (em quarentena)" in WORDS.sentence(sentence, values, "pt-PT")
    assert all(WORDS.has(where, "pt-PT") for where in WHERE.values())


def test_no_refusal_names_an_address_of_the_api() -> None:
    rooms = ("domain", "commands", "queries", "store")
    code = [path for room in rooms for path in (ROOM / room).rglob("*.py")]
    named = [path.name for path in code if "/v1/" in path.read_text(encoding="utf-8")]
    assert named == []
