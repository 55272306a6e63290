"""What a rule asks of the answers and of the plan (``when``), and what lifts it (``unless``), as lines of a form: each
looks at one thing, and all of them or one of them has to be so. Pure.

A condition within another one is more than these lines show: it stays JSON.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.console.pages.published.parts import NO_NUMBER
from services.console.pages.words import word

WHEN, UNLESS = "when", "unless"
ASKED = (WHEN, UNLESS)
ASKS = {WHEN: word("When it holds"), UNLESS: word("What lifts it, when it is certain")}
JOINS = {"all": word("All of these are so"), "any": word("One of these is so")}
TESTS: Mapping[str, str] = {
    "yes": word("is answered with yes"),
    "not_yes": word("is not answered with yes"),
    "is": word("is so"),
    "is_not": word("is not so"),
    "below": word("is below"),
    "above": word("is above"),
    "in": word("is one of"),
    "outside": word("is none of"),
    "says": word("is answered with nothing but"),
    "elsewhere": word("is only where the plan does not touch"),
    "elsewhere_or_left_out": word("is only where the plan does not touch, or where it leaves out"),
    "over": word("is over, with its day"),
    "past": word("names a day that is past"),
    "future": word("names a day to come"),
    "found": word("was found"),
}
"""How something is looked at, by the name that the form gives it."""
FACTS: Mapping[str, str] = {
    "age": word("Age, years"),
    "skin_type": word("Skin type, 1 to 6"),
    "depth_mm": word("Planned depth, mm"),
    "cream_percent": word("Lidocaine of the planned cream, %"),
    "area": word("Planned area"),
    "concern": word("Concern"),
    "modality": word("Kind of device"),
    "device_model": word("Device model"),
    "suitable": word("The practitioner finds the patient suitable"),
    "has_conditions": word("The clearance has conditions"),
    "plan_listed": word("The plan is listed for the device"),
    "too_deep": word("The plan is deeper than a limit"),
    "cream_planned": word("A cream is planned"),
    "cream_covered": word("The cream is covered"),
    "infused": word("A product is carried into the skin"),
    "infused_without_reason": word("A product is carried into the skin without a reason"),
}
WHOLE = ("age", "skin_type")
MORE_LINES, MOST_LINES = 2, 12
"""Empty ones below those that are there, and all."""
ABOUT_QUESTION, ABOUT_FACT, ABOUT_FINDING = "answer:", "fact:", "finding:"
STATED = ("says", "elsewhere", "elsewhere_or_left_out", "over", "past", "future")
"""About how an answer is stated."""
NO_TEST = word("This does not fit what is looked at: choose another way of looking at it.")
NOTHING = word("Choose what is looked at, and how.")
NO_LIST = word("Write one or several, with commas between them.")
NO_LINE = word("Say what the rule asks: without it, it would hold for nobody.")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Line:
    """One thing that is looked at."""

    of: str
    """``answer:``, ``fact:`` or ``finding:``, and its code; empty: an empty line."""
    test: str
    value: str = ""
    """What it is compared with, as it is typed."""


EMPTY = Line("", "")


@dataclass(frozen=True)
class Condition:
    """Lines, and whether all or one of them has to be so."""

    join: str
    lines: Sequence[Line]


def condition_of(when: Any) -> Condition | None:
    """As lines show it; None where they cannot."""
    if isinstance(when, Mapping) and len(when) == 1:
        for join in JOINS:
            if isinstance(when.get(join), list):
                lines = [_line_of(each) for each in when[join]]
                found = [each for each in lines if each is not None]
                return Condition(join, found) if found and len(found) == len(lines) <= MOST_LINES else None
    line = _line_of(when)
    return Condition("all", [line]) if line else None


def shown_of(written: Any, key: str) -> Condition | None:
    """The same of what stands under ``when`` or ``unless``: that nothing lifts a rule is no line."""
    return Condition("all", []) if written is None and key == UNLESS else condition_of(written)


def typed_condition(form: Mapping[str, str], key: str = WHEN) -> Condition:
    """What the fields of a form say, each line at its place; below the last that says something there is none."""

    def said(name: str, at: int) -> str:
        return form.get(f"{key}-{name}-{at}", "").strip()

    join = form.get(f"{key}-join", "")
    lines = [Line(said("of", at), said("test", at), said("value", at)) for at in range(MOST_LINES)]
    while lines and lines[-1] == EMPTY:
        lines.pop()
    return Condition(join if join in JOINS else "all", lines)


def when_of(typed: Condition, now: Any, key: str = WHEN) -> tuple[Any, dict[int, str]]:
    """The condition as a document has it, and by the place of its line what is wrong; as it is ``now`` where nobody
    touched it, however that is written. None where nothing lifts a rule any more."""
    lines = {place: line for place, line in enumerate(typed.lines) if line != EMPTY}
    if Condition(typed.join, list(lines.values())) == shown_of(now, key):
        return now, {}
    if not lines and key == UNLESS:
        return None, {}
    parts: list[Any] = []
    wrong: dict[int, str] = {} if lines else {0: NO_LINE}
    for place, line in lines.items():
        try:
            parts.append(_part_of(line))
        except ValueError as error:
            wrong[place] = str(error)
    return (parts[0] if len(parts) == 1 else {typed.join: parts}), wrong


def patch_between(base: Any, wanted: Any) -> Any:
    """The merge patch that makes ``wanted`` of ``base``."""
    if not isinstance(base, Mapping) or not isinstance(wanted, Mapping):
        return wanted
    gone = dict.fromkeys(key for key in base if key not in wanted)
    return {**gone, **{key: patch_between(base.get(key), value) for key, value in wanted.items()}}


def _line_of(part: Any) -> Line | None:
    if not isinstance(part, Mapping):
        return None
    match dict(part):
        case {"yes": str(code), **rest} if not rest:
            return Line(ABOUT_QUESTION + code, "yes")
        case {"not": {"yes": str(code), **inner}, **rest} if not rest and not inner:
            return Line(ABOUT_QUESTION + code, "not_yes")
        case {"found": str(code), **rest} if not rest:
            return Line(ABOUT_FINDING + code, "found")
        case {"elsewhere": str(code), **rest} if not rest or rest == {"or_left_out": True}:
            return Line(ABOUT_QUESTION + code, "elsewhere_or_left_out" if rest else "elsewhere")
        case {"over": str(code), **rest} if not rest:
            return Line(ABOUT_QUESTION + code, "over")
        case {"day": str(code), "is": "past" | "future" as test, **rest} if not rest:
            return Line(ABOUT_QUESTION + code, str(test))
        case {"says": str(code), "in": list(values), **rest} if not rest:
            return Line(ABOUT_QUESTION + code, "says", ", ".join(map(str, values)))
        case {"fact": str(fact), "is": bool(value), **rest} if not rest:
            return Line(ABOUT_FACT + fact, "is" if value else "is_not")
        case {"fact": str(code), **rest} if len(rest) == 1:
            return _compared(ABOUT_FACT + code, *next(iter(rest.items())))
        case {"number": str(code), **rest} if len(rest) == 1:
            return _compared(ABOUT_QUESTION + code, *next(iter(rest.items())))
    return None


def _compared(of: str, test: str, value: Any) -> Line | None:
    if test in ("in", "outside") and of.startswith(ABOUT_FACT) and isinstance(value, list):
        return Line(of, test, ", ".join(map(str, value)))
    is_number = isinstance(value, (int, float, str)) and not isinstance(value, bool)
    return Line(of, test, str(value)) if test in ("below", "above") and is_number else None


def _part_of(line: Line) -> dict[str, Any]:
    """Raises ValueError with the sentence to say."""
    kind, _, code = line.of.partition(":")
    if not code or line.test not in TESTS:
        raise ValueError(NOTHING)
    if line.test in ("yes", "not_yes"):
        if kind != "answer":
            raise ValueError(NO_TEST)
        return {"yes": code} if line.test == "yes" else {"not": {"yes": code}}
    if (line.test == "found") != (kind == "finding"):
        raise ValueError(NO_TEST)
    if kind == "finding":
        return {"found": code}
    if line.test in STATED:
        return _stated(kind, code, line)
    if line.test in ("below", "above"):
        return {"number" if kind == "answer" else "fact": code, line.test: _number(code, line.value)}
    if kind != "fact":
        raise ValueError(NO_TEST)
    if line.test in ("is", "is_not"):
        return {"fact": code, "is": line.test == "is"}
    values = _values(line)
    return {"fact": code, line.test: [_number(code, each) for each in values] if code in WHOLE else values}


def _stated(kind: str, code: str, line: Line) -> dict[str, Any]:
    """About how an answer is stated. Raises ValueError with the sentence to say."""
    if kind != "answer":
        raise ValueError(NO_TEST)
    if line.test == "says":
        return {"says": code, "in": _values(line)}
    if line.test in ("past", "future"):
        return {"day": code, "is": line.test}
    if line.test == "over":
        return {"over": code}
    return {"elsewhere": code, **({"or_left_out": True} if line.test != "elsewhere" else {})}


def _values(line: Line) -> list[str]:
    values = [each.strip() for each in line.value.split(",") if each.strip()]
    if not values:
        raise ValueError(NO_LIST)
    return values


def _number(code: str, typed: str) -> int | str:
    typed = typed.replace(",", ".")
    if not typed.isascii() or not _NUMBER.fullmatch(typed) or (code in WHOLE and "." in typed):
        raise ValueError(NO_NUMBER)
    return int(typed) if code in WHOLE else typed
