#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries out the workflow of docs/examples/loadstone-ci.yml on this machine, with the files that docs/ci.md shows.

Usage: localsteps.py PROGRAM [--keep]. The `run:` steps are executed as GitHub's runner does, by bash with the job's
environment; the actions that they need are imitated (caches and the artifact are folders). Four jobs follow each other: the
main branch without a baseline, a pull request that changes nothing, one with a slower server, and the main branch with that
one. Trials are shorter than in docs/ci.md. Exits with 1 when a job did not end as expected.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKFLOW = ROOT / "docs/examples/loadstone-ci.yml"
PAGE = ROOT / "docs/ci.md"
SHORTER = {"load": {"duration_s": 1}, "measurement": {"warm_up_s": 0.2, "drain_s": 0.2, "pause_s": 0}}
SLEEP = "time.sleep(0.005)"


def indented_block(lines, start, depth):
    """The lines from `start` on that are indented by `depth`, without their indentation."""
    block = []
    for line in lines[start:]:
        if line.strip() and not line.startswith(" " * depth):
            break
        block.append(line[depth:])
    return "\n".join(block).rstrip() + "\n"


def read_environment(lines):
    start = lines.index("env:") + 1
    block = indented_block(lines, start, 2).splitlines()
    return dict(line.split(": ", 1) for line in block if line.strip())


def read_step(text):
    """One step: its keys, those of `with` included. A subset of YAML that the workflow keeps to."""
    lines = text.splitlines()
    step = {"with": {}}
    for number, line in enumerate(lines):
        match = re.match(r"(name|id|if|uses|run): (.*)$", line)
        if match:
            key, value = match.groups()
            step[key] = indented_block(lines, number + 1, 2) if value == "|" else value
        match = re.match(r"  (path|key|restore-keys|name|repository|ref): (.*)$", line)
        if match and "uses" in step:
            step["with"][match.group(1)] = match.group(2)
    return step


def read_workflow():
    lines = WORKFLOW.read_text(encoding="utf-8").splitlines()
    steps = indented_block(lines, lines.index("    steps:") + 1, 6)
    parts = re.split(r"^- ", steps, flags=re.MULTILINE)[1:]
    texts = ["\n".join(line[2:] if i else line for i, line in enumerate(part.splitlines())) for part in parts]
    return read_environment(lines), [read_step(text) for text in texts]


def shown_files():
    """The files of the example: docs/ci.md names each in front of its block."""
    text = PAGE.read_text(encoding="utf-8")
    return dict(re.findall(r"^`(bench/[^`]+)`:\n\n```\w+\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL))


def shorten(profile):
    profile = json.loads(profile)
    for key, values in SHORTER.items():
        profile[key].update(values)
    return json.dumps(profile)


class Job:
    """A job on a runner of its own. Caches outlive it."""

    def __init__(self, folder, program, caches, is_main):
        self.workspace = folder / "workspace"
        self.temporary = folder / "temporary"
        self.artifact = folder / "artifact"
        self.caches = caches
        self.is_main = is_main
        self.is_failed = False
        self.code = 0
        self.summary = folder / "summary.md"
        for path in (self.workspace, self.temporary):
            path.mkdir(parents=True)
        self.environment = dict(os.environ)
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
            self.environment.pop(name, None)
        self.commands = {name: folder / name for name in ("GITHUB_PATH", "GITHUB_ENV")}
        for path in (*self.commands.values(), self.summary):
            path.touch()
        self.environment.update(
            {name: str(path) for name, path in self.commands.items()},
            GITHUB_STEP_SUMMARY=str(self.summary),
            RUNNER_TEMP=str(self.temporary),
            XDG_CONFIG_HOME=str(folder / "config"),
            HOME=str(folder),
        )
        launcher = self.workspace / ".loadstone/loadstone"
        launcher.parent.mkdir()
        launcher.write_text(f'#!/bin/sh\nexec "{program}" "$@"\n', encoding="utf-8")
        launcher.chmod(0o755)

    def is_met(self, condition):
        """Of the conditions that the workflow has; Loadstone comes from the cache."""
        known = {
            None: not self.is_failed,
            "steps.loadstone.outputs.cache-hit != 'true'": False,
            "github.ref == 'refs/heads/main'": self.is_main and not self.is_failed,
            "${{ !cancelled() }}": True,
        }
        return known[condition]

    def take_commands(self):
        for line in self.commands["GITHUB_PATH"].read_text(encoding="utf-8").splitlines():
            self.environment["PATH"] = line + os.pathsep + self.environment["PATH"]
        for line in self.commands["GITHUB_ENV"].read_text(encoding="utf-8").splitlines():
            name, value = line.split("=", 1)
            self.environment[name] = value
        for path in self.commands.values():
            path.write_text("", encoding="utf-8")

    def use(self, step):
        action, path = step["uses"].split("@")[0], step["with"].get("path", "")
        cache, place = self.caches / path, self.workspace / path
        if path == ".loadstone" or action == "actions/checkout":
            return
        if action == "actions/cache/restore":
            if cache.is_dir():
                shutil.copytree(cache, place)
        elif action == "actions/cache/save":
            shutil.rmtree(cache, ignore_errors=True)
            shutil.copytree(place, cache)
        elif action == "actions/upload-artifact":
            shutil.copytree(place, self.artifact)
        else:
            raise ValueError(f"unknown action {action}")

    def run(self, step):
        script = self.temporary / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script], cwd=self.workspace, env=self.environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )
        print(f"  {step['name']}: exit code {done.returncode}")
        if done.returncode != 0:
            print("    " + done.stdout.replace("\n", "\n    "))
            self.code = self.code or done.returncode
            self.is_failed = True
        self.take_commands()

    def carry_out(self, environment, steps):
        self.environment.update(environment)
        for step in steps:
            if not self.is_met(step.get("if")):
                continue
            if "uses" in step:
                self.use(step)
            else:
                self.run(step)


def problems_of(job, expected_code, sign, has_new_baseline, before):
    """What a job should have left, each in a sentence if it did not."""
    text = job.summary.read_text(encoding="utf-8")
    left = sorted(path.name for path in job.artifact.glob("*"))
    baseline = job.caches / "baseline/benchmark.loadstone"
    after = baseline.read_bytes() if baseline.exists() else b""
    if job.code != expected_code:
        yield f"exit code {job.code}, not {expected_code}"
    if "| Server |" not in text or sign not in text:
        yield f"the summary lacks the table or {sign}: {text}"
    if sign != "\N{CROSS MARK}" and "\N{CROSS MARK}" in text:
        yield f"the summary has a violated threshold: {text}"
    if left != ["benchmark-summary.md", "benchmark.html", "benchmark.json", "benchmark.junit.xml"]:
        yield f"the artifact has {left}"
    if has_new_baseline != (after != before):
        yield f"the baseline was {'not ' if has_new_baseline else ''}replaced"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--keep", action="store_true", help="keep the folders of the jobs")
    options = parser.parse_args()
    environment, steps = read_workflow()
    files = shown_files()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="loadstone-ci-"))
    caches = folder / "caches"
    jobs = (
        ("main branch, no baseline", True, 1, 0, "\N{WHITE HEAVY CHECK MARK}", True),
        ("pull request without a change", False, 1, 0, "baseline met", False),
        ("pull request with a slower server", False, 3, 1, "\N{CROSS MARK}", False),
        ("main branch with a slower server", True, 3, 1, "\N{CROSS MARK}", False),
    )
    failures = 0
    for number, (title, is_main, slowness, code, sign, has_new_baseline) in enumerate(jobs):
        print(title, flush=True)
        baseline = caches / "baseline/benchmark.loadstone"
        before = baseline.read_bytes() if baseline.exists() else b""
        job = Job(folder / str(number), pathlib.Path(options.program).resolve(), caches, is_main)
        for name, text in files.items():
            path = job.workspace / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = shorten(text) if name == environment["PROFILE"] else text
            path.write_text(text.replace(SLEEP, f"time.sleep({0.005 * slowness})"), encoding="utf-8")
        job.carry_out(environment, steps)
        for problem in problems_of(job, code, sign, has_new_baseline, before):
            print(f"  wrong: {problem}")
            failures += 1
    if options.keep:
        print(folder)
    else:
        shutil.rmtree(folder)
    print("all jobs ended as expected" if failures == 0 else f"{failures} problems")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
