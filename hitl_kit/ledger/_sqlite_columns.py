"""The child process of `columns.read` on SQLite: a query from standard input, its result as an Arrow stream.

The Arrow driver brings a SQLite of its own. Two copies of SQLite in one process take each other's file locks away when
one closes the file, so this one lives in a process that holds no other. It is run as a script, and imports nothing of
ours.
"""

import json
import sys
from types import ModuleType

# The driver asks for pyarrow.dataset to know what it may be given to write, and that would bring pandas along: most of
# this process's start, for nothing that it does.
sys.modules["pyarrow.dataset"] = ModuleType("pyarrow.dataset")

import pyarrow as pa  # noqa: E402
from adbc_driver_sqlite import dbapi  # noqa: E402


def main() -> None:
    """Answer the one question."""
    asked = json.load(sys.stdin)
    with dbapi.connect(asked["file"]) as connection, connection.cursor() as cursor:
        cursor.execute("pragma busy_timeout=30000")
        cursor.execute(asked["query"], asked["values"] or None)
        reader = cursor.fetch_record_batch()
        with pa.ipc.new_stream(sys.stdout.buffer, reader.schema) as out:
            for batch in reader:
                out.write_batch(batch)


if __name__ == "__main__":
    try:
        main()
    except dbapi.Error as error:
        sys.exit(str(error).partition("\n")[0])  # its words alone, on standard error
