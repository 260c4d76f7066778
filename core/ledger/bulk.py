"""Writing very many rows at once: what SQLAlchemy does with each value takes longer than the database does.

SQLite gets tuples through its driver, PostgreSQL a COPY; both inside the transaction of the session, and with the same
stored form of each value as an ordinary insert gives, since the columns' own types convert them.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

from sqlalchemy import Connection, Table, insert
from sqlalchemy.orm import Session

MANY = 500


def insert_rows(session: Session, table: Table, names: Sequence[str], rows: Sequence[object]) -> None:
    """Insert `rows`, objects that have the attributes `names`, which are columns of `table`."""
    connection = session.connection()
    if len(rows) < MANY:
        connection.execute(insert(table), [{name: getattr(row, name) for name in names} for row in rows])
    elif connection.dialect.name == "sqlite":
        _insert(connection, table, names, map(attrgetter(*names), rows))
    else:
        _copy(connection, table, names, map(attrgetter(*names), rows))


def _insert(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    convert = _converter(connection, table, names)
    marks = ", ".join("?" * len(names))
    statement = f"INSERT INTO {table.name} ({_listed(names)}) VALUES ({marks})"  # noqa: S608 — names of our own columns
    connection.exec_driver_sql(statement, [convert(row) for row in rows])


def _copy(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    convert = _converter(connection, table, names)
    driver = connection.connection.driver_connection
    if driver is None:  # cannot be inside a transaction
        raise RuntimeError("The connection was closed.")
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({_listed(names)}) FROM STDIN") as copying:
        for row in rows:
            copying.write_row(convert(row))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _converter(
    connection: Connection, table: Table, names: Sequence[str]
) -> Callable[[tuple[object, ...]], tuple[object, ...]]:
    """What turns a row's values into what the driver stores; values without a need for it are left alone."""
    processors = [
        table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for name in names
    ]
    needed = [(place, processor) for place, processor in enumerate(processors) if processor is not None]

    def convert(row: tuple[object, ...]) -> tuple[object, ...]:
        changed = list(row)
        for place, processor in needed:
            if changed[place] is not None:
                changed[place] = processor(changed[place])
        return tuple(changed)

    return convert
