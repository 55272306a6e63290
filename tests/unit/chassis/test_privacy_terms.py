"""How a scan looks for a person: as people and programs write names, numbers and days."""

import json
import re
from datetime import date

import pytest

from chassis.privacy.terms import Person, Term

INES = Person("Inês", "Sousa", "+351912345678", "ines@example.org", date(1990, 5, 4))


def found(content: str, person: Person = INES) -> set[str]:
    return {term.what for term in person.terms() if term.found_in(content)}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("Dear Inês, see you", {"given name"}),
        ("INÊS SOUSA", {"given name", "family name"}),
        (json.dumps({"given_name": "Inês"}), {"given name"}),
        ("call +351 912 345 678", {"phone"}),
        ("(351) 912-345-678", {"phone"}),
        ("Ines@Example.org", {"e-mail"}),
        ('{"date_of_birth": "1990-05-04"}', {"birthday"}),
        ("born 04/05/1990", {"birthday"}),
    ],
)
def test_a_person_is_found_however_it_is_written(content: str, what: set[str]) -> None:
    assert found(content) == what


@pytest.mark.parametrize("content", ["", "Sousas", "Inêsita", "+351912345679", "ines@example.com", "1990-05-05"])
def test_somebody_else_is_not_found(content: str) -> None:
    assert found(content) == set()


def test_a_name_inside_a_word_is_not_the_name() -> None:
    assert found("banana", Person(given_name="Ana")) == set()
    assert found("ana banana", Person(given_name="Ana")) == {"given name"}


def test_what_is_not_known_is_not_looked_for() -> None:
    assert Person().terms() == ()
    assert [term.what for term in Person(phone="+351912345678").terms()] == ["phone"]


@pytest.mark.parametrize("stored", ["Dear Inês,", '{"name": "Inês"}', json.dumps({"name": "Inês"})])
def test_bytes_are_searched_as_postgresql_escapes_them(stored: str) -> None:
    [term] = Person(given_name="Inês").terms()
    assert re.search(as_python(term), escaped(stored.encode()))
    assert not re.search(as_python(term), escaped(stored.replace("In", "Mar").replace("ê", "e").encode()))


def escaped(content: bytes) -> str:
    """What ``encode(content, 'escape')`` answers."""
    special = {0x5C: "\\\\"}
    return "".join(special.get(each, chr(each) if 0 < each < 128 else f"\\{each:03o}") for each in content)


def as_python(term: Term) -> str:
    return term.in_escaped_bytes.replace(r"\m", r"\b").replace(r"\M", r"\b")
