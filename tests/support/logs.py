"""How a test's log looks when the test itself does not set it up."""

import logging

import structlog


def plain_logs() -> None:
    """Short lines: drawing a traceback in colours takes many seconds, and many tests make something fail."""
    structlog.reset_defaults()
    structlog.configure(processors=_PLAIN)


def undo_logs_of_a_process() -> None:
    """A test may set up logs as a process of its own does; afterwards they are plain again.

    A handler that stayed would write every later test's lines to a stream that is closed by then, and the complaint
    about that to standard error, with the lines of code that a test of logs looks for.
    """
    if structlog.get_config()["processors"] is _PLAIN:
        return
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each.formatter, structlog.stdlib.ProcessorFormatter)]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(logging.WARNING)
    plain_logs()
    structlog.contextvars.clear_contextvars()


_PLAIN: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
]
