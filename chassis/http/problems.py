"""Every refusal as application/problem+json (RFC 9457), alike in all services; no input is ever echoed."""

import re
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from chassis.refusals import Refusal

log = structlog.get_logger()


class Problem(BaseModel):
    """Why a request was refused."""

    type: str
    """A name that a program can compare, e.g. ``urn:needlepoint:problem:slot-taken``."""
    title: str
    """The same in words."""
    status: int
    """The HTTP status."""
    detail: str
    """What is wrong and what to do, for a person."""
    instance: str
    """The path that was asked."""
    correlation_id: str
    """Quote it to the operator: it is in the logs."""


def _answer(request: Request, status: int, name: str, detail: str, **extra: Any) -> JSONResponse:
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()
    problem = Problem(
        type=f"urn:needlepoint:problem:{words.replace(' ', '-')}",
        title=words.capitalize(),
        status=status,
        detail=detail,
        instance=request.url.path,
        correlation_id=getattr(request.state, "correlation_id", ""),
    )
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {"Retry-After": "2"} if status == 503 else None
    content = {**extra, **problem.model_dump()}
    return JSONResponse(content, status, headers, media_type="application/problem+json")


async def _refused(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, Refusal):
        raise error
    return _answer(request, error.status, type(error).__name__, error.detail, **error.extra)


async def _not_understood(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    problems = [{"where": ".".join(str(part) for part in each["loc"]), "what": each["msg"]} for each in error.errors()]
    first = problems[0]
    detail = f"{first['where']}: {first['what']}."
    return _answer(request, 422, "NotUnderstood", detail, errors=problems)


async def _http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    names = {404: "NoSuchAddress", 405: "MethodNotAllowed"}
    answer = _answer(request, error.status_code, names.get(error.status_code, "Refused"), str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    # The request's context has ended where this runs, so its correlation id is named here.
    correlation_id = getattr(request.state, "correlation_id", "")
    log.error("request_failed", path=request.url.path, correlation_id=correlation_id, exc_info=error)
    return _answer(request, 500, "OurMistake", "Something went wrong on our side; nothing changed. Tell the operator.")


def explain_refusals(app: FastAPI) -> None:
    """Have ``app`` answer every refusal as a problem document."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)
