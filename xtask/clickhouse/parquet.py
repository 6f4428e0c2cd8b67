"""Folders of Parquet before ClickHouse: their schema, their rows, and what is counted over them.

Usage: parquet.py PROGRAM ADDRESS COUNTER, where PROGRAM is the example logs_to_folder of metrika, and ADDRESS is that of a sandbox.

A log of visits and one of hits are exported by PROGRAM. ClickHouse reads the folders, and

* infers the types that `logs::arrow` documents,
* finds in every row what it finds in the TSV that the sandbox serves, which this script downloads itself,
* and counts and adds up what the reports of the sandbox say: in all, by day, by source and by country, and of each goal.

Then each comparison is made once more without one of the rows, and must fail.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

import chdb

PROGRAM, ADDRESS, COUNTER = sys.argv[1:]
FIRST, LAST = "2026-02-09", "2026-02-28"
# The fixed rates of the sandbox.
RATES = {"RUB": 1, "USD": 80, "EUR": 90}

# Columns as ClickHouse infers them from a file. Each may be null.
VISITS = {
    "visitID": "UInt64",
    "counterID": "UInt32",
    "watchIDs": "Array(UInt64)",
    "date": "Date32",
    "dateTime": "DateTime64(3, 'UTC')",
    "dateTimeUTC": "DateTime64(3, 'UTC')",
    "isNewUser": "UInt8",
    "startURL": "String",
    "pageViews": "Int32",
    "visitDuration": "UInt32",
    "bounce": "UInt8",
    "regionCountryID": "UInt32",
    "clientID": "UInt64",
    "clientTimeZone": "Int16",
    "screenWidth": "UInt16",
    "goalsID": "Array(UInt32)",
    "goalsDateTime": "Array(DateTime64(3, 'UTC'))",
    "goalsPrice": "Array(Decimal(20, 3))",
    "goalsCurrency": "Array(String)",
    "lastTrafficSource": "String",
    "purchaseID": "Array(String)",
    "purchaseRevenue": "Array(Float64)",
    "purchaseTax": "Array(Float64)",
    "purchaseCurrency": "Array(String)",
    "productsName": "Array(String)",
    "productsPrice": "Array(Float64)",
    "productsCurrency": "Array(String)",
    "productsQuantity": "Array(Int64)",
    "eventsProductPrice": "Array(Decimal(20, 6))",
}
HITS = {
    "watchID": "UInt64",
    "counterID": "UInt32",
    "clientID": "UInt64",
    "date": "Date32",
    "dateTime": "DateTime64(3, 'UTC')",
    "title": "String",
    "URL": "String",
    "goalsID": "Array(UInt32)",
    "lastTrafficSource": "String",
    "isPageView": "UInt8",
    "screenWidth": "UInt16",
    "regionCityID": "UInt32",
}
# What numbers of the TSV were multiplied by.
FACTORS = {"goalsPrice": 1000, "purchaseTax": 1000000, "productsPrice": 1000000, "eventsProductPrice": 1000000}
# Lists in which an entry may be nothing at all, which ClickHouse writes otherwise. Their texts have no commas.
HOLES = {"goalsCurrency"}


class Disagreement(Exception):
    """Parquet and the sandbox say different things."""


class Log:
    """One of the two logs, and how it is exported."""

    def __init__(self, source, prefix, key, columns):
        self.source, self.prefix, self.key, self.columns = source, prefix, key, columns

    def export(self, folder):
        """Makes a folder of Parquet. What tells ClickHouse to read it."""
        environment = {"METRIKA_TOKEN": "any-token", "METRIKA_BASE_URL": ADDRESS, "METRIKA_COUNTER": COUNTER}
        arguments = [PROGRAM, self.source, FIRST, LAST, ",".join(self.columns), folder]
        run = subprocess.run(arguments, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            sys.exit(f"{self.source}: {run.stderr.strip()}")
        print(f"{self.source}: {run.stdout.strip()}")
        # The day is also in the names of folders, as a text.
        return f"(SELECT * FROM file('{folder}/date=*/*.parquet', Parquet) SETTINGS use_hive_partitioning = 0)"

    def download(self, path):
        """Makes a file of the TSV. What tells ClickHouse to read it."""
        names = ",".join(self.prefix + name for name in self.columns)
        logs = f"/management/v1/counter/{COUNTER}"
        order = {"fields": names, "source": self.source, "date1": FIRST, "date2": LAST}
        made = call("POST", f"{logs}/logrequests", order)["log_request"]["request_id"]
        for _ in range(600):
            request = call("GET", f"{logs}/logrequest/{made}")["log_request"]
            if request["status"] != "created":
                break
            time.sleep(0.1)
        if request["status"] != "processed":
            sys.exit(f"{self.source}: the log is {request['status']}")
        with open(path, "wb") as file:
            for number, part in enumerate(request["parts"]):
                lines = fetch("GET", f"{logs}/logrequest/{made}/part/{part['part_number']}/download")
                # One header is enough.
                file.write(lines if number == 0 else lines.split(b"\n", 1)[1])
        call("POST", f"{logs}/logrequest/{made}/clean")
        # Lists are texts there; see decoder.py.
        structure = ", ".join(f"`{self.prefix}{name}` {in_tsv(kind)}" for name, kind in self.columns.items())
        structure = structure.replace("'", "\\'")
        return f"file('{path}', TSVWithNames, '{structure}')"


def in_tsv(kind):
    """The type that a column is read from the TSV as."""
    if kind == "String" or kind.startswith("Array") or kind.startswith("DateTime"):
        return "String"
    # An empty cell is no 0.
    return f"Nullable({kind})"


def fetch(method, path, parameters=None):
    query = "?" + urllib.parse.urlencode(parameters) if parameters else ""
    request = urllib.request.Request(ADDRESS + path + query, method=method, headers={"Authorization": "OAuth any-token"})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        sys.exit(f"{method} {path}: {error.code} {error.read().decode()}")


def call(method, path, parameters=None):
    return json.loads(fetch(method, path, parameters))


def ask(query):
    """The rows of an answer of ClickHouse."""
    settings = "session_timezone = 'UTC', input_format_tsv_empty_as_default = 1"
    shown = "output_format_json_quote_64bit_integers = 0, output_format_json_quote_decimals = 1"
    answer = chdb.query(f"{query} SETTINGS {settings}, {shown}", "JSONCompactEachRow").bytes()
    return [json.loads(line) for line in answer.splitlines()]


def schema(log, table):
    """Types, as ClickHouse infers them."""
    found = {name: kind for name, kind, *_ in ask(f"DESCRIBE {table}")}
    for name, kind in log.columns.items():
        inner = kind.removeprefix("Array(").removesuffix(")") if kind.startswith("Array") else kind
        expected = f"Array(Nullable({inner}))" if kind.startswith("Array") else f"Nullable({inner})"
        if found.get(name) != expected:
            raise Disagreement(f"{log.source}: {name} is {found.get(name)}, and not {expected}")
    if list(found) != list(log.columns):
        raise Disagreement(f"{log.source}: the columns are {list(found)}")


def rows(log, table, tsv):
    """Every row is what ClickHouse reads from the TSV."""

    def of_parquet(name):
        # Their text, so that not a digit is lost.
        return f"toString(`{name}`)" if not log.columns[name].startswith("Array") else f"arrayMap(x -> toString(x), `{name}`)"

    def of_tsv(name):
        kind, column = log.columns[name], f"`{log.prefix}{name}`"
        if not kind.startswith("Array"):
            return f"concat({column}, '.000')" if name == "dateTime" else moment(column) if "UTC" in kind else f"toString({column})"
        inner = kind.removeprefix("Array(").removesuffix(")")
        if name in HOLES:
            for hole, null in [("[,", "[NULL,"), (",,", ",NULL,"), (",,", ",NULL,"), (",]", ",NULL]")]:
                column = f"replaceAll({column}, '{hole}', '{null}')"
            return f"CAST({column} AS Array(Nullable({inner})))"
        if inner.startswith("DateTime"):
            return f"arrayMap(x -> {moment('x')}, CAST({column} AS Array(String)))"
        if inner.startswith("Decimal"):
            scale = inner.removesuffix(")").split(", ")[1]
            return f"arrayMap(x -> toString(toDecimal128(x, {scale}) / {FACTORS[name]}), CAST({column} AS Array(Int64)))"
        divided = f"x / {FACTORS[name]}" if name in FACTORS else "x"
        return f"arrayMap(x -> toString({divided}), CAST({column} AS Array({inner})))"

    def moment(text):
        # By the clock of UTC+3.
        return f"toString(toDateTime64({text}, 3, 'UTC') - INTERVAL 3 HOUR)"

    found = ask(f"SELECT {', '.join(map(of_parquet, log.columns))} FROM {table} ORDER BY `{log.key}`")
    expected = ask(f"SELECT {', '.join(map(of_tsv, log.columns))} FROM {tsv} ORDER BY `{log.prefix}{log.key}`")
    if len(found) != len(expected):
        raise Disagreement(f"{log.source}: {len(found)} rows, of {len(expected)}")
    for one, other in zip(found, expected):
        if one != other:
            name = next(name for name, a, b in zip(log.columns, one, other) if a != b)
            place = list(log.columns).index(name)
            raise Disagreement(f"{log.source}: {name} is {one[place]!r}, and {other[place]!r} in the TSV")
    # None of it is there for free.
    large = sum(int(row[list(log.columns).index(log.key)]) >= 2**63 for row in expected)
    if len(expected) < 1000 or large < 100:
        sys.exit(f"{log.source}: {len(expected)} rows, {large} of them with an id of 64 bits, tell nothing")
    for place, name in enumerate(log.columns):
        if len({json.dumps(row[place]) for row in expected}) < 2 and name != "counterID":
            sys.exit(f"{log.source}: {name} is the same in all rows, and tells nothing")
    return len(expected)


def converted(value, currency):
    """The sum of a list of money, in roubles."""
    worth = f"transform(ifNull(c, ''), {list(RATES)}, {list(RATES.values())}, 0)"
    return f"sum(arraySum((v, c) -> ifNull(toFloat64(v) * {worth}, 0), {value}, {currency}))"


# What reports call it, and what it is in ClickHouse.
OF_VISITS = {
    "visits": "count()",
    "users": "uniqExact(clientID)",
    "pageviews": "sum(pageViews)",
    "bounceRate": "100 * avg(bounce)",
    "pageDepth": "avg(pageViews)",
    "avgVisitDurationSeconds": "avg(visitDuration)",
    "newUsers": "uniqExactIf(clientID, isNewUser = 1)",
    "percentNewVisitors": "100 * uniqExactIf(clientID, isNewUser = 1) / uniqExact(clientID)",
    "sumGoalReachesAny": "sum(length(goalsID))",
    "anyGoalConversionRate": "100 * avg(notEmpty(goalsID))",
    "ecommercePurchases": "sum(length(purchaseID))",
    "ecommerceRUBConvertedRevenue": converted("purchaseRevenue", "purchaseCurrency"),
    "productPurchasedQuantity": "sum(arraySum(q -> ifNull(q, 0), productsQuantity))",
    "productPurchasedRUBConvertedPrice": converted("arrayMap((p, q) -> p * q, productsPrice, productsQuantity)", "productsCurrency"),
}
OF_HITS = {"pageviews": "countIf(isPageView = 1)", "users": "uniqExactIf(clientID, isPageView = 1)"}


def of_goal(goal):
    reached = f"has(goalsID, {goal})"
    paid = f"arrayMap((p, g) -> toFloat64(p) * ifNull(g = {goal}, 0), goalsPrice, goalsID)"
    return {
        f"goal{goal}reaches": f"sum(countEqual(goalsID, {goal}))",
        f"goal{goal}visits": f"countIf({reached})",
        f"goal{goal}users": f"uniqExactIf(clientID, {reached})",
        f"goal{goal}conversionRate": f"100 * avg({reached})",
        f"goal{goal}convertedRUBRevenue": converted(paid, "goalsCurrency"),
    }


def same(one, other):
    """Numbers, up to what is lost by adding fractions in another order. Nothing where there is no denominator."""
    missing = [number is None or math.isnan(number) for number in (one, other)]
    return all(missing) if any(missing) else abs(one - other) <= 1e-9 * max(abs(one), 1)


def report(log, table, metrics, dimension=None, column=None, where=""):
    """A report of the sandbox is what ClickHouse counts."""
    parameters = {
        "ids": COUNTER,
        "metrics": ",".join(log.prefix + name for name in metrics),
        "date1": FIRST,
        "date2": LAST,
        "accuracy": "full",
        "limit": 100000,
    }
    if dimension:
        parameters["dimensions"] = log.prefix + dimension
    told = call("GET", "/stat/v1/data", parameters)
    counted = ", ".join(metrics.values())
    if dimension:
        keys = [row["dimensions"][0].get("id") or row["dimensions"][0]["name"] for row in told["data"]]
        expected = dict(zip(keys, [row["metrics"] for row in told["data"]]))
        found = {key: numbers for key, *numbers in ask(f"SELECT toString({column}) AS k, {counted} FROM {table} {where} GROUP BY k")}
        if len(expected) < 2:
            sys.exit(f"{dimension} tells nothing apart")
    else:
        expected, found = {"in all": told["totals"]}, {"in all": ask(f"SELECT {counted} FROM {table} {where}")[0]}
    if set(found) != set(expected):
        raise Disagreement(f"{log.source} by {dimension}: only one has {set(found) ^ set(expected)}")
    for key, numbers in expected.items():
        for name, number, other in zip(metrics, numbers, found[key]):
            if not same(number, other):
                raise Disagreement(f"{log.source}, {key}: {name} is {number} in the report, and {other} in ClickHouse")
    return len(expected) * len(metrics), expected


def must_fail(what, check):
    """A comparison that never fails tells nothing."""
    try:
        check()
    except Disagreement:
        return
    sys.exit(f"{what}: nothing is noticed although a row is missing")


def main():
    goals = [goal["id"] for goal in call("GET", f"/management/v1/counter/{COUNTER}/goals")["goals"]]
    visits, hits = Log("visits", "ym:s:", "visitID", VISITS), Log("hits", "ym:pv:", "watchID", HITS)
    with tempfile.TemporaryDirectory() as folder:
        for log in (visits, hits):
            table = log.export(os.path.join(folder, log.source))
            tsv = log.download(os.path.join(folder, f"{log.source}.tsv"))
            # One that is counted everywhere: a page view, of a visit with a goal and a purchase.
            chosen = "notEmpty(goalsID) AND notEmpty(purchaseID)" if log is visits else "isPageView = 1"
            row = ask(f"SELECT min(`{log.key}`) FROM {table} WHERE {chosen}")[0][0]
            without = f"(SELECT * FROM {table} WHERE `{log.key}` != {row})"

            schema(log, table)
            number = rows(log, table, tsv)
            must_fail(f"rows of {log.source}", lambda: rows(log, without, tsv))
            print(f"{log.source}: {number} rows of {len(log.columns)} columns are in Parquet what they are in the TSV")

            asked = [(None, None), ("date", "date")]
            if log is visits:
                asked += [("lastTrafficSource", "lastTrafficSource"), ("regionCountry", "regionCountryID")]
            metrics, numbers = OF_VISITS if log is visits else OF_HITS, 0
            for dimension, column in asked:
                numbers += report(log, table, metrics, dimension, column)[0]
                must_fail(f"{log.source} by {dimension}", lambda: report(log, without, metrics, dimension, column))
            if log is visits:
                must_fail("goals", lambda: [report(log, without, of_goal(goal)) for goal in goals])
                reached = 0
                for goal in goals:
                    count, told = report(log, table, of_goal(goal))
                    numbers += count + report(log, table, of_goal(goal), "date", "date")[0]
                    reached += told["in all"][0] > told["in all"][1] > 0
                if not reached:
                    sys.exit("reaches and visits of goals are not told apart")
            print(f"{log.source}: {numbers} numbers of reports are what ClickHouse {chdb.engine_version} counts over Parquet")


try:
    main()
except Disagreement as disagreement:
    sys.exit(str(disagreement))
