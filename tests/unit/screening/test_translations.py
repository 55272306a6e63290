"""What patients read in other languages: whole, of the words that are asked, and never of other words."""

from typing import Any

from chassis.reference.patches import merge_patch
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.translations import Translations, Words, misfits
from services.screening.reference import RULE_SETS, TRANSLATIONS
from tests.unit.screening.factories import CURRENT, RULES, TRANSLATED, changed, shipped

CONSULT = ScreeningStage.CONSULT


def extended(changes: Any) -> Translations:
    """A version that extends the shipped one."""
    return TRANSLATIONS.read(merge_patch(shipped(f"translations/{CURRENT}").content.document, changes))


def french(**without: Any) -> dict[str, Any]:
    """A third language, as a file adds it: every word, but for what is left out."""
    portuguese = TRANSLATED.languages["pt"].model_dump()
    return {"languages": {"fr": merge_patch({**portuguese, "name": "Français"}, without)}}


def test_portuguese_is_whole() -> None:
    assert list(misfits(TRANSLATED, RULES)) == []


def test_a_third_language_is_added_by_one_file() -> None:
    translations = extended(french())
    assert list(misfits(translations, RULES)) == []
    assert Words(RULES, translations, RULES).languages == ("en", "fr", "pt")


def test_what_a_language_lacks_is_named() -> None:
    translations = extended(french(questions={"consult": {"keloid": None}}, conditions={"antiviral_prophylaxis": None}))
    assert [str(each) for each in misfits(translations, RULES)] == [
        "languages.fr.questions.consult.keloid: This question is not translated.",
        "languages.fr.conditions.antiviral_prophylaxis: This condition is not translated.",
    ]


def test_a_translation_of_what_nobody_asks_is_refused() -> None:
    translations = extended(french(questions={"day_of": {"shoe_size": "Pointure ?"}}))
    (problem,) = misfits(translations, RULES)
    assert problem.path == "languages.fr.questions.day_of.shoe_size"


def test_the_rules_own_language_is_no_translation() -> None:
    english = {"languages": {"en": french()["languages"]["fr"]}}
    assert "own language" in str(next(iter(misfits(extended(english), RULES))))


def test_questions_come_in_the_language_and_in_their_order() -> None:
    shown = Words(RULES, TRANSLATED, RULES).items(CONSULT, "pt")
    assert [item.code for item in shown] == list(RULES.asked(CONSULT))
    assert {item.language for item in shown} == {"pt"}
    assert "queloides" in next(item.text for item in shown if item.code == "keloid")


def test_a_question_that_is_worded_otherwise_since_it_was_translated_is_shown_in_the_rules_own_language() -> None:
    question = {"questions": {"consult": {"keloid": {"text": "Did a scar of yours ever grow thick?"}}}}
    shown = {
        item.code: item for item in Words(RULE_SETS.read(changed(question)), TRANSLATED, RULES).items(CONSULT, "pt")
    }
    assert (shown["keloid"].language, shown["keloid"].text) == ("en", "Did a scar of yours ever grow thick?")
    assert shown["cold_sores"].language == "pt"


def test_a_new_question_is_shown_in_the_rules_own_language_until_it_is_translated() -> None:
    fainting = {"place": 15, "kind": "yes_no", "text": "Do you faint at needles?"}
    rules = RULE_SETS.read(changed({"questions": {"consult": {"fainting": fainting}}}))
    shown = Words(rules, TRANSLATED, RULES).items(CONSULT, "pt")
    assert [(item.code, item.language) for item in shown[:3]] == [
        ("rash_in_area", "pt"),
        ("fainting", "en"),
        ("infection_now", "pt"),
    ]


def test_a_condition_comes_in_the_language_or_says_that_it_does_not() -> None:
    words = Words(RULES, TRANSLATED, RULES)
    assert words.condition("no_topical_anaesthetic", "pt") == ("Não se usa anestésico tópico.", "pt")
    assert words.condition("no_topical_anaesthetic", "fr") == ("No topical anaesthetic is used.", "en")
