"""The check of the day: screening's questions, and what was ticked as the answers that it takes. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.console.pages.answers import CHANGE, TODAY, Shown, all_questions, shown_answer
from services.console.pages.chair.given import Given, number, text, ticked

SAID: Mapping[str, Any] = {"yes": True, "no": False, "not_sure": "not_sure"}


def check_body(
    given: Given, form: Mapping[str, Any], patient_id: str, clinic_id: str, consult_id: str | None
) -> dict[str, Any]:
    """What is seen and said today. ``form`` is screening's form of the day for the patient."""
    body: dict[str, Any] = {
        "patient_id": patient_id,
        "clinic_id": clinic_id,
        "answers": answers_of(given, form["today"], TODAY),
        "changes": answers_of(given, form["changes"], CHANGE),
    }
    if consult_id:
        body["consult_id"] = consult_id
    if given.get("asked"):
        body["asked"] = given.get("edition", "")
    name = text(given, "signature")
    if name:
        body["signature"] = {"name": name, "signer": text(given, "signer") or "patient"}
    return body


def given_of(form: Mapping[str, Any], ahead: Mapping[str, Any]) -> dict[str, str]:
    """The fields as the patient answered them ahead; what is no longer asked is left out."""
    filled: dict[str, str] = {}
    for part, prefix, said in (("today", TODAY, ahead["answers"]), ("changes", CHANGE, ahead["changes"])):
        for each in all_questions(form[part]):
            answer = (said or {}).get(each["code"])
            if answer is not None:
                filled |= _filled(f"{prefix}{each['code']}", each["kind"], shown_answer(each["kind"], answer))
    return filled


def _filled(name: str, kind: str, shown: Shown) -> dict[str, str]:
    value_in = {"number": "figure", "text": "words", "date_or_no": "on"}.get(kind, "value")
    fields = {
        name: "" if kind in ("number", "text") and shown.given == "yes" else shown.given,
        f"{name}-{value_in}": shown.value,
        **{f"{name}-which-{code}": "1" for code in shown.which},
        **{f"{name}-at-{code}": "1" for code in shown.places},
        f"{name}-over": shown.over_since,
    }
    return fields | ({f"{name}-on": shown.on} if shown.on else {})


def answers_of(given: Given, questions: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """By code. What nobody answered is left out; of what may have changed, that says that it has not."""
    answers: dict[str, Any] = {}
    for item in questions["items"]:
        said = _item(given, item, f"{prefix}{item['code']}", questions["places"])
        if said is not None:
            answers[item["code"]] = said
    for item in questions["numbers"]:
        said = _figure(given, f"{prefix}{item['code']}")
        if said is not None:
            answers[item["code"]] = said
    for item in questions["texts"]:
        name = f"{prefix}{item['code']}"
        said = text(given, f"{name}-words") or (False if given.get(name) == "no" else None)
        if said is not None:
            answers[item["code"]] = said
    return answers


def _item(given: Given, item: Mapping[str, Any], name: str, places: Iterable[Mapping[str, Any]]) -> Any:
    said = given.get(name, "")
    if said not in SAID:
        return None
    answer = SAID[said]
    if said != "yes":
        return answer
    on = text(given, f"{name}-on")
    if item["kind"] == "date_or_no":
        answer = on or ""
    details = {
        "which": ticked(given, f"{name}-which-", (each["code"] for each in item["choices"])),
        "places": ticked(given, f"{name}-at-", (each["code"] for each in places))
        if "places" in item["details"]
        else [],
        "on": on if "on" in item["details"] and item["kind"] != "date_or_no" else None,
        "over_since": text(given, f"{name}-over") if "over_since" in item["details"] else None,
    }
    filled = {key: value for key, value in details.items() if value}
    return {"answer": answer, **filled} if filled else answer


def _figure(given: Given, name: str) -> Any:
    if given.get(name) in ("no", "not_sure"):
        return SAID[given[name]]
    typed = number(given, f"{name}-figure")
    if typed is None:
        return None
    try:
        return int(typed) if typed.lstrip("-").isdigit() else float(typed)
    except ValueError:
        return typed


def fields_of(form: Mapping[str, Any]) -> dict[str, str]:
    """Screening's field: the form's. Both kinds of answers are named alike."""
    fields = {"asked": "asked", "signature": "signature", "signature.name": "signature", "changes": "asked"}
    for prefix, questions in ((CHANGE, form["changes"]), (TODAY, form["today"])):
        for item in (*questions["items"], *questions["numbers"], *questions["texts"]):
            fields |= {f"{part}.{item['code']}": f"{prefix}{item['code']}" for part in ("answers", "changes")}
    return fields
