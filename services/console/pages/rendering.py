"""Templates, words and headers of every page."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from chassis.http.languages import Reader, Translations, language_of
from chassis.language import best_language, locale_of, say_date, say_place
from chassis.local_time import local_day
from chassis.refusals import Refusal
from services.console.pages.files import address_of
from services.console.pages.labels import LABELS
from services.console.pages.sources import by_title
from services.console.pages.vocabulary import PROBLEMS
from services.console.pages.words import catalogues
from services.console.settings import ConsoleSettings

ENGLISH = " lang=en"
"""Put into the tag of what is English for every reader, such as the sentences of rules: it is read out as English."""
DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Unicode's embeddings, overrides and isolates. What one text begins with them goes on in the next: a name could turn
around what stands beside it. Arabic and Hebrew are read from right to left without them."""


class Rendering:
    """What turns values into pages. Everything that is put into a template is escaped."""

    def __init__(self, settings: ConsoleSettings, language: str) -> None:
        self._language = language
        self._refusals = Translations(["chassis.http", "services.console"])
        self._words = Translations(catalogues())
        self._environment = Environment(
            loader=PackageLoader("services.console.pages", ""),
            autoescape=True,
            finalize=_without_directions,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(file=address_of, say_language=say_language, LABELS=LABELS, PROBLEMS=PROBLEMS)
        self._environment.filters["by_title"] = by_title
        self._headers = _headers(settings)

    def reader(self, request: Request) -> Reader:
        """Who reads, in the language that was chosen for this request, or else in that of their browser."""
        chosen = getattr(request.state, "language", None)
        wanted = best_language([chosen], self.languages, self._language) if chosen else None
        return Reader(self._words, wanted or language_of(request, self._words, self._language))

    @property
    def languages(self) -> list[str]:
        """Those that pages are read in."""
        return self._words.languages

    @property
    def named_languages(self) -> dict[str, str]:
        """The same by tag, each called as it calls itself."""
        return {each: say_language(each) for each in self.languages}

    def draw(
        self,
        request: Request,
        templates: Sequence[str],
        values: Mapping[str, Any],
        *,
        zone: ZoneInfo | None = None,
        status: int = 200,
    ) -> HTMLResponse:
        """The first template that is there, with its values; ``zone`` is the clinic's, in which times are written."""
        reader = self.reader(request)
        said = {
            "t": partial(_say, reader),
            "language": reader.language,
            "english": "" if reader.language.startswith("en") else ENGLISH,
            "number": partial(say_figure, language=reader.language),
            **_times(reader.language, zone),
        }
        content = self._environment.select_template(list(templates)).render(**said, **values)
        return HTMLResponse(content, status, {**self._headers, "Content-Language": reader.language})

    def words(self, request: Request, refusal: Refusal) -> str:
        """A refusal, for whoever reads the page."""
        language = self.reader(request).language
        for known in (self._refusals, self._words):
            if known.has(refusal.sentence, language):
                return known.sentence(refusal.sentence, refusal.values, language)
        return refusal.detail


def say_language(tag: str) -> str:
    """Its own name for itself, such as Português."""
    return str(locale_of(tag).get_language_name(locale_of(tag)) or tag).capitalize()


def say_figure(value: Decimal | float | str | None, places: int | None = None, *, language: str) -> str:
    """As the reader's language writes it, such as ``1,5``; with so many decimal places, or as many as it has."""
    if value is None:
        return "–"
    exact = Decimal(str(value))
    has = -int(exact.as_tuple().exponent) if places is None else places
    return str(format_decimal(exact, f"#,##0.{'0' * has}" if has > 0 else "#,##0", locale=locale_of(language)))


def _without_directions(value: Any) -> Any:
    return value.translate(DIRECTIONS) if isinstance(value, str) else value


def _say(reader: Reader, sentence: str, **values: Any) -> str:
    return reader.words_of(sentence, values)


def _times(language: str, zone: ZoneInfo | None) -> Mapping[str, Any]:
    locale = locale_of(language)

    def whose() -> ZoneInfo:
        if zone is None:
            raise TypeError("a page with times says in which zone they are")
        return zone

    def clock(moment: datetime) -> str:
        return str(format_time(moment.astimezone(whose()), "HH:mm", locale=locale))

    def day(value: date | str) -> str:
        return str(format_skeleton("yMMMEd", _day_of(value), locale=locale)).replace(",", "")

    def whole_day(value: date | str) -> str:
        return say_date(_day_of(value), language)

    def place() -> str:
        return say_place(whose(), language)

    def wall(moment: datetime) -> str:
        return str(format_time(moment, "HH:mm", locale=locale))

    def short_day(value: date | str) -> str:
        return str(format_date(_day_of(value), "medium", locale=locale))

    def on(written: str) -> date:
        return local_day(datetime.fromisoformat(written), whose()) if "T" in written else date.fromisoformat(written)

    days = {"day": day, "whole_day": whole_day, "short_day": short_day, "on": on}
    return {**days, "clock": clock, "place": place, "wall": wall}


def _day_of(value: date | str) -> date:
    """A date, also one as an answer writes it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _headers(settings: ConsoleSettings) -> dict[str, str]:
    issuer = urlsplit(settings.oidc_issuer)
    provider = f" {issuer.scheme}://{issuer.netloc}" if issuer.netloc else ""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        f" form-action 'self'{provider}; base-uri 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "same-origin",  # with none, browsers do not say where a form comes from
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Vary": "Accept-Language, Cookie",
        **({"Strict-Transport-Security": "max-age=31536000"} if settings.encrypted else {}),
    }
