"""Where in the database something still stands: every table, whatever is in it, is read
through.
"""

import json
import zipfile
from io import BytesIO

from django.contrib.sessions.models import Session
from django.db import connection


def tables_with(*texts):
    """`table.column` of each value that holds one of these, upper or lower case; in
    JSON, sessions and zips as well.
    """
    wanted = [str(text).casefold() for text in texts]
    return {
        f"{table}.{column}"
        for table, column, value in _values()
        if any(
            text in piece.casefold()
            for piece in _pieces(table, column, value)
            for text in wanted
        )
    }


def _values():
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            columns = [
                column.name if hasattr(column, "name") else column[0]
                for column in cursor.description
            ]
            for line in cursor.fetchall():
                yield from (
                    (table, column, value)
                    for column, value in zip(columns, line, strict=True)
                )


def _pieces(table, column, value):
    if isinstance(value, bytes | memoryview):
        yield from _pieces_of_bytes(bytes(value))
    elif (table, column) == (Session._meta.db_table, "session_data"):
        yield str(Session.get_session_store_class()().decode(value))
    elif isinstance(value, dict | list):
        yield json.dumps(value, ensure_ascii=False)
    elif value is not None:
        yield str(value)
        yield from _unescaped(str(value))


def _pieces_of_bytes(value):
    yield value.decode(errors="replace")
    yield value.decode("utf-16-le", errors="replace")
    if zipfile.is_zipfile(BytesIO(value)):
        with zipfile.ZipFile(BytesIO(value)) as folder:
            for name in folder.namelist():
                yield name
                yield from _pieces_of_bytes(folder.read(name))


def _unescaped(text):
    """JSON as SQLite keeps it writes what is not ASCII as numbers."""
    if text[:1] in ("{", "[", '"'):
        try:
            yield json.dumps(json.loads(text), ensure_ascii=False)
        except ValueError:
            return
