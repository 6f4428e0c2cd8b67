"""The decoder of logs against ClickHouse, which wrote the format.

Usage: decoder.py PROGRAM VOCABULARY LOG, where PROGRAM is the example log_to_json of metrika, VOCABULARY is openapi/vocabulary.json, and LOG is a log of
visits as the sandbox writes them.

What is in a table comes back from its TSVWithNames. The table reaches ClickHouse as RowBinary, in which nothing is escaped: what is compared has been
escaped by nobody but ClickHouse. Lists are written in both ways that parts of logs have: as texts, which is `toString(list)`, and as lists.

And of a log of the sandbox, ClickHouse and the decoder read the same.
"""

import datetime
import json
import math
import os
import random
import struct
import subprocess
import sys
import tempfile

import chdb

PROGRAM, VOCABULARY, LOG = sys.argv[1:]
ROWS = 3000
# The same table each time.
RANDOM = random.Random(20260301)
EPOCH = datetime.datetime(1970, 1, 1)

# Each is alone in a cell and in a list once, so that a failure has a small case.
HOSTILE = [
    "", "'", "\\", "\\'", "'\\", "\t", "\n", "\r", "\0", "\b", "\f", "\v", "\a", "\\t", "\\n", "\\N", "\\\\", "\\\\'", "it's", "a\\b",
    "a','b", "[", "]", "','", "\\','", "[]", "['a']", ",", ",,", "NULL", "null", "\"", "`", "\x1b", "\x7f", "чайник", "凍頂烏龍茶", "🐻", " ", " a ",
    "\r\n", "a\tb\nc", "'" * 7, "\\" * 7,
]
LETTERS = "\t\n\r\0\b\f\v\a\\'\",[]btnrf0vaN xё🐻"


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def any_text():
    return "".join(RANDOM.choices(LETTERS, k=RANDOM.randrange(10))).encode()


def any_bytes():
    return RANDOM.randbytes(RANDOM.randrange(12)) if RANDOM.random() < 0.5 else any_text()


def any_float():
    if RANDOM.random() < 0.5:
        return RANDOM.randrange(-10**9, 10**9) / 100
    while True:
        number = struct.unpack("<d", RANDOM.randbytes(8))[0]
        if math.isfinite(number):
            return number


def whole(bits, signed=False):
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    return lambda: RANDOM.choice([low, high, 0, 1, RANDOM.randint(low, high)])


def any_second():
    return RANDOM.randrange(2**32)


def moment(second):
    return str(EPOCH + datetime.timedelta(seconds=second))


def text(value):
    """As the program shows a text."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"hex": value.hex()}


def packed(code):
    return lambda value: struct.pack("<" + code, value)


def binary_text(value):
    return varint(len(value)) + value


class Kind:
    """A type of ClickHouse: how a value is made, put as RowBinary, and what it is expected to be read as."""

    def __init__(self, name, make, binary, shown=lambda value: value):
        self.name, self.make, self.binary, self.shown = name, make, binary, shown

    def array(self):
        return Kind(
            f"Array({self.name})",
            lambda: [self.make() for _ in range(RANDOM.choice([0, 1, 1, 2, 5]))],
            lambda values: varint(len(values)) + b"".join(map(self.binary, values)),
            lambda values: [self.shown(value) for value in values],
        )

    def nullable(self):
        return Kind(
            f"Nullable({self.name})",
            lambda: None if RANDOM.random() < 0.3 else self.make(),
            lambda value: b"\1" if value is None else b"\0" + self.binary(value),
            lambda value: None if value is None else self.shown(value),
        )


BYTES = Kind("String", any_bytes, binary_text, text)
TEXT = Kind("String", any_text, binary_text, text)
MOMENT = Kind("DateTime('UTC')", any_second, packed("I"), moment)
DAY = Kind("Date", lambda: RANDOM.randrange(2**16), packed("H"), lambda day: moment(day * 86400)[:10])
FLOAT = Kind("Float64", any_float, packed("d"))

# Fields of the vocabulary with these types.
COLUMNS = {
    "ym:s:visitID": Kind("UInt64", whole(64), packed("Q")),
    "ym:s:startURL": BYTES,
    "ym:s:date": DAY,
    "ym:s:dateTime": MOMENT,
    "ym:s:visitDuration": Kind("UInt32", whole(32), packed("I")).nullable(),
    "ym:s:pageViews": Kind("Int32", whole(32, signed=True), packed("i")),
    "ym:s:referer": TEXT,
    "ym:s:watchIDs": Kind("UInt64", whole(64), packed("Q")).array(),
    "ym:s:productsName": TEXT.array(),
    "ym:s:goalsDateTime": MOMENT.array(),
    "ym:s:purchaseRevenue": FLOAT.array(),
    "ym:s:eventsProductPrice": Kind("Int64", whole(64, signed=True), packed("q")).array(),
    "ym:s:endURL": BYTES,
}


def table():
    rows = [{name: kind.make() for name, kind in COLUMNS.items()} for _ in range(ROWS)]
    for row, hostile in zip(rows, HOSTILE):
        row["ym:s:startURL"] = row["ym:s:endURL"] = hostile.encode()
        row["ym:s:productsName"] = [hostile.encode()]
    for first, (row, second) in zip(HOSTILE, zip(rows[len(HOSTILE) :], HOSTILE[1:])):
        row["ym:s:productsName"] = [first.encode(), second.encode()]
    return rows


def written(file, as_texts):
    """The table as ClickHouse writes it."""

    def column(name, kind):
        return f"toString(`{name}`) AS `{name}`" if as_texts and kind.name.startswith("Array") else f"`{name}`"

    structure = ", ".join(f"`{name}` {kind.name}" for name, kind in COLUMNS.items()).replace("'", "\\'")
    columns = ", ".join(column(*item) for item in COLUMNS.items())
    query = f"SELECT {columns} FROM file('{file}', RowBinary, '{structure}') SETTINGS max_threads = 1"
    return chdb.query(query, "TSVWithNames").bytes()


def decoded(part, what):
    """The rows as the decoder reads them."""
    run = subprocess.run([PROGRAM], input=part, capture_output=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{what}: {run.stderr.decode(errors='replace').strip()}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def compare(rows, part, way):
    read = decoded(part, way)
    if len(read) != len(rows):
        sys.exit(f"{way}: {len(rows)} rows were written, and {len(read)} are read")
    lines = part.split(b"\n")[1:]
    for row, found, line in zip(rows, read, lines):
        for place, (name, kind) in enumerate(COLUMNS.items()):
            expected = kind.shown(row[name])
            if found[name] != expected:
                cell = line.split(b"\t")[place]
                sys.exit(f"{way}: {name} is {expected!r}, stands as {cell!r} and is read as {found[name]!r}")
    print(f"lists as {way}: {len(rows)} rows of {len(COLUMNS)} columns are read as ClickHouse {chdb.engine_version} wrote them")


def log():
    """A log of the sandbox, which writes lists as texts, read by both."""
    with open(VOCABULARY, encoding="utf-8") as vocabulary:
        types = dict(json.load(vocabulary)["logs"]["visits"])
    with open(LOG, "rb") as file:
        part = file.read()
    names = part.split(b"\n", 1)[0].decode().split("\t")
    # The one with an attribution written in.
    types["ym:s:lastTrafficSource"] = types["ym:s:<attribution>TrafficSource"]
    lists = [name for name in names if types[name].startswith("Array")]

    def read_as(name):
        # An empty cell is no 0.
        return "String" if name in lists or types[name] == "String" else f"Nullable({types[name]})"

    structure = ", ".join(f"`{name}` {read_as(name)}" for name in names)
    columns = ", ".join(f"CAST(`{name}` AS {types[name]}) AS `{name}`" if name in lists else f"`{name}`" for name in names)
    settings = "max_threads = 1, input_format_tsv_empty_as_default = 1, output_format_json_quote_64bit_integers = 0"
    # By the clock of UTC on the way in and out, so that a time is what stands in the log.
    query = f"SELECT {columns} FROM file('{LOG}', TSVWithNames, '{structure}') SETTINGS {settings}, session_timezone = 'UTC'"
    expected = [json.loads(line) for line in chdb.query(query, "JSONEachRow").bytes().splitlines()]
    read = decoded(part, LOG)
    if len(read) != len(expected) or not lists:
        sys.exit(f"{LOG}: ClickHouse reads {len(expected)} rows, and we {len(read)}")
    for number, rows in enumerate(zip(expected, read)):
        for name in names:
            if rows[0][name] != rows[1][name]:
                sys.exit(f"{LOG}, row {number}: of {name} ClickHouse reads {rows[0][name]!r}, and we {rows[1][name]!r}")
    print(f"a log of the sandbox: {len(read)} rows of {len(names)} columns are read as ClickHouse reads them")


def main():
    rows = table()
    binary = b"".join(kind.binary(row[name]) for row in rows for name, kind in COLUMNS.items())
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "table.bin")
        with open(file, "wb") as out:
            out.write(binary)
        compare(rows, written(file, as_texts=True), "texts")
        compare(rows, written(file, as_texts=False), "lists")
    log()


main()
