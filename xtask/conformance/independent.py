"""A client of another language against the sandbox: only the address is changed.

Usage: independent.py ADDRESS COUNTER
"""

import sys

from tapi_yandex_metrika import YandexMetrikaLogsapi, YandexMetrikaManagement, YandexMetrikaStats
from tapi_yandex_metrika.tapi_yandex_metrika import YandexMetrikaClientAdapterAbstract

ADDRESS, COUNTER = sys.argv[1], int(sys.argv[2])
DATES = {"date1": "30daysAgo", "date2": "yesterday"}

# The package has the address of the service built in; this is the one thing that differs.
YandexMetrikaClientAdapterAbstract.get_api_root = lambda self, api_params, resource_name: ADDRESS + "/"


def check(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: {found!r}, expected {expected!r}")
    print(f"{what}: {found!r}")


def main():
    management = YandexMetrikaManagement(access_token="any-token", default_url_params={"counterId": COUNTER})
    counters = management.counters().get().data["counters"]
    if COUNTER not in [counter["id"] for counter in counters]:
        sys.exit(f"counter {COUNTER} is not listed")
    print(f"counters: {len(counters)}")

    stats = YandexMetrikaStats(access_token="any-token")
    totals = stats.stats().get(params={"ids": COUNTER, "metrics": "ym:s:visits", "accuracy": "full", **DATES})
    visits = int(totals.data["totals"][0])

    # By pages, to the end: the rows add up to the total.
    params = {
        "ids": COUNTER,
        "metrics": "ym:s:visits",
        "dimensions": "ym:s:date,ym:s:deviceCategory",
        "limit": 7,
        "accuracy": "full",
        **DATES,
    }
    report = stats.stats().get(params=params)
    rows = [row for page in report().pages() for row in page().to_values()]
    check("visits in the pages of a report", sum(int(row[-1]) for row in rows), visits)
    if len(rows) <= 7:
        sys.exit("the report has one page only")

    # A log export, from the request to the cleaning.
    logs = YandexMetrikaLogsapi(
        access_token="any-token", default_url_params={"counterId": COUNTER}, wait_report=True
    )
    days = sorted({row[0] for row in rows})
    order = {"fields": "ym:s:visitID,ym:s:date,ym:s:startURL", "source": "visits", "date1": days[0], "date2": days[-1]}
    possible = logs.evaluate().get(params=order).data["log_request_evaluation"]["possible"]
    check("the log is possible", possible, True)
    request_id = logs.create().post(params=order).data["log_request"]["request_id"]
    part = logs.download(requestId=request_id).get()
    lines = list(part().iter_dicts())
    check("columns of the log", list(lines[0]), order["fields"].split(","))
    check("rows of the log", len(lines), visits)
    check("distinct visits", len({line["ym:s:visitID"] for line in lines}), visits)
    status = logs.clean(requestId=request_id).post().data["log_request"]["status"]
    check("the request in the end", status, "cleaned_by_user")


main()
