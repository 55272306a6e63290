"""What one test does to the logs of its process does not reach the next."""

import io
import logging

import structlog

from chassis.run.logs import configure_logs
from tests.support.logs import undo_logs_of_a_process


def test_what_was_set_up_as_a_process_does_is_gone() -> None:
    stream = io.StringIO()
    configure_logs("INFO", stream, service="tally")
    structlog.get_logger().info("seen")
    assert "seen" in stream.getvalue()
    undo_logs_of_a_process()
    stream.close()
    assert structlog.contextvars.get_contextvars() == {}
    formatters = [handler.formatter for handler in logging.getLogger().handlers]
    assert not [each for each in formatters if isinstance(each, structlog.stdlib.ProcessorFormatter)]
    structlog.get_logger().info("not into a stream that is closed")


def test_what_was_not_changed_stays() -> None:
    before = structlog.get_config()["processors"]
    undo_logs_of_a_process()
    assert structlog.get_config()["processors"] is before
