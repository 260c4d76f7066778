"""`account`: who may sign in. As soon as one account exists, everything requires a sign-in."""

import sys
from typing import Annotated

import typer

from core.commands.options import JsonFile, WorkspaceFolder, listed, opened, write_report

group = typer.Typer(help="Accounts: add, list, change, switch off; tokens for programs.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The account's name.")]
Password = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input instead of asking for it.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(group, name="account")


@group.command("add")
def add(
    name: Name,
    *,
    admin: Annotated[bool, typer.Option("--admin", help="May see and change everything.")] = False,
    languages: Annotated[str, typer.Option(help="Languages the person knows, as tags with commas.")] = "",
    password_stdin: Password = False,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Add an account; the first one is an administrator and makes signing in required."""
    from core.access.commands import add_account

    ws = opened(workspace)
    account = add_account(ws, name, _password(password_stdin), is_admin=admin, languages=listed(languages))
    typer.echo(f"The account {account.name} was added{' (administrator)' if account.is_admin else ''}.")
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
    name: Name, password_stdin: Password = False, workspace: WorkspaceFolder = None, json_file: JsonFile = None
) -> None:
    """Change a password; all sign-ins of the account end."""
    from core.access.commands import find_account, set_password

    ws = opened(workspace)
    account = find_account(ws, name)
    set_password(ws, name, _password(password_stdin))
    typer.echo(f"The password of {account.name} was changed.")
    write_report({"account": account}, json_file)


@group.command("admin")
def admin(
    name: Name,
    make: Annotated[bool, typer.Option("--yes/--no", help="Make it an administrator, or no longer.")] = True,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Make an account an administrator, or no longer."""
    from core.access.commands import set_admin

    account = set_admin(opened(workspace), name, make)
    typer.echo(f"{account.name} is {'an administrator' if make else 'no administrator'} now.")
    write_report({"account": account}, json_file)


@group.command("disable")
def disable(name: Name, workspace: WorkspaceFolder = None, json_file: JsonFile = None) -> None:
    """Switch an account off; what it did stays."""
    _switch(name, False, workspace, json_file)


@group.command("enable")
def enable(name: Name, workspace: WorkspaceFolder = None, json_file: JsonFile = None) -> None:
    """Switch an account on again."""
    _switch(name, True, workspace, json_file)


@group.command("token")
def token(
    name: Name,
    purpose: Annotated[str, typer.Option(help="What the token is for; shown in the list of tokens.")] = "command line",
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Make a token by which a program signs in as this account; it is shown once."""
    from core.access.commands import add_token, find_account

    ws = opened(workspace)
    account = find_account(ws, name)
    typer.echo(add_token(ws, account, purpose))
    write_report({"account": account, "purpose": purpose}, json_file)


def _switch(name: str, active: bool, workspace: WorkspaceFolder, json_file: JsonFile) -> None:
    from core.access.commands import set_active

    account = set_active(opened(workspace), name, active)
    typer.echo(f"The account {account.name} is {'on' if active else 'off'} now.")
    write_report({"account": account, "active": active}, json_file)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    entered: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return entered
