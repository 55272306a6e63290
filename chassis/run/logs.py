"""Logs: one JSON object a line, with correlation ids and without patient data."""

import logging
import sys
import traceback
from pathlib import Path
from typing import TextIO

import structlog

from chassis.run.failures import failure_of


def describe(error: BaseException) -> str:
    """The error's name, its SQLSTATE, and the place in our code: enough to find it, without its message.

    An error's message may be about a patient: PostgreSQL quotes rows, Pydantic quotes input.
    """
    failure = failure_of(error)
    return f"{failure.type} in {failure.function}:{failure.line}" if failure.line else failure.type


def _trace_without_values(_: object, __: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Turn ``exc_info`` into the errors' names and places; the standard formatter would add their messages."""
    given = entry.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else (given[1] if isinstance(given, tuple) else None)
    if given is True:
        error = sys.exc_info()[1]
    trace: list[dict[str, str | list[str]]] = []
    while error is not None and len(trace) < 10:
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
        trace.append({"error": describe(error), "frames": places})
        error = error.__cause__ or error.__context__
    if trace:
        entry["trace"] = trace
    return entry


def configure_logs(level: str = "INFO", stream: TextIO | None = None, service: str | None = None) -> None:
    """Send structlog's and the libraries' log records to ``stream`` (standard error) as JSON lines."""
    out = stream or sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _trace_without_values,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    if service:
        structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=structlog.processors.JSONRenderer(), foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared]
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # aiokafka reports an unavailable broker many times a second; the chassis logs it once per attempt.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
