#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares Loadstone's statistics of comparing runs with scipy's on random data sets.

    python3 -m venv venv && venv/bin/pip install scipy==1.17.1
    venv/bin/python tests/analysis/scipycheck.py build/release/tests/analysis/tests-analysis [CASES [SEED]]

The argument is the test program, whose tst_scipycases reads the cases (default: 4,000). Exits with 1 when any
value differs.

    venv/bin/python tests/analysis/scipycheck.py --golden tests/analysis/scipycases.json

writes the cases that tst_scipycases compares with in every test run.

    venv/bin/python tests/analysis/scipycheck.py --bootstrap

simulates how often the percentile bootstrap, which Loadstone does not use, covers what it claims to.

p values with ties are scipy's exact permutation tests of rank sums, as its Mann-Whitney and signed-rank tests
are exact only without. scipy has no Hodges-Lehmann interval: the intervals here invert its tests, by the
p value of every shift between two neighbouring differences.
"""
import itertools
import json
import os
import subprocess
import sys
import tempfile

import numpy
import scipy
from scipy import stats

GOLDEN_CASES = 300
GOLDEN_SEED = 20_000
ALPHA = 0.05
ROUNDING = 1e-12


def draw(random, count, is_tied):
    """Positive values that JSON preserves exactly: few different ones, or hardly any equal."""
    if is_tied:
        return [float(value) for value in random.integers(1, 7, count)]
    return [round(float(value), 6) for value in random.lognormal(3, random.choice([0.02, 0.3, 1]), count)]


def inverted(candidates, p_value):
    """Ends and level of the interval of the shifts that a test does not reject. The p value is constant
    between two neighbouring candidates. Where some are equal it skips levels, and Loadstone names the first
    of those skipped, which is lower."""
    edges = sorted(set(candidates))
    between = [edges[0] - 1] + [(low + high) / 2 for low, high in itertools.pairwise(edges)] + [edges[-1] + 1]
    p_values = [p_value(shift) for shift in between]
    accepted = [i for i, p in enumerate(p_values) if p > ALPHA + ROUNDING]
    first = max(accepted[0], 1)  # the whole line: the test never rejects, the interval is a range
    last = min(accepted[-1], len(edges) - 1)
    level = {"level": 1 - p_values[first - 1]} if len(edges) == len(candidates) else {}
    return {"low": edges[first - 1], "high": edges[last]} | level


def rank_sum(values, others):
    return numpy.sum(stats.rankdata(numpy.concatenate([values, others], axis=-1), axis=-1)[..., :values.shape[-1]],
                     axis=-1)


def two_sample_case(random, is_tied):
    # Permutations are enumerated, so tied samples are small; scipy's need two values.
    sizes = [int(size) for size in random.integers(*((2, 8) if is_tied else (1, 20)), 2)]
    baseline, other = (draw(random, size, is_tied) for size in sizes)
    differences = [y - x for x in baseline for y in other]
    if len(set(baseline + other)) == sum(sizes):
        p = stats.mannwhitneyu(other, baseline, method="exact").pvalue
    else:
        p = stats.permutation_test((other, baseline), lambda a, b, axis: rank_sum(a, b), vectorized=True,
                                   n_resamples=10**6, permutation_type="independent").pvalue
    interval = inverted(differences, lambda shift: stats.mannwhitneyu(
        numpy.array(other) - shift, baseline, method="exact").pvalue)
    return {"kind": "two-sample", "baseline": baseline, "other": other, "p": p,
            "estimate": float(numpy.median(differences)), **interval}


def pratt_sum(differences):
    """Sum of the positive ranks, of which those of zeros are dropped after ranking."""
    return numpy.sum(stats.rankdata(numpy.abs(differences), axis=-1) * (differences > 0), axis=-1)


def paired_case(random, is_tied):
    if is_tied:
        differences = [float(value) for value in random.integers(-4, 6, int(random.integers(2, 11)))]
        p = stats.permutation_test((numpy.array(differences),), lambda d, axis: pratt_sum(d), vectorized=True,
                                   n_resamples=10**6, permutation_type="samples").pvalue
        return {"kind": "paired", "differences": differences, "p": p}
    differences = [round(float(value), 6) for value in random.normal(random.choice([0, 1]), 1, int(random.integers(1, 25)))]
    averages = [(a + b) / 2 for a, b in itertools.combinations_with_replacement(differences, 2)]
    interval = inverted(averages, lambda shift: stats.wilcoxon(numpy.array(differences) - shift, method="exact").pvalue)
    return {"kind": "paired", "differences": differences, "p": stats.wilcoxon(differences, method="exact").pvalue,
            "estimate": float(numpy.median(averages)), **interval}


def median_case(random, is_tied):
    values = draw(random, int(random.integers(6, 60)), is_tied)
    interval = stats.quantile_test(values, p=0.5).confidence_interval(0.95)
    below = sorted(values).index(interval.low) if len(set(values)) == len(values) else None
    case = {"kind": "median", "values": values, "estimate": float(numpy.median(values)),
            "low": float(interval.low), "high": float(interval.high)}
    if below is not None:
        case["level"] = 1 - 2 * float(stats.binom.cdf(below, len(values), 0.5))
    return case


def correlation_case(random, is_tied):
    count = int(random.integers(3, 25))
    published, measured = draw(random, count, is_tied), draw(random, count, is_tied)
    if len(set(published)) == 1 or len(set(measured)) == 1:
        return median_case(random, is_tied)
    return {"kind": "correlation", "baseline": published, "other": measured,
            "estimate": float(stats.spearmanr(published, measured).statistic)}


def precision_case(random, _):
    pilot = draw(random, int(random.integers(2, 12)), False)
    half_width = float(random.choice([0.01, 0.02, 0.05]))
    quantile = stats.t.ppf(0.975, len(pilot) - 1)
    rounds = max(len(pilot), numpy.ceil((quantile * numpy.std(numpy.log(pilot), ddof=1) / half_width) ** 2))
    return {"kind": "precision", "values": pilot, "half_width": half_width, "rounds": float(rounds)}


def make_cases(count, seed):
    random = numpy.random.default_rng(seed)
    makers = (two_sample_case, paired_case, median_case, two_sample_case, correlation_case, precision_case)
    return [makers[i % len(makers)](random, bool(random.integers(2))) for i in range(count)]


def write_cases(path, count, seed):
    lines = ",\n".join(json.dumps({key: float(value) if isinstance(value, numpy.floating) else value
                                   for key, value in case.items()}, separators=(",", ":"))
                       for case in make_cases(count, seed))
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'{{"generator":"tests/analysis/scipycheck.py","scipy":"{scipy.__version__}","seed":{seed},'
                   f'"cases":[\n{lines}\n]}}\n')


def check(program, count, seed):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "cases.json")
        write_cases(path, count, seed)
        print(f"{count} cases by scipy {scipy.__version__}, seed {seed}")
        return subprocess.run([program, "tst_scipycases"], env=os.environ | {"LOADSTONE_SCIPY_CASES": path},
                              check=False).returncode


def bootstrap_coverage(simulations=6_000, repeats=6):
    """Of 95 % intervals of the mean of one sample, and of the difference of the means of two."""
    random = numpy.random.default_rng(1)
    covered = numpy.zeros(2)
    for _ in range(simulations):
        means = [random.choice(random.normal(size=repeats), (2_000, repeats)).mean(axis=1) for _ in range(2)]
        for i, resampled in enumerate((means[0], means[1] - means[0])):
            low, high = numpy.quantile(resampled, [0.025, 0.975])
            covered[i] += low <= 0 <= high
    print("{:.1%} of one mean, {:.1%} of the difference of two".format(*covered / simulations))


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--golden":
        write_cases(sys.argv[2], GOLDEN_CASES, GOLDEN_SEED)
    elif sys.argv[1:] == ["--bootstrap"]:
        bootstrap_coverage()
    elif 2 <= len(sys.argv) <= 4 and not sys.argv[1].startswith("-"):
        numbers = [int(argument) for argument in sys.argv[2:]]
        sys.exit(1 if check(sys.argv[1], *(numbers + [4_000, 1][len(numbers):])) else 0)
    else:
        sys.exit(__doc__)
