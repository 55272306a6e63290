"""``needlepoint``: the demo, a system on one machine, and the operator's commands."""

from needlepoint.operate.command_line import add_operators_commands, command_line
from needlepoint.operate.command_line import app as operators
from needlepoint.trial import commands, env

app = command_line("needlepoint", "Operations software for chains of microneedling clinics.")
app.command()(commands.demo)
app.command()(commands.up)
app.command()(commands.token)
app.command()(commands.prove_bookings)
app.command()(env.env)
add_operators_commands(app)
app.add_typer(operators, name="operate", help="The operator's commands, as the image needlepoint/operate has them.")


if __name__ == "__main__":
    app()
