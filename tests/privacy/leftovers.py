"""Searches the whole database for texts: every value of every table."""

import json
import zipfile
from io import BytesIO

from django.contrib.sessions.models import Session
from django.db import connection

SESSION_DATA = f"{Session._meta.db_table}.session_data"


def tables_with(*texts):
    """Return `table.column` of each value that holds one of these texts.

    Upper and lower case are the same. JSON, sessions and zips are looked into.
    """
    wanted = [str(text).casefold() for text in texts]
    places = set()
    for place, value in _values():
        for piece in _pieces(place, value):
            if any(text in piece.casefold() for text in wanted):
                places.add(place)
    return places


def _values():
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            # The first item of a column's description is its name.
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    yield f"{table}.{column}", value


def _pieces(place, value):
    if isinstance(value, bytes | memoryview):
        yield from _pieces_of_bytes(bytes(value))
    elif place == SESSION_DATA:
        yield str(Session.get_session_store_class()().decode(value))
    elif isinstance(value, dict | list):
        yield json.dumps(value, ensure_ascii=False)
    elif value is not None:
        yield str(value)
        yield from _unescaped_json(str(value))


def _pieces_of_bytes(value):
    yield value.decode(errors="replace")
    yield value.decode("utf-16-le", errors="replace")
    if zipfile.is_zipfile(BytesIO(value)):
        with zipfile.ZipFile(BytesIO(value)) as folder:
            for name in folder.namelist():
                yield name
                yield from _pieces_of_bytes(folder.read(name))


def _unescaped_json(text):
    """In JSON as SQLite keeps it, what is not ASCII is written as numbers."""
    if text.startswith(("{", "[", '"')):
        try:
            yield json.dumps(json.loads(text), ensure_ascii=False)
        except ValueError:
            return
