"""`hub user` and `hub token`: who may sign in."""

import getpass
import sys
from typing import Annotated

import typer

from hub.cli.asking import ask_once
from hub.cli.options import ConfigOption, Format, FormatOption
from hub.cli.printing import print_json, print_rows
from hub.domain.users import Role

user_commands = typer.Typer(help="People who sign in.", no_args_is_help=True)
token_commands = typer.Typer(help="Tokens of programs that use the API.", no_args_is_help=True)

USER_COLUMNS = ("login", "name", "roles", "disabled", "created_at")
TOKEN_COLUMNS = ("id", "name", "roles", "created_at", "revoked_at")

RolesOption = Annotated[list[Role], typer.Option("--role", help="What they may do; may be repeated.")]


def actor() -> str:
    """Who the audit says it was: the user of this machine."""
    return f"command:{getpass.getuser()}"


@user_commands.command("add")
def add_user(
    login: Annotated[str, typer.Argument(help="What they type to sign in.")],
    name: Annotated[str, typer.Option(help="What others see; the login by default.", show_default=False)] = "",
    roles: RolesOption = [Role.AGENT],
    queues: Annotated[
        list[str] | None, typer.Option("--queue", help="A queue that the agent serves; may be repeated.")
    ] = None,
    language: Annotated[str, typer.Option(help="The pages' language: en or zh-CN.")] = "",
    phone: Annotated[str, typer.Option(help="The number on which an agent takes calls.")] = "",
    config: ConfigOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Let somebody in. The password is asked for, or read from a pipe's first line."""
    user = ask_once(
        config,
        "user.add",
        login=login,
        password=_password(),
        name=name,
        roles=[role.value for role in roles],
        queues=queues or [],
        language=language,
        phone=phone,
        actor=actor(),
    )
    print_rows([user], USER_COLUMNS, form)


@user_commands.command("list")
def list_users(config: ConfigOption = None, form: FormatOption = Format.TEXT) -> None:
    """Show everybody who may sign in, or might once."""
    print_rows(ask_once(config, "user.list"), USER_COLUMNS, form)


@user_commands.command("disable")
def disable_user(
    login: Annotated[str, typer.Argument(help="Whom to shut out.")],
    config: ConfigOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Shut somebody out at once; what they did keeps their name."""
    print_rows([ask_once(config, "user.disable", login=login, actor=actor())], USER_COLUMNS, form)


@token_commands.command("add")
def add_token(
    name: Annotated[str, typer.Argument(help="Which program will use it.")],
    roles: RolesOption = [Role.INTEGRATION],
    config: ConfigOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Make a token and print it, this one time."""
    made = ask_once(config, "token.add", name=name, roles=[role.value for role in roles], actor=actor())
    if form is Format.JSON:
        print_json(made)
        return
    typer.echo(made["secret"])
    typer.echo(f"Keep it: it is shown only now. Its id is {made['id']}.", err=True)


@token_commands.command("list")
def list_tokens(config: ConfigOption = None, form: FormatOption = Format.TEXT) -> None:
    """Show all tokens, without their secrets."""
    print_rows(ask_once(config, "token.list"), TOKEN_COLUMNS, form)


@token_commands.command("revoke")
def revoke_token(
    token_id: Annotated[str, typer.Argument(metavar="ID", help="The token's id, as the list shows it.")],
    config: ConfigOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """End a token at once."""
    print_rows([ask_once(config, "token.revoke", id=token_id, actor=actor())], ("id",), form)


def _password() -> str:
    """Never an argument: those are seen by every process of the machine."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
