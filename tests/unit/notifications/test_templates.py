"""Templates that cannot work are refused where they are read, by path and with what to do."""

import copy
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from chassis.reference.documents import problems_of
from chassis.reference.patches import merge_patch
from chassis.reference.shipped import check_shipped, newest_shipped
from services.notifications.app import REFERENCE
from services.notifications.domain.checks import problems
from services.notifications.domain.checks.health import health_words_in
from services.notifications.domain.health_words import HEALTH_WORDS
from services.notifications.store.templates import TEMPLATES as KIND
from tests.unit.notifications.shipped import DOCUMENT, SHIPPED

DAY_1_RF = {"templates": {"aftercare_day_1_rf": {"due": {"days": 2}}}}


def problems_with(changes: dict[str, Any]) -> list[str]:
    """Everything that is wrong with the shipped templates after ``changes`` (a merge patch)."""
    document = merge_patch(DOCUMENT, changes)
    try:
        return [str(each) for each in problems(KIND.read(document))]
    except ValidationError as error:
        return [str(each) for each in problems_of(error)]


def test_what_is_shipped_has_no_problems() -> None:
    assert check_shipped(REFERENCE) == []


def test_a_deadline_that_comes_before_some_sessions_are_due_is_refused_and_says_which() -> None:
    assert problems_with(DAY_1_RF) == [
        "templates.aftercare_day_1_rf: It is due 2 days after the event at 10:00, which can be 60 hours later, but too "
        "late after 48 hours: nobody would be written to about what happens at 10:00 or earlier. Let it be too late "
        "after 61 hours or more, or due earlier."
    ]


def test_with_a_later_deadline_the_same_change_is_a_diff_of_a_few_lines_and_accepted() -> None:
    later = copy.deepcopy(DAY_1_RF)
    later["templates"]["aftercare_day_1_rf"]["too_late"] = {"hours": 72}
    assert problems_with(later) == []


def test_a_text_that_is_too_long_is_named_once_where_the_message_has_no_link() -> None:
    found = problems_with(english("screening_deferred", "{given_name}, {clinic} {phone} {date}: " + "word " * 200))
    assert [each.partition(":")[0] for each in found] == ["languages.en.messages.screening_deferred.text"]


BEFORE_IT_STARTS = {
    "due": {"when": "at_once", "days": None, "at": None, "not_within_hours": None},
    "too_late": {"when": "appointment_starts", "hours": None},
}


def template(**changes: Any) -> dict[str, Any]:
    return {"templates": {"stock_low": changes}}


def english(code: str, text: str) -> dict[str, Any]:
    return {"languages": {"en": {"messages": {code: {"text": text}}}}}


@pytest.mark.parametrize(
    ("changes", "path", "sentence"),
    [
        (template(urgency=True), "templates.stock_low.urgency", "Nothing reads this key"),
        (template(urgent="yes"), "templates.stock_low.urgent", "should be a valid boolean"),
        (template(due={"when": "sometime"}), "templates.stock_low.due", "does not match any of the expected tags"),
        (template(due={"when": "days_after", "days": -1, "at": "10:00"}), "days_after.days", "greater than or equal"),
        (template(too_late={"when": "after", "hours": 13}), "templates.stock_low", "quiet hours may hold it back"),
        (
            template(due={"when": "days_before_appointment", "days": 1}),
            "templates.stock_low",
            "let it be too late when the `appointment_starts`",
        ),
        (
            template(only_while="booked"),
            "templates.stock_low.only_while",
            "stock_low names this template, so give null",
        ),
        (template(audience="patient"), "occasions.stock_low.other", "stock_low is for stock_contact"),
        (template(sources={"policy": None}), "templates.stock_low.sources", "at least 1 item"),
        (
            {"templates": {"appointment_cancelled": {"only_while": "booked"}}},
            "templates.appointment_cancelled.only_while",
            "After appointment_cancelled an appointment is not booked",
        ),
        (
            {"templates": {"appointment_confirmed": {"only_while": "missed"}}},
            "templates.appointment_confirmed.only_while",
            "After appointment_booked an appointment is not missed",
        ),
        (
            {"templates": {"appointment_missed": {"only_while": "booked"}}},
            "templates.appointment_missed.only_while",
            "After appointment_missed an appointment is not booked",
        ),
        (
            {"templates": {"appointment_missed": BEFORE_IT_STARTS}},
            "templates.appointment_missed",
            "The appointment is over by then",
        ),
        (
            {"templates": {"appointment_cancelled": {"opens": "visit"}}},
            "templates.appointment_cancelled.opens",
            "names nothing that a link for visit opens",
        ),
        (
            {"templates": {"report_to_acknowledge": {"urgent": False}}},
            "templates.report_to_acknowledge",
            "After reaction_escalated somebody waits",
        ),
        (
            {"templates": {"contact_code": {"due": {"when": "days_after", "days": 0, "at": "10:00"}}}},
            "templates.contact_code",
            "After contact_code somebody waits",
        ),
        (
            {"templates": {"recall_letter": {"purpose": "marketing"}}},
            "templates.recall_letter.purpose",
            "Whoever did not agree to marketing would not learn of recall_letter",
        ),
        (
            {"templates": {"results_review": {"too_late": {"when": "appointment_starts", "hours": None}}}},
            "templates.results_review",
            "let it be too late some hours `after` the event",
        ),
        ({"occasions": {"lot_recalled": None}}, "occasions.lot_recalled", "This is missing"),
        ({"occasions": {"a_birthday": {"other": []}}}, "occasions.a_birthday", "Input should be 'appointment_booked'"),
        ({"occasions": {"session_performed": {"other": None}}}, "occasions.session_performed", "`other` is missing"),
        ({"occasions": {"stock_low": {"other": []}}}, "templates.stock_low", "No occasion names this template"),
        ({"occasions": {"stock_low": {"other": ["x", "stock_low"]}}}, "occasions.stock_low.other", "no template x"),
        ({"languages": {"pt-pt": DOCUMENT["languages"]["pt-PT"]}}, "languages.pt-pt", "should match pattern"),
        ({"fallback_language": "fr"}, "languages", "The words in fr are missing"),
        ({"languages": {"xx": DOCUMENT["languages"]["en"]}}, "languages.xx", "not a language that dates can be"),
        (
            {"languages": {"pt-PT": {"messages": {"stock_low": None}}}},
            "languages.pt-PT.messages.stock_low",
            "The words for the template stock_low are missing",
        ),
        (
            {"languages": {"en": {"messages": {"stock_high": {"subject": "{clinic}", "text": "Full."}}}}},
            "languages.en.messages.stock_high",
            "There is no template stock_high",
        ),
        (
            {"languages": {"pt-PT": {"phrases": {"sessions": {"one": None}}}}},
            "languages.pt-PT.phrases.sessions.one",
            "The words for the plural form one are missing",
        ),
        (
            {"languages": {"pt-PT": {"phrases": {"visits": {"other": None}}}}},
            "languages.pt-PT.phrases.visits.other",
            "The words for the kind of appointment other are missing",
        ),
        (
            {"languages": {"en": {"stop_words": {"stop": ["STOP"]}}}},
            "languages.en.stop_words",
            "'unsubscribe' is missing",
        ),
        (
            english("stock_low", "{product} at {clinik}"),
            "languages.en.messages.stock_low",
            "Nothing is called {clinik}",
        ),
        (english("stock_low", "{when} at {clinic}"), "languages.en.messages.stock_low", "{when} is not known when"),
        (english("stock_low", "{clinic.zone}"), "languages.en.messages.stock_low", "is not a plain name"),
        (english("stock_low", "{clinic!r}"), "languages.en.messages.stock_low", "is not a plain name"),
        (english("stock_low", "{clinic"), "languages.en.messages.stock_low", "A brace has no partner"),
        (
            english("appointment_cancelled", "Hello {given_name}, {clinic} cancelled your {visit}: {phone}."),
            "languages.pt-PT.messages.appointment_cancelled",
            "{when} is said, which the English text does not say",
        ),
        (
            english("results_review", "Time for your {given_name}."),
            "languages.pt-PT.messages.results_review",
            "{clinic} is said",
        ),
        (
            {"languages": {"en": {"phrases": {"series": "{sessions}"}}}},
            "languages.en.phrases.series",
            "{weeks_apart} is missing",
        ),
        (
            english("intake_requested", "{given_name}, {clinic} {phone}: " + "word " * 200),
            "languages.en.messages.intake_requested.text",
            "no more than 6 may be sent",
        ),
        (
            english("intake_requested", "{given_name}, about your acne scars: {clinic} {phone}."),
            "languages.en.messages.intake_requested.text",
            "'acne' says something about the patient's health",
        ),
        (
            {"languages": {"pt-PT": {"phrases": {"visits": {"session": "sessão de microagulhamento"}}}}},
            "languages.pt-PT.phrases.visits.session",
            "'microagulhamento' says something",
        ),
        (
            english("intake_requested", "{given_name}, {clinic} {phone}: at 9 UTC."),
            "languages.en.messages.intake_requested.text",
            "times are said on the clinic's clock",
        ),
        (
            english("maintenance_invited", "{given_name}, come to {clinic}: {phone}."),
            "languages.en.messages.maintenance_invited.text",
            "does not say how to stop it",
        ),
    ],
)
def test_what_cannot_work_is_refused_by_path(changes: dict[str, Any], path: str, sentence: str) -> None:
    found = problems_with(changes)
    assert any(path in each and sentence in each for each in found), found


@pytest.mark.parametrize(
    ("hours", "accepted"), [(34, False), (36, False), (37, True)], ids=["shortest", "with a clock change", "enough"]
)
def test_a_deadline_holds_for_sessions_at_midnight_and_over_a_clock_change(hours: int, accepted: bool) -> None:
    changes = {"templates": {"aftercare_day_1": {"too_late": {"hours": hours}}}}
    assert (problems_with(changes) == []) is accepted


def test_a_message_that_is_due_at_night_needs_time_until_the_morning() -> None:
    at_night = {"due": {"at": "22:00"}, "too_late": {"hours": 48}}
    assert "which can be 58 hours later" in problems_with({"templates": {"aftercare_day_1": at_night}})[0]


def test_an_urgent_message_may_be_due_at_night() -> None:
    at_night = {"due": {"at": "22:00"}, "too_late": {"hours": 49}, "urgent": True}
    assert problems_with({"templates": {"aftercare_day_1": at_night}}) == []


def french(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """A third language, as somebody begins it: with the English texts."""
    words = copy.deepcopy(DOCUMENT["languages"]["en"])
    words["name"] = "français"
    words["health_words"] = ["acné", "rides"]
    change(words)
    return {"languages": {"fr": words}}


def test_a_third_language_is_one_more_file_of_words() -> None:
    changes = french(lambda words: words["messages"]["stock_low"].update(subject="{clinic} : {product} manque"))
    assert problems_with(changes) == []
    assert KIND.read(merge_patch(DOCUMENT, changes)).language_for("fr-CA") == "fr"


def test_its_health_words_are_refused_in_what_the_desk_answers_as_well() -> None:
    with_french = KIND.read(merge_patch(DOCUMENT, french(lambda _: None)))
    said = health_words_in("Mettez de la glace: vos Rides, the wound, a ferida", with_french)
    assert said == {"rides", "wound", "ferida"}


def test_a_third_language_is_added_by_adding_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "chain_templates"
    shutil.copytree(Path(str(resources.files(REFERENCE.package))), package)
    added = package / KIND.name / "2027-02"
    added.mkdir()
    head = {
        "version": "2027-02",
        "title": "French",
        "extends": newest_shipped(REFERENCE, KIND).written.version,
        "in_force_from": "2027-02-01",
        "changes": {},
    }
    (added / "version.json").write_text(json.dumps(head))
    (added / "words.fr.json").write_text(json.dumps(french(lambda words: None)))
    monkeypatch.syspath_prepend(tmp_path)
    with_french = replace(REFERENCE, package="chain_templates")
    assert check_shipped(with_french) == []
    newest = KIND.read(newest_shipped(with_french, KIND).content.document)
    assert sorted(newest.languages) == ["en", "fr", "pt-PT"]


def test_the_check_lists_everything_that_a_third_language_lacks() -> None:
    def begin(words: dict[str, Any]) -> None:
        del words["messages"]["aftercare_week_1"]
        del words["phrases"]["visits"]["review"]
        del words["phrases"]["weeks_apart"]["one"]
        words["health_words"] = []
        words["messages"]["course_planned"]["text"] = "Bonjour {given_name} : {phone}."

    assert problems_with(french(begin)) == [
        "languages.fr.messages.aftercare_week_1: The words for the template aftercare_week_1 are missing.",
        "languages.fr.phrases.visits.review: The words for the kind of appointment review are missing.",
        "languages.fr.phrases.weeks_apart.one: The words for the plural form one are missing.",
        "languages.fr.messages.course_planned: {series} is missing, which the English text says.",
        "languages.fr.health_words: No list of health words is built in for this language: give the words that no "
        "message may contain.",
    ]


def test_a_language_with_more_plural_forms_has_to_give_them_all() -> None:
    words = french(lambda words: words.update(name="polski"))["languages"]["fr"]
    found = problems_with({"languages": {"pl": words}})
    assert "languages.pl.phrases.sessions.few: The words for the plural form few are missing." in found


def test_every_health_word_is_found_in_a_text() -> None:
    for language, words in (("en", HEALTH_WORDS["en"]), ("pt-PT", HEALTH_WORDS["pt"])):
        text = "{given_name} {clinic} {phone} " + " ".join(sorted(words))
        found = problems_with({"languages": {language: {"messages": {"intake_requested": {"text": text[:1900]}}}}})
        assert sum("says something" in each for each in found) > len(words) * 0.9


def test_no_fact_is_given_that_could_carry_health_data() -> None:
    to_patients = {
        name
        for code, each in SHIPPED.templates.items()
        if each.audience == "patient"
        for name in json.dumps(SHIPPED.languages["en"].messages[code].model_dump()).split("{")[2:]
    }
    assert {name.split("}")[0] for name in to_patients} <= {
        "given_name", "clinic", "address", "map_link", "phone", "when", "visit", "date", "series", "what_stops",
        "code", "until", "appointments", "choices", "answer", "link",
    }  # fmt: skip
