#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills a run at random moments (SIGKILL) and looks at what the results store has of it.

After each kill the database has to be sound, every trial that had ended has to be there, at most a second of the one in
progress may be missing, and no server may be left. Every fifth run is resumed, and has to be whole afterwards, with the
trials that had ended unchanged. Prints a line for each kill; exits with 1 when something was wrong.

Usage: crashes.py PROGRAM [--times 50] [--seed 1]
"""
import argparse
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

PROFILE = {
    "loadstone_profile": 1, "name": "Crashes",
    "servers": [{"stack": "wsgiref", "preset": "tuned"}, {"stack": "tornado", "preset": "tuned"}],
    "requests": [{"name": "/", "method": "GET", "path": "/simple-response", "weight": 1}],
    "load": {"model": "closed", "users": 4, "spawn_rate_per_s": 0, "think_time": {"kind": "constant", "mean_s": 0.002},
             "duration_s": 3},
    "measurement": {"warm_up_s": 0.5, "repeats": 2, "drain_s": 1, "pause_s": 0}}
# The store is at most a second old, and the second it has then may have begun a second before.
LOST_S = 2 + 0.3
LAUNCH_S = 2.6  # so long after a trial began there are seconds to be lost
GONE_S = 8    # for the guard to end a server


def stored(database):
    """Of the newest run: state, ended trials by key, and the last second that it has."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        problems = [row[0] for row in db.execute("PRAGMA integrity_check")]
        run = db.execute("SELECT id, state, trials_ended FROM runs ORDER BY started_ms DESC, id DESC LIMIT 1").fetchone()
        if not run:
            return {"problems": problems, "id": None, "state": None, "ended": {}, "count": 0, "last_s": None}
        ended = {tuple(row[:3]): row[3] for row in db.execute(
            "SELECT server, level, repeat, record FROM trials WHERE run = ? AND record IS NOT NULL", (run[0],))}
        last = db.execute(
            "SELECT max(start_s) FROM seconds JOIN trials ON trials.id = seconds.trial WHERE run = ?", (run[0],))
        return {"problems": problems, "id": run[0], "state": run[1], "ended": ended, "count": run[2],
                "last_s": last.fetchone()[0]}


def processes_of(folder):
    """Processes whose environment or arguments name the folder."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if folder.encode() in (entry / "environ").read_bytes():
                found.append((int(entry.name), (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:80]))
        except OSError:
            pass
    return found


def kill_one(program, profile, folder, after_s):
    environment = dict(os.environ, XDG_DATA_HOME=str(folder / "data"), XDG_CONFIG_HOME=str(folder / "config"))
    run = subprocess.Popen([program, "--log", "run", "run", profile, "--out", str(folder / "out"), "--quiet"],
                           env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    begun = time.monotonic()
    time.sleep(after_s)
    run.send_signal(signal.SIGKILL)
    killed = time.monotonic()
    log = run.stderr.read()
    run.wait()
    return environment, log, killed - begun


def look(folder, environment):
    faults = []
    deadline = time.monotonic() + GONE_S
    while (left := processes_of(str(folder))) and time.monotonic() < deadline:
        time.sleep(0.1)
    if left:
        faults.append(f"left: {left}")
    database = folder / "data/loadstone/results.sqlite"
    state = stored(database) if database.exists() else None
    if state and state["problems"] != ["ok"]:
        faults.append(f"integrity: {state['problems'][:2]}")
    return faults, state


def resume(program, folder, environment, before):
    faults = []
    ended = subprocess.run([program, "resume", before["id"], "--out", str(folder / "out"), "--quiet"], env=environment,
                           capture_output=True, text=True)
    if ended.returncode != 0:
        return [f"resume: exit code {ended.returncode}, {ended.stderr.strip()[-200:]}"]
    after = stored(folder / "data/loadstone/results.sqlite")
    if after["state"] != "finished" or len(after["ended"]) != 4:
        faults.append(f"resume: {after['state']}, {len(after['ended'])} trials")
    for key, record in before["ended"].items():
        if after["ended"].get(key) != record:
            faults.append(f"resume: trial {key} changed")
    return faults


def lost(log, state, after_s):
    """What is missing of the trial in progress, in seconds before the kill; None where it is too young."""
    begins = [float(at) for at in re.findall(r"\[ *([\d.]+)\] loadstone.run: trial ", log)]
    origin = re.search(r"\[ *([\d.]+)\] loadstone.run: state running", log)
    if not begins or not origin or after_s - begins[-1] < LAUNCH_S:
        return None
    return after_s - float(origin[1]) - (state["last_s"] or 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    wrong = 0
    for number in range(1, options.times + 1):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="loadstone-crashes-"))
        profile = folder / "crashes.json"
        profile.write_text(json.dumps(PROFILE))
        environment, log, after_s = kill_one(options.program, str(profile), folder, draw.uniform(0.3, 17))
        faults, state = look(folder, environment)
        # A line of the log for each trial that began: those before the last one had ended.
        begun = log.count("loadstone.run: trial ")
        ended = len(state["ended"]) if state else 0
        if begun and ended < begun - 1:
            faults.append(f"{begun} trials had begun, {ended} are kept")
        if state and state["count"] != ended:
            faults.append(f"trials_ended is {state['count']}, not {ended}")
        missing = lost(log, state, after_s) if state else None
        if missing is not None and missing > LOST_S:
            faults.append(f"the last second is {missing:.1f} s old")
        resumed = ""
        if number % 5 == 0 and state and state["id"] and ended < 4:
            faults += resume(options.program, folder, environment, state)
            resumed = ", resumed"
        last = f"{state['last_s']:.1f} s" if state and state["last_s"] is not None else "none"
        print(f"{number:3}: killed after {after_s:5.1f} s, {begun} begun, {ended} kept, last second {last}"
              f"{'' if missing is None else f', {missing:.1f} s old'}{resumed}"
              f"{': ' + '; '.join(faults) if faults else ''}", flush=True)
        wrong += bool(faults)
        if not faults:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{wrong} of {options.times} were wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
