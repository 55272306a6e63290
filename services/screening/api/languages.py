"""Which language a request asks for."""

from typing import Annotated

from fastapi import Depends, Header, Query

from contracts.event import Language
from services.screening.queries.languages import Wanted, wanted


async def _wanted(
    language: Annotated[
        Language | None, Query(description="A BCP 47 tag, e.g. `pt`; default: Accept-Language, then the patient's own.")
    ] = None,
    accept_language: Annotated[str | None, Header(description="Languages by preference, e.g. `pt, en;q=0.5`.")] = None,
) -> Wanted:
    return wanted(language, accept_language)


LanguageQuery = Annotated[Wanted, Depends(_wanted)]
"""The languages that are asked for. What is not translated comes in the rules' own language, and the answer says so."""
