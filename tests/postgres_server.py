"""A PostgreSQL server of our own for the tests: started once, thrown away at the end.

Nothing on the machine is touched: own folder, own free port, loopback only. Root cannot run PostgreSQL, so that as root
it runs as the user `postgres`. Where there is no PostgreSQL the tests skip and say so.
"""

import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

INSTALLED = Path("/usr/lib/postgresql")


@contextmanager
def running_server() -> Iterator[str]:
    """URL of the database `postgres` of a new server; it is stopped and removed afterwards."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed here (no initdb): ledger tests run on SQLite alone")
    if os.geteuid() == 0 and not _has_user():
        pytest.skip("PostgreSQL cannot run as root and there is no user `postgres` here")
    folder = Path(tempfile.mkdtemp(prefix="isogloss-postgres-", dir=_in_memory()))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    port = _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    try:
        locale = ["--locale=C.UTF-8", "-E", "UTF8"]
        _run(
            [f"{binaries}/initdb", "-D", f"{folder}/data", "-A", "trust", "-U", "postgres", "--no-sync", *locale],
            folder,
        )
        _run(
            [f"{binaries}/pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", options, "start"], folder
        )
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            _run([f"{binaries}/pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server_url: str) -> str:
    """URL of a new, empty database on the server."""
    import psycopg

    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{server_url.rsplit('/', 1)[0]}/{name}"


def _binaries() -> Path | None:
    found = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _in_memory() -> Path | None:
    """A file system in memory with room enough, where there is one: the tests make and drop many tables."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and shutil.disk_usage(shared).free > 2 << 30 else None


def _has_user() -> bool:
    return subprocess.run(["id", "postgres"], capture_output=True, check=False).returncode == 0


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _run(command: list[str], folder: Path) -> None:
    as_user = ["su", "postgres", "-s", "/bin/sh", "-c", shlex.join(command)] if os.geteuid() == 0 else command
    with (folder.parent / f"{folder.name}.out").open("w+") as output:  # pg_ctl's child keeps a pipe open for ever
        done = subprocess.run(as_user, cwd=folder, stdout=output, stderr=subprocess.STDOUT, check=False)
        output.seek(0)
        said = output.read()
    Path(output.name).unlink()
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed: {said}")
