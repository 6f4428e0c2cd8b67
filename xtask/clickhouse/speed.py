"""How fast a log of visits becomes typed columns: here, in ClickHouse, in Polars and in DuckDB. Run by hand; no part of any check.

    cargo run --release -p xtask -- gen-logs --rows 2000000 --source visits target/clickhouse/large.tsv
    cargo build --release -p metrika --features arrow --example tsv_to_arrow
    cargo xtask clickhouse                                            # makes the environment
    target/clickhouse/python/bin/pip install polars==2.1.0 duckdb==2.0.1
    target/clickhouse/python/bin/python xtask/clickhouse/speed.py target/release/examples/tsv_to_arrow openapi/vocabulary.json target/clickhouse/large.tsv

Each has one thread, and a process of its own for each run; they take turns, so that what else the machine does befalls all of them. What is kept are
medians: of the processor time, which others on the machine hardly change, and of the time on the clock; of the others, neither has the start of the
process in it. Memory is the peak of the process.

What each makes of the file:

* metrika: record batches of Arrow of all columns, which are dropped; every column may be null, lists are lists, money is exact.
* ClickHouse, plain: all columns into the void. Lists of texts and of times stay texts, since in a log they have to be undone twice; nothing is null.
* ClickHouse, typed: what metrika makes. Lists are lists, and numbers and times may be null.
* Polars and DuckDB: a table of all columns. Lists stay texts, and escapes stay as they are, since neither knows them.
"""

import json
import os
import statistics
import subprocess
import sys
import time

RUNS = 5


def columns(vocabulary, log):
    """Names and types of the columns of the log."""
    with open(vocabulary, encoding="utf-8") as file:
        types = dict(json.load(file)["logs"]["visits"])
    types["ym:s:lastTrafficSource"] = types["ym:s:<attribution>TrafficSource"]
    with open(log, "rb") as file:
        return [(name, types[name]) for name in file.readline().decode().rstrip("\n").split("\t")]


def clickhouse(names, log, typed):
    import chdb

    def is_text_of_list(kind):
        return kind.startswith("Array(String") or kind.startswith("Array(Date")

    def kept(kind):
        if is_text_of_list(kind) or kind == "String":
            return "String"
        return f"Nullable({kind})" if typed and not kind.startswith("Array") else kind

    structure = ", ".join(f"`{name}` {kept(kind)}" for name, kind in names)
    selected = ", ".join(f"CAST(`{name}` AS {kind})" if typed and is_text_of_list(kind) else f"`{name}`" for name, kind in names)
    settings = "max_threads = 1, input_format_parallel_parsing = 0, input_format_tsv_empty_as_default = 1, session_timezone = 'UTC'"
    query = f"SELECT {selected} FROM file('{log}', TSVWithNames, '{structure}') FORMAT Null SETTINGS {settings}"
    # What is made once for all queries.
    chdb.query("SELECT 1").bytes()
    return lambda: chdb.query(query)


def polars(names, log):
    os.environ["POLARS_MAX_THREADS"] = "1"
    import polars as pl

    kinds = {"Date": pl.Date, "DateTime": pl.Datetime("ms"), "String": pl.String}

    def kind(name):
        return pl.String if name.startswith("Array") else kinds.get(name) or getattr(pl, name)

    schema = {name: kind(of) for name, of in names}
    return lambda: pl.read_csv(log, separator="\t", quote_char=None, schema=schema)


def duckdb(names, log):
    import duckdb as db

    kinds = {
        "Date": "DATE", "DateTime": "TIMESTAMP", "String": "VARCHAR", "Float32": "FLOAT", "Float64": "DOUBLE",
        "UInt8": "UTINYINT", "UInt16": "USMALLINT", "UInt32": "UINTEGER", "UInt64": "UBIGINT",
        "Int8": "TINYINT", "Int16": "SMALLINT", "Int32": "INTEGER", "Int64": "BIGINT",
    }  # fmt: skip
    types = {name: kinds.get(kind, "VARCHAR") for name, kind in names}
    connection = db.connect()
    connection.execute("SET threads = 1")
    query = f"CREATE TABLE log AS SELECT * FROM read_csv('{log}', delim = '\t', quote = '', escape = '', header = true, auto_detect = false, columns = {types})"
    return lambda: connection.execute(query)


READERS = {
    "ClickHouse, plain": lambda names, log: clickhouse(names, log, typed=False),
    "ClickHouse, typed": lambda names, log: clickhouse(names, log, typed=True),
    "Polars": polars,
    "DuckDB": duckdb,
}


def peak():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024


def once(reader, vocabulary, log):
    """In a process of its own."""
    read = READERS[reader](columns(vocabulary, log), log)
    cpu, clock = time.process_time(), time.monotonic()
    read()
    print(json.dumps([time.process_time() - cpu, time.monotonic() - clock, peak()]))


def ours(program, log):
    child = subprocess.Popen([program, log], stdout=subprocess.PIPE)
    told = child.stdout.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit("metrika fails")
    seconds = float(told.split(" s,")[0].rsplit(" ", 1)[1])
    # That of the kernel's account begins with this process, of which the other one was a copy.
    return [usage.ru_utime + usage.ru_stime, seconds, int(told.split("peak ")[1].split()[0]) / 1024]


def another(reader, vocabulary, log):
    run = subprocess.run([sys.executable, __file__, "--once", reader, vocabulary, log], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{reader} fails: {run.stderr.strip()}")
    return json.loads(run.stdout.splitlines()[-1])


def main(program, vocabulary, log):
    size = os.path.getsize(log) / 1e6
    with open(log, "rb") as file:
        # It is in memory from here on.
        rows = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1
    print(f"{rows} rows of {len(columns(vocabulary, log))} columns, {size:.0f} MB; medians of {RUNS} runs\n")
    runs = {name: [] for name in ["metrika", *READERS]}
    for _ in range(RUNS):
        runs["metrika"].append(ours(program, log))
        for reader in READERS:
            runs[reader].append(another(reader, vocabulary, log))
    medians = {name: [statistics.median(run[place] for run in of) for place in range(3)] for name, of in runs.items()}
    own = medians["metrika"][0]
    print("| | processor, s | MB/s | range, s | clock, s | memory, MiB | times metrika |")
    print("|---|---|---|---|---|---|---|")
    for name, (cpu, clock, memory) in medians.items():
        least, most = (bound(run[0] for run in runs[name]) for bound in (min, max))
        print(f"| {name} | {cpu:.2f} | {size / cpu:.0f} | {least:.2f} to {most:.2f} | {clock:.2f} | {memory:.0f} | {cpu / own:.2f} |")


if sys.argv[1] == "--once":
    once(*sys.argv[2:])
else:
    main(*sys.argv[1:])
