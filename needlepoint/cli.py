"""``needlepoint``: the demo, a system on one machine, and what an operator does."""

import typer

from needlepoint.commands import contracts, dead_letters, env, lag, migrate, outbox, replay, running, topics

app = typer.Typer(
    name="needlepoint",
    help="Operations software for chains of microneedling clinics.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
app.command()(running.demo)
app.command()(running.up)
app.command()(running.token)
app.command()(env.env)
app.command()(migrate.migrate)
app.command()(lag.lag)
app.command()(replay.replay)
app.add_typer(topics.app, name="topics")
app.add_typer(outbox.app, name="outbox")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(contracts.app, name="contracts")


if __name__ == "__main__":
    app()
