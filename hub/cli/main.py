"""Every command, and what becomes of errors: 1 when a command failed, 2 for wrong use or configuration."""

import sys

import typer

import hub
from hub.cli.checking import check
from hub.cli.demo import demo
from hub.cli.importing import import_commands
from hub.cli.migrating import migrate
from hub.cli.people import token_commands, user_commands
from hub.cli.routing import routing_commands
from hub.cli.serving import serve
from hub.cli.simulating import simulate_file
from hub.cli.staffing import staffing
from hub.errors import HubError, StartUpError

FAILED = 1
WRONG = 2

app = typer.Typer(
    name="hub",
    help="One hub for every contact: calls, texts, mails and chats in one log.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(serve)
app.command()(demo)
app.command()(check)
app.command()(migrate)
app.command()(staffing)
app.command("simulate")(simulate_file)
app.add_typer(user_commands, name="user")
app.add_typer(token_commands, name="token")
app.add_typer(import_commands, name="import")
app.add_typer(routing_commands, name="routing")


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(hub.__version__)


def main() -> None:
    """Run the command line; errors go to standard error."""
    try:
        app()
    except StartUpError as error:
        typer.echo("Cannot start:", err=True)
        for problem in error.problems:
            typer.echo(f"  {problem.field}: {problem.message}", err=True)
        sys.exit(WRONG)
    except HubError as error:
        typer.echo(f"hub: {error}", err=True)
        sys.exit(FAILED)
