"""By which keys a patient is found, and who looks like a patient already."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from contact_details.phone import endings_to_find
from services.booking.people.domain.duplicates import Sameness, in_common, is_identified
from services.booking.people.domain.finding import alike, keys_of, same_names, similar_names, words_of


@dataclass(frozen=True)
class Somebody:
    given_name: str = "Inês"
    family_name: str = "Sousa Lima"
    date_of_birth: date = date(1990, 5, 4)
    phone: str | None = "+351912345678"
    email: str | None = "ines@example.org"


INES = Somebody()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Inês  SOUSA", ["ines", "sousa"]),
        ("João D\u2019Água", ["joao", "d", "agua"]),
        ("Anne-Marie", ["anne", "marie"]),
        ("Søren Łukasz Weiß", ["soren", "lukasz", "weiss"]),
        ("Ζωή", ["ζωη"]),
        ("李 小龙", ["李", "小", "龙"]),
        ("王小明", ["王", "小", "明"]),
        ("ヤマダ・タロウ", ["ヤ", "マ", "タ", "ロ", "ウ"]),
        ("ﾔﾏﾀﾞ", ["ヤ", "マ", "タ"]),
        ("김민수", ["김", "민", "수"]),
        ("王Ａｎａ", ["王", "ana"]),
        ("Ana Ana", ["ana"]),
        ("-- '", []),
    ],
)
def test_words_have_no_accents_and_no_capitals(written: str, words: list[str]) -> None:
    assert words_of(written) == words


def test_a_name_of_several_words_is_found_by_all_of_them_together_too() -> None:
    keys = keys_of("Anne-Marie", "Van den Berg", None, None)
    assert {"anne", "marie", "annemarie", "van", "den", "berg", "vandenberg"} <= set(keys)


def test_a_number_is_kept_from_its_end_and_an_address_in_small_letters() -> None:
    keys = keys_of("Rui", "Dias", "+351912345678", "Rui@Example.org")
    assert "#876543219153" in keys
    assert "@rui@example.org" in keys


@pytest.mark.parametrize("mistake", ["suosa", "sosa", "soussa", "sausa"])
def test_two_letters_changed_places_one_too_few_one_too_many_or_another_one_is_a_typing_error(mistake: str) -> None:
    assert alike("sousa", mistake)


@pytest.mark.parametrize("other", ["santos", "silva", "dias"])
def test_other_names_are_no_typing_errors(other: str) -> None:
    assert not alike("sousa", other)
    assert not alike("rui", "rua"), "in short words a letter makes another name"


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("+351 912 345 678", "351912345678"),
        ("00351-912-345-678", "351912345678"),
        ("(0)7911 123456", "7911123456"),
        ("912.345.678", "912345678"),
        ("000111", "000111"),
        ("٩١٢ ٣٤٥ ٦٧٨", "912345678"),
    ],
)
def test_a_number_is_looked_for_however_it_is_written(written: str, digits: str) -> None:
    assert digits in endings_to_find(written)


def test_names_are_similar_by_one_word_but_not_by_a_particle() -> None:
    assert similar_names("Inês Sousa", "Ines Costa")
    assert similar_names("Sousa Inês", "Marta Suosa")
    assert not similar_names("Rui da Costa", "Ana da Silva")
    assert same_names("Inês Sousa", "SOUSA Ines")
    assert not same_names("Inês Sousa", "Inês Sousa Lima")


def test_a_name_without_spaces_is_similar_by_two_characters_and_the_same_however_it_is_divided() -> None:
    assert similar_names("小明 王", "王小明")
    assert same_names("小明 王", "王小明")
    assert similar_names("王小明", "王小红")
    assert not similar_names("王小明", "王丽华"), "one character is the family name of millions"
    assert not same_names("王小明", "王小红")


def test_what_two_records_have_in_common_is_named() -> None:
    assert in_common(INES, replace(INES, phone=None, email=None)) == (Sameness.BIRTHDAY_AND_NAME,)
    son = Somebody("Rui", "Dias", date(2012, 1, 1), INES.phone, None)
    assert in_common(INES, son) == (Sameness.PHONE,)
    assert in_common(INES, replace(son, phone=None, email="INES@example.org")) == (Sameness.EMAIL,)
    assert in_common(INES, replace(son, phone=None)) == ()
    nowhere = Somebody("Rui", "Dias", date(2012, 1, 1), None, None)
    assert in_common(nowhere, replace(nowhere, family_name="Pinto", given_name="Ana")) == ()


def test_a_person_is_identified_by_the_birthday_with_the_whole_name_or_with_what_reaches_them() -> None:
    assert is_identified(INES, replace(INES, phone=None, email=None))
    assert is_identified(INES, replace(INES, family_name="Costa", email=None))
    assert not is_identified(INES, replace(INES, family_name="Costa", phone=None, email=None)), "only similar"
    assert not is_identified(INES, replace(INES, date_of_birth=date(1990, 5, 5))), "another birthday"
