"""Every refusal as application/problem+json (RFC 9457), the same in all services. Input is never echoed."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException

from chassis.http.correlation import with_headers
from chassis.http.field_errors import field_errors
from chassis.http.languages import Translations, language_of
from chassis.language import ENGLISH
from chassis.refusals import FieldError, Invalid, Refusal

log = structlog.get_logger()

M = TypeVar("M", bound=BaseModel)

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:needlepoint:problem:"


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    field: str
    """Dotted, places in lists counted from 0, e.g. ``plan.depth_mm``; empty for the whole body."""
    problem: str
    """What is wrong and what to give instead, for a person."""
    part: str = Field(alias="in")
    """Where the field is: body, query, path or header."""


class Problem(BaseModel):
    """Why a request was refused. A type may add members of its own."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str
    """A name that a program can compare, e.g. ``urn:needlepoint:problem:slot-taken``."""
    title: str
    """The same in words."""
    status: int
    """The HTTP status."""
    detail: str
    """What is wrong and what to do, for a person."""
    instance: str
    """The path of the request."""
    correlation_id: str
    """Quote it to the operator: it is in the logs."""
    errors: list[FieldProblem] | None = None
    """The fields that are wrong, where the refusal is about fields."""


class NotUnderstood(Invalid):
    """Fields of the request are missing or not written as they must be; ``errors`` names each."""


class NoSuchAddress(Refusal):
    """There is nothing at this address (404)."""

    status = 404


class MethodNotAllowed(Refusal):
    """The address is right, the HTTP method is not (405)."""

    status = 405


class OurMistake(Refusal):
    """The service failed; nothing changed (500)."""

    status = 500


def slug_of(name: str) -> str:
    """A class name as problem types write it: ``SlotTaken`` is ``slot-taken``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def title_of(name: str) -> str:
    """A class name as words: ``SlotTaken`` is ``Slot taken``."""
    return slug_of(name).replace("-", " ").capitalize()


def answer_to(request: Request, refusal: Refusal) -> JSONResponse:
    """The problem document of a refusal, in the reader's language."""
    name = type(refusal).__name__
    status = refusal.status
    translations: Translations = request.app.state.translations
    wanted = language_of(request, translations, request.app.state.language)
    language = wanted if translations.has(refusal.sentence, wanted) else ENGLISH

    def written(sentence: str, values: Mapping[str, Any]) -> str:
        return translations.sentence(sentence, values, language)

    content: dict[str, Any] = {
        **refusal.extra,
        "type": TYPE_PREFIX + slug_of(name),
        "title": written(title_of(name), {}),
        "status": status,
        "detail": written(refusal.sentence, refusal.values),
        "instance": request.url.path,
        "correlation_id": getattr(request.state, "correlation_id", ""),
    }
    if refusal.errors:
        content["errors"] = [
            {"field": error.field, "problem": written(error.sentence, error.values), "in": error.part}
            | ({"code": error.code} if error.code else {})
            for error in refusal.errors
        ]
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    elif status in (429, 503):
        headers["Retry-After"] = str(refusal.retry_after)
    return JSONResponse(content, status, headers, media_type=MEDIA_TYPE)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, Refusal):
        raise error
    return answer_to(request, error)


async def _not_understood(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    return answer_to(request, not_understood(field_errors(error.errors(), error.body)))


def not_understood(errors: Sequence[FieldError]) -> NotUnderstood:
    """The refusal of a request because of its fields; there is at least one error."""
    first = errors[0]
    if not first.field:
        return NotUnderstood("{problem}", errors=errors, problem=first)
    return NotUnderstood("{field}: {problem}", errors=errors, field=first.field, problem=first)


def read_form(form: type[M], sent: Any) -> M:
    """The form in what was sent, or what it becomes with what was. Raises NotUnderstood, which names its fields."""
    try:
        return form.model_validate(sent)
    except ValidationError as error:
        errors = [{**each, "loc": ("body", *each["loc"])} for each in error.errors(include_url=False)]
        raise not_understood(field_errors(errors, sent)) from error


async def _http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404:
        refusal: Refusal = NoSuchAddress("There is nothing at this address: look at /docs for those that there are.")
    elif error.status_code == 405:
        refusal = MethodNotAllowed("This address does not take this method: look at the header Allow.")
    else:
        refusal = Invalid("The request could not be read: look at /docs for how it is sent.")
    answer = answer_to(request, refusal)
    answer.headers.update(error.headers or {})
    return answer


_SECRET = re.compile(r"^(/l/|/links/(?:\w+/)+)[^/]+")
"""What follows in such an address lets its bearer in: no log names it."""


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    # The request's context has ended where this runs, so its correlation id is named here.
    correlation_id = getattr(request.state, "correlation_id", "")
    path = _SECRET.sub(r"\1…", request.url.path)
    log.error("request_failed", path=path, correlation_id=correlation_id, exc_info=error)
    answer = answer_to(request, OurMistake("Something went wrong on our side; nothing changed. Tell the operator."))
    answer.raw_headers = with_headers(answer.raw_headers, correlation_id)
    return answer


def explain_refusals(app: FastAPI) -> None:
    """Have ``app`` answer every refusal as a problem document."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)
