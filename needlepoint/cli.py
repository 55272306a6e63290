"""``needlepoint``: the demo, a system on one machine, and what an operator does."""

import typer

from needlepoint.operate import dead_letters, lag, migrate, outbox, reference, replay, topics_command
from needlepoint.trial import commands, env

app = typer.Typer(
    name="needlepoint",
    help="Operations software for chains of microneedling clinics.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
app.command()(commands.demo)
app.command()(commands.up)
app.command()(commands.token)
app.command()(env.env)
app.command()(migrate.migrate)
app.command()(lag.lag)
app.command()(replay.replay)
app.add_typer(topics_command.app, name="topics")
app.add_typer(outbox.app, name="outbox")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(reference.app, name="reference")


if __name__ == "__main__":
    app()
