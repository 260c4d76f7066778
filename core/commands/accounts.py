"""`account`: who may sign in. As soon as one account exists, everything requires a sign-in."""

import sys
from typing import Annotated

import typer

from core.commands.options import JsonFile, WorkspaceFolder, opened, write_report
from core.errors import InvalidInputError

group = typer.Typer(help="Accounts: add, list, change a password.", no_args_is_help=True)

Password = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input instead of asking for it.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(group, name="account")


@group.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    *,
    admin: Annotated[bool, typer.Option("--admin", help="May see and change everything.")] = False,
    languages: Annotated[str, typer.Option(help="Languages the person knows, as tags with commas.")] = "",
    password_stdin: Password = False,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Add an account; the first one makes signing in required."""
    from core.languages import standard_tag

    tags = [standard_tag(tag) for tag in languages.split(",") if tag.strip()]
    ws = opened(workspace)
    account = ws.ledger.accounts.create(name, _password(password_stdin), is_admin=admin, languages=tuple(tags))
    typer.echo(f"Account {account.name} was added.")
    write_report({"account": account}, json_file)


@group.command("list")
def show(workspace: WorkspaceFolder = None, json_file: JsonFile = None) -> None:
    """List the accounts."""
    accounts = opened(workspace).ledger.accounts.list()
    for account in accounts:
        kind = "administrator" if account.is_admin else "member"
        typer.echo(f"{account.name:30} {kind:14} {', '.join(account.languages)}")
    if not accounts:
        typer.echo("No account yet: the app serves this machine alone and asks for no sign-in.")
    write_report({"accounts": accounts}, json_file)


@group.command("password")
def password(
    name: Annotated[str, typer.Argument(help="Whose password is changed.")],
    password_stdin: Password = False,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Change a password; all sign-ins of the account end."""
    ws = opened(workspace)
    account = ws.ledger.accounts.by_name(name)
    if account is None:
        raise InvalidInputError(f"There is no account “{name}”.", hint="See `python -m core account list`.")
    ws.ledger.accounts.set_password(account.id, _password(password_stdin))
    ws.ledger.sessions.revoke_all(account.id)
    typer.echo(f"The password of {account.name} was changed.")
    write_report({"account": account}, json_file)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    entered: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return entered
