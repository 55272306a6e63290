"""How a test's log looks when the test itself does not set it up."""

import structlog


def plain_logs() -> None:
    """Short lines: drawing a traceback in colours takes many seconds, and many tests make something fail."""
    structlog.reset_defaults()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ]
    )
