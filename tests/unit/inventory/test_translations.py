"""What inventory refuses is there in Portuguese, and no translation is left of a sentence that nothing says."""

import ast
from pathlib import Path

from chassis.http.languages import Translations, catalogues_of
from chassis.refusals import Phrase
from services.inventory.domain.places import WHERE, Place

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


def test_a_place_is_named_in_the_language_of_its_sentence() -> None:
    sentence = "By the books cartridge {serial} is {now}: look at its life, and take back what was entered wrongly."
    values = {"serial": "N1", "now": Phrase(WHERE[Place.QUARANTINE])}
    assert "N1 está noutro sítio (em quarentena)" in WORDS.sentence(sentence, values, "pt-PT")
    assert all(WORDS.has(where, "pt-PT") for where in WHERE.values())


def test_no_refusal_names_an_address_of_the_api() -> None:
    rooms = ("domain", "commands", "queries", "store")
    code = [path for room in rooms for path in (ROOM / room).rglob("*.py") if "recall" not in path.name]
    named = [path.name for path in code if "/v1/" in path.read_text(encoding="utf-8")]
    assert named == []
