#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses what ab, httperf or wrk print, with the expressions that scripts around these programs use.

    toolparsers.py ab|httperf|wrk < OUTPUT

Prints the figures as JSON: numbers in the unit of the line, times of wrk in ms and its bytes in bytes. A figure whose
line is absent is absent. Exit status 1 if a line that every script needs does not match.
"""
import json
import re
import sys

NUMBER = r"([0-9]*\.?[0-9]+)"

AB = {
    "hostname": r"^Server Hostname:\s+(\S+)$",
    "port": r"^Server Port:\s+(\d+)$",
    "path": r"^Document Path:\s+(.+)$",
    "length": r"^Document Length:\s+(\d+) bytes$",
    "concurrency": r"^Concurrency Level:\s+(\d+)$",
    "time_s": r"^Time taken for tests:\s+([0-9.]+) seconds$",
    "complete": r"^Complete requests:\s+(\d+)$",
    "failed": r"^Failed requests:\s+(\d+)$",
    "failed_connect": r"^\s+\(Connect: (\d+), Receive: \d+, Length: \d+, Exceptions: \d+\)$",
    "failed_receive": r"^\s+\(Connect: \d+, Receive: (\d+), Length: \d+, Exceptions: \d+\)$",
    "failed_length": r"^\s+\(Connect: \d+, Receive: \d+, Length: (\d+), Exceptions: \d+\)$",
    "failed_exceptions": r"^\s+\(Connect: \d+, Receive: \d+, Length: \d+, Exceptions: (\d+)\)$",
    "non_2xx": r"^Non-2xx responses:\s+(\d+)$",
    "total_bytes": r"^Total transferred:\s+(\d+) bytes",
    "html_bytes": r"^HTML transferred:\s+(\d+) bytes",
    "rps": r"Requests per second:\s+([0-9.]+)",
    "ms_per_request": r"^Time per request:\s+([0-9.]+) \[ms\] \(mean\)$",
    "ms_across_all": r"^Time per request:\s+([0-9.]+) \[ms\] \(mean, across all concurrent requests\)$",
    "kb_per_s": r"^Transfer rate:\s+([0-9.]+) \[Kbytes/sec\] received$",
}
AB_NEEDED = ("hostname", "port", "time_s", "complete", "failed", "html_bytes")

HTTPERF = {
    "connections": rf"^Total: connections {NUMBER} ",
    "requests": rf"^Total: connections .+ requests {NUMBER} ",
    "replies": rf"^Total: connections .+ replies {NUMBER} ",
    "duration_s": rf"^Total: connections .+ test-duration {NUMBER} ",
    "connections_per_s": rf"^Connection rate: {NUMBER} conn/s",
    "ms_per_connection": rf"^Connection rate: .+ \({NUMBER} ms",
    "concurrent": r"(\d+) concurrent connections",
    "time_min": rf"^Connection time \[ms\]: min {NUMBER} ",
    "time_avg": rf"^Connection time \[ms\]: min .+ avg {NUMBER} ",
    "time_max": rf"^Connection time \[ms\]: min .+ max {NUMBER} ",
    "time_median": rf"^Connection time \[ms\]: min .+ median {NUMBER} ",
    "time_stddev": rf"^Connection time \[ms\]: min .+ stddev {NUMBER}$",
    "connect": rf"^Connection time \[ms\]: connect {NUMBER}$",
    "length": rf"^Connection length \[replies/conn\]: {NUMBER}$",
    "requests_per_s": rf"^Request rate: {NUMBER} req",
    "ms_per_request": rf"^Request rate: .+ \({NUMBER} ms",
    "reply_rate_min": rf"^Reply rate \[replies/s\]: min {NUMBER} ",
    "reply_rate_avg": rf"^Reply rate \[replies/s\]: min .+ avg {NUMBER} ",
    "reply_rate_max": rf"^Reply rate \[replies/s\]: min .+ max {NUMBER} ",
    "reply_rate_stddev": rf"^Reply rate \[replies/s\]: min .+ stddev {NUMBER} ",
    "reply_rate_samples": rf"^Reply rate \[replies/s\]: min .+ \({NUMBER} samples",
    "response": rf"^Reply time \[ms\]: response {NUMBER} ",
    "transfer": rf"^Reply time \[ms\]: response .+ transfer {NUMBER}$",
    "errors": rf"^Errors: total {NUMBER} ",
    "client_timo": rf"^Errors: total .+ client-timo {NUMBER} ",
    "socket_timo": rf"^Errors: total .+ socket-timo {NUMBER} ",
    "connrefused": rf"^Errors: total .+ connrefused {NUMBER} ",
    "connreset": rf"^Errors: total .+ connreset {NUMBER}$",
    "fd_unavail": rf"^Errors: fd-unavail {NUMBER} ",
    "addrunavail": rf"^Errors: fd-unavail .+ addrunavail {NUMBER} ",
    "ftab_full": rf"^Errors: fd-unavail .+ ftab-full {NUMBER} ",
    "other": rf"^Errors: fd-unavail .+ other {NUMBER}$",
}
HTTPERF_NEEDED = tuple(key for key in HTTPERF if key not in ("concurrent", "connect", "length", "response", "transfer"))

WRK = {
    "duration": r"^Running (\S+) test @ \S+$",
    "url": r"^Running \S+ test @ (\S+)$",
    "threads": r"^\s+(\d+) threads and \d+ connections$",
    "connections": r"^\s+\d+ threads and (\d+) connections$",
    "requests": r"^\s+(\d+) requests in \S+, \S+ read$",
    "time": r"^\s+\d+ requests in (\S+), \S+ read$",
    "read": r"^\s+\d+ requests in \S+, (\S+) read$",
    "connect": r"Socket errors: connect (\d+), read \d+, write \d+, timeout \d+",
    "read_errors": r"Socket errors: connect \d+, read (\d+), write \d+, timeout \d+",
    "write": r"Socket errors: connect \d+, read \d+, write (\d+), timeout \d+",
    "timeout": r"Socket errors: connect \d+, read \d+, write \d+, timeout (\d+)",
    "status": r"^\s+Non-2xx or 3xx responses: (\d+)$",
    "rps": r"^Requests/sec:\s+([0-9.]+)$",
    "transfer": r"^Transfer/sec:\s+(\S+)$",
}
WRK_NEEDED = ("duration", "url", "threads", "connections", "requests", "time", "read", "rps", "transfer")
MS = {"us": 0.001, "ms": 1.0, "s": 1e3, "m": 60e3, "h": 3600e3}
BYTES = {"B": 1, "KB": 2**10, "MB": 2**20, "GB": 2**30, "TB": 2**40}
METRIC = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}


def number(text):
    try:
        value = float(text)
    except ValueError:
        return text
    return int(value) if text.isdigit() else value


def match_all(expressions, needed, text):
    figures = {}
    for key, expression in expressions.items():
        match = re.search(expression, text, re.MULTILINE)
        if match:
            figures[key] = number(match.group(1))
        elif key in needed:
            sys.exit(f"no line matches {expression}")
    return figures


def scaled(text, units):
    match = re.fullmatch(r"([0-9.]+)([A-Za-z]*)", text)
    if not match or match.group(2) not in units:
        sys.exit(f"\"{text}\" has no unit of {', '.join(units)}")
    return float(match.group(1)) * units[match.group(2)]


def parse_ab(text):
    figures = match_all(AB, AB_NEEDED, text)
    row = r"^{}:\s+(\d+)\s+(\d+)\s+([0-9.]+)\s+(\d+)\s+(\d+)$"
    times = text.partition("Connection Times (ms)\n              min  mean[+/-sd] median   max\n")[2]
    for name in ("Connect", "Processing", "Waiting", "Total"):
        match = re.search(row.format(name), times, re.MULTILINE)
        if match:
            figures[name] = [number(each) for each in match.groups()]
    served = text.partition("Percentage of the requests served within a certain time (ms)\n")[2]
    figures["served"] = {p: int(ms) for p, ms in re.findall(r"^\s+(\d+)%\s+(\d+)", served, re.MULTILINE)}
    if times and ("Total" not in figures or list(figures["served"]) != "50 66 75 80 90 95 98 99 100".split()):
        sys.exit("the tables of times are incomplete")
    return figures


def parse_wrk(text):
    figures = match_all(WRK, WRK_NEEDED, text)
    if "  Thread Stats   Avg      Stdev     Max   +/- Stdev\n" not in text:
        sys.exit("no header of thread statistics")
    for line in text.splitlines():
        parts = re.split(r"\s+", line.strip())
        if parts[0] in ("Latency", "Req/Sec") and len(parts) == 5:
            units = MS if parts[0] == "Latency" else METRIC
            figures[parts[0]] = [scaled(each, units) for each in parts[1:4]] + [number(parts[4].rstrip("%"))]
    if "Latency" not in figures or "Req/Sec" not in figures:
        sys.exit("the thread statistics are incomplete")
    served = text.partition("  Latency Distribution\n")[2]
    figures["served"] = {p: scaled(time, MS) for p, time in re.findall(r"^\s+(\d+)%\s+(\S+)$", served, re.MULTILINE)}
    figures["time"] = scaled(figures["time"], MS)
    figures["read"] = scaled(figures["read"], BYTES)
    figures["transfer"] = scaled(figures["transfer"], BYTES)
    return figures


def main():
    text = sys.stdin.buffer.read().decode()
    parsers = {
        "ab": parse_ab,
        "httperf": lambda each: match_all(HTTPERF, HTTPERF_NEEDED, each),
        "wrk": parse_wrk,
    }
    if len(sys.argv) != 2 or sys.argv[1] not in parsers:
        sys.exit(__doc__)
    json.dump(parsers[sys.argv[1]](text), sys.stdout)


if __name__ == "__main__":
    main()
