"""The operator's commands: under `needlepoint` beside the demo, and alone in the image needlepoint/operate."""

import typer

from needlepoint.operate import (
    access_log,
    dead_letters,
    kafka_users,
    lag,
    migrate,
    outbox,
    privacy,
    recall,
    reference,
    replay,
    screening,
    topics_command,
)


def command_line(name: str, help_text: str) -> typer.Typer:
    """A command line without a command."""
    return typer.Typer(
        name=name, help=help_text, no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_enable=False
    )


def add_operators_commands(app: typer.Typer) -> None:
    """Every command that needs only the services' settings, their databases and Kafka."""
    app.command()(migrate.migrate)
    app.command()(lag.lag)
    app.command()(replay.replay)
    app.command()(access_log.access_log)
    app.add_typer(topics_command.app, name="topics")
    app.add_typer(kafka_users.app, name="kafka-users")
    app.add_typer(outbox.app, name="outbox")
    app.add_typer(dead_letters.app, name="dead-letters")
    app.add_typer(reference.app, name="reference")
    app.add_typer(privacy.app, name="privacy")
    app.add_typer(screening.app, name="screening")
    app.add_typer(recall.app, name="recall")


app = command_line("needlepoint", "Commands for operators of Needlepoint: docs/operations.md.")
add_operators_commands(app)
