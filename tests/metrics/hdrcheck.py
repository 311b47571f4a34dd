#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares Loadstone's histogram logs with HdrHistogram's own Python port, in both directions.

    python3 -m venv venv && venv/bin/pip install hdrhistogram==0.10.8
    venv/bin/python tests/metrics/hdrcheck.py LOADSTONE [LOG…]

LOADSTONE is the program. First the library writes logs of several ranges and precisions, and
`loadstone show --json` has to tell the same counts and percentiles of them. Then each LOG, written by
`loadstone run --format hlog`, is read with both. Exits with 1 when anything differs.

    venv/bin/python tests/metrics/hdrcheck.py --golden FOLDER

writes the files that tst_hdrlog compares with.
"""
import json
import math
import pathlib
import subprocess
import sys
import tempfile

from hdrh.histogram import HdrHistogram
from hdrh.log import HistogramLogReader, HistogramLogWriter

HIGHEST_US = 3_600_000_000
PERCENTILES = (("p50_us", 50), ("p90_us", 90), ("p99_us", 99), ("p999_us", 99.9))


def samples(count, spread):
    """The same numbers as in tst_hdrlog.cpp: a linear congruential sequence, skewed to small values."""
    state = 12345
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        high = state
        state = (state * 1103515245 + 12345) % 2**31
        yield 1 + (high % spread) * (state % spread) // spread


def filled(count, spread, highest=HIGHEST_US, digits=3, scale=1):
    histogram = HdrHistogram(1, highest, digits)
    for value in samples(count, spread):
        histogram.record_value(value * scale)
    return histogram


def write_log(path, tagged):
    """`tagged` is a list of (tag, start, length, histogram)."""
    with open(path, "w", encoding="utf-8") as file:
        writer = HistogramLogWriter(file)
        writer.output_log_format_version()
        writer.output_legend()
        for tag, start, length, histogram in tagged:
            if tag:
                file.write(f"Tag={tag},")
            writer.output_interval_histogram(histogram, start, start + length)


def value_at(histogram, percentile):
    """The value at rank ⌈percentile · count⌉. The port's own function rounds the rank to the nearest."""
    rank = math.ceil(round(percentile * histogram.get_total_count(), 6) / 100)
    for item in histogram.get_recorded_iterator():
        if item.total_count_to_this_value >= rank:
            return histogram.get_highest_equivalent_value(item.value_iterated_to)
    return histogram.get_max_value()


def read_with_library(path):
    """Tag → (intervals, all of them merged)."""
    reader = HistogramLogReader(str(path), HdrHistogram(1, HIGHEST_US, 3))
    totals = {}
    # Tags may follow one another with times that go back.
    while histogram := reader.get_next_interval_histogram(range_start_time_sec=-sys.maxsize):
        tag = histogram.get_tag() or ""
        intervals, total = totals.get(tag, (0, None))
        if total:
            total.add(histogram)
        totals[tag] = (intervals + 1, total or histogram)
    reader.close()
    return totals


def read_with_loadstone(program, path, unit="us"):
    done = subprocess.run([program, "show", str(path), "--unit", unit, "--json"], check=True,
                          capture_output=True, text=True)
    return {tag["tag"]: tag for tag in json.loads(done.stdout)["tags"]}


def compare(name, theirs, ours, scale=1):
    """Prints what differs; returns how much did."""
    wrong = []
    if sorted(theirs) != sorted(ours):
        wrong.append(f"tags {sorted(theirs)} and {sorted(ours)}")
    for tag in theirs.keys() & ours.keys():
        intervals, histogram = theirs[tag]
        told = ours[tag]
        expected = {"intervals": intervals, "count": histogram.get_total_count()}
        if histogram.get_total_count():
            exact_max = told["max_us"]
            for key, percentile in PERCENTILES:
                # Loadstone never reports a percentile above the exact maximum, which is in the log, too.
                expected[key] = min(round(value_at(histogram, percentile) / scale), exact_max)
            if histogram.get_max_value() / scale < exact_max * (1 - 1e-9):
                wrong.append(f"{tag}: max {histogram.get_max_value() / scale} and {exact_max}")
        for key, value in expected.items():
            if told[key] != value:
                wrong.append(f"{tag}: {key} {value} and {told[key]}")
    print(f"{'differs' if wrong else 'equal':8} {name}: {sum(h.get_total_count() for _, h in theirs.values())} values,"
          f" tags {len(theirs)}")
    for line in wrong:
        print(f"    {line}")
    return len(wrong)


def check(program, logs):
    differences = 0
    with tempfile.TemporaryDirectory() as folder:
        cases = {
            "three digits": ([("", 0.5, 1, filled(10_000, 50_000)), ("", 1.5, 1, filled(5_000, 2_000_000))], "us", 1),
            "tags": ([("A", 0.5, 1, filled(1_000, 900)), ("B", 0.5, 1, filled(1_000, 90_000_000))], "us", 1),
            "one value": ([("", 0.5, 1, filled(1, 70_000))], "us", 1),
            "the longest": ([("", 0.5, 1, filled(100, HIGHEST_US))], "us", 1),
            "two digits": ([("", 0.5, 1, filled(10_000, 50_000, digits=2))], "us", 1),
            "nanoseconds": ([("", 0.5, 1, filled(10_000, 500_000, HIGHEST_US * 1000, 3, 1024))], "ns", 1000),
        }
        for name, (tagged, unit, scale) in cases.items():
            path = pathlib.Path(folder) / "library.hlog"
            write_log(path, tagged)
            if unit == "ns":
                histogram = tagged[0][3]
                ours = read_with_loadstone(program, path, unit)
                # Rounded to whole µs, which three digits hardly show: within one of a thousand.
                wrong = [key for key, percentile in PERCENTILES
                         if abs(ours[""][key] * scale / value_at(histogram, percentile) - 1) > 2e-3]
                print(f"{'differs' if wrong else 'equal':8} {name}: {histogram.get_total_count()} values, within 0.2 %")
                differences += len(wrong)
                continue
            merged = {}
            for tag, _, _, histogram in tagged:
                intervals, total = merged.get(tag, (0, None))
                if total:
                    total.add(histogram)
                merged[tag] = (intervals + 1, total or histogram)
            differences += compare(name, merged, read_with_loadstone(program, path, unit), scale)
    for log in logs:
        differences += compare(log, read_with_library(log), read_with_loadstone(program, log))
    return differences


def write_golden(folder):
    folder = pathlib.Path(folder)
    small, large = filled(10_000, 50_000), filled(5_000, 900_000_000)
    write_log(folder / "golden.hlog", [("small", 0.5, 1, small), ("large", 1.5, 2, large)])
    with open(folder / "golden.hgrm", "wb") as file:
        small.output_percentile_distribution(file, 1000, 5)


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--golden":
        write_golden(sys.argv[2])
    elif len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        sys.exit(1 if check(sys.argv[1], sys.argv[2:]) else 0)
    else:
        sys.exit(__doc__)
