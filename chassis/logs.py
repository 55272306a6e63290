"""Logs: one JSON object a line, with correlation ids and without patient data."""

import logging
import sys
from typing import TextIO

import structlog


def configure_logs(level: str = "INFO", stream: TextIO | None = None, service: str | None = None) -> None:
    """Send structlog, and what libraries say through ``logging``, to ``stream`` (standard error) as JSON lines."""
    out = stream or sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
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
    # aiokafka reports a broker that is away many times a second; what matters of it the chassis says itself.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
