"""What inventory refuses is there in Portuguese, and no translation is left of a sentence that nothing says."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from chassis.http.app import translations_of
from chassis.http.languages import Translations, catalogues_of
from chassis.refusals import Phrase
from contracts.inventory.stock import Misuse
from services.inventory.app import service as inventory
from services.inventory.commands.labels import read_scans, refuse_items
from services.inventory.commands.receipts import NOT_RECEIVED
from services.inventory.domain import incidents as why
from services.inventory.domain.places import WHERE, Place
from services.inventory.domain.recalled_serials import require_known
from services.inventory.domain.refusals import ReceiptRefused, SerialsUnconfirmed
from services.inventory.domain.reorder_proposals import Outlook, Sums, Verdict, sentence_of
from services.inventory.forms.receipts import ReceiptItem
from services.notifications.domain.misuses import VALUES

ROOM = Path("services/inventory")
WORDS = Translations(["chassis.http", "services.inventory"])


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


def test_every_phrase_and_every_problem_of_an_item_is_translated() -> None:
    """Whatever stands in the braces of another sentence: a Portuguese refusal has no English half."""
    phrases = {sentence for path in ROOM.rglob("*.py") for sentence in phrases_in(path)}
    assert len(phrases) > 50
    assert [sentence for sentence in sorted(phrases) if not WORDS.has(sentence, "pt-PT")] == []


def phrases_in(path: Path) -> Iterator[str]:
    """The sentences of a file's phrases and of its field errors, and those that are named before they are used."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="Phrase"), args=[ast.Constant(value=str(sentence)), *_]):
                yield sentence
            case ast.Call(func=ast.Name(id="FieldError"), args=[_, ast.Constant(value=str(sentence)), *_]):
                yield sentence
            case ast.Assign(targets=[ast.Name(id="sentence" | "asks")], value=ast.Constant(value=str(sentence))):
                yield sentence


def test_every_verdict_of_a_proposal_is_said_in_portuguese() -> None:
    nothing = Outlook(0, 0, 0, 0, 0, 0, 0, 14, 28, None)
    for verdict in Verdict:
        said = sentence_of(nothing, Sums(0, 0, 0, 0, 1, 1), verdict, 1, 1)
        assert WORDS.sentence(said.sentence, said.values, "pt-PT").startswith("0 livres, 0 encomendados")


def test_a_scan_that_cannot_be_read_is_refused_in_one_language() -> None:
    _, unread = read_scans({0: ("]d2010061414199999617270331", None)}, date(2026, 11, 21))
    with pytest.raises(ReceiptRefused) as refused:
        refuse_items([ReceiptItem(scan="x")], unread, ReceiptRefused, NOT_RECEIVED)
    words = translations_of(inventory)
    assert words.sentence(refused.value.sentence, refused.value.values, "pt-PT") == (
        "Nada deu entrada: 1 de 1 linha não pode. Linha 1: ']d2010061414199999617270331' não tem lote (10). "
        "Leia o código que tem produto, lote e validade; de uma etiqueta com dois códigos, leia ambos na mesma linha."
    )


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


def test_every_sentence_of_an_incident_is_found_again_in_what_is_stored_and_is_translated() -> None:
    day, session = date(2027, 3, 9), UUID(int=7)
    at = datetime(2027, 3, 9, tzinfo=UTC)
    reasons = [
        *(say("K.(1)", session) for say in (why.serial_used_before, why.serial_discarded_before)),
        *(say("K1", "L+1") for say in (why.serial_never_received, why.serial_of_another_lot)),
        why.serial_of_another_clinic("K1"),
        *(why.serial_put_away("K1", where) for where in WHERE.values()),
        why.lot_recalled("L1", at),
        why.cartridge_recalled("K1", "L1", at),
        why.lot_expired("L1", day),
        why.label_differs("L1", day, date(2028, 3, 9)),
        *(say("L1") for say in (why.lot_unknown, why.lot_of_another_clinic, why.none_left)),
    ]
    found = why.sentences_in(why.together(*reasons) or "")
    assert found is not None
    assert {each.sentence for each in found} == set(why.CODES)
    assert len(found) == len(reasons)
    said = [Misuse.model_validate(each) for each in why.misuses_in(why.together(*reasons) or "")]
    assert [each.code for each in said] == [each.code for each in found]
    assert {each.code: each.model_fields_set - {"code"} for each in said} == VALUES
    assert {each.place for each in said if each.code == "put_away"} == set(WHERE)
    assert {each.session_id for each in said} == {None, session}
    for each, reason in zip(found, reasons, strict=True):
        assert each.sentence.format(**each.values) == reason
        assert WORDS.has(each.sentence, "pt-PT")
    assert "terça-feira, 9 de março de 2027" in WORDS.sentence(found[-5].sentence, found[-5].values, "pt-PT")


def test_a_reason_of_an_earlier_version_is_left_as_it_is() -> None:
    written = f"{why.none_left('L1')} Somebody wrote this before."
    assert why.sentences_in(written) is None
    assert why.misuses_in(written) == []
