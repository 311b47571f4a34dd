#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How each server of the published comparisons actually runs, compared with its published command.

Starts every stack that can run here as published, one after another, and observes it from outside
while it is idle: its processes and their threads by `ps`, its listening socket by `ss`. Prints a
Markdown table. Needs ps and ss; only on 127.0.0.1.

Usage: asseen.py LOADSTONE [STACK…]
"""
import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time

READY_LIMIT_S = 60
END_LIMIT_S = 30
SETTLING_S = 1  # for worker processes that are forked after the first response
PORT = 18100

UWSGI = "uwsgi --master --workers {} {} --protocol http --socket 0.0.0.0:3000 --module {}:app"
GEVENT = ("uwsgi --master --single-interpreter --workers {} --gevent 2000 --protocol http "
          "--socket 0.0.0.0:3000 --module patched:app")
GUNICORN = "gunicorn {} --bind 0.0.0.0:3000 {}:app"
UVICORN_WORKER = "--worker-class uvicorn.workers.UvicornWorker --workers {}"
OWN_MODULE = "python -m microframeworks.{}.app"
# (stack, parameters, how the text starts it). "–" where the text names the server only.
PUBLISHED = [
    ("sanic", {}, OWN_MODULE.format("sanic")),
    ("bottle-gevent", {}, "–"),
    ("cherrypy", {}, "–"),
    ("fastapi-uvicorn", {"workers": 1}, "uvicorn --host 0.0.0.0 --port 3000 --workers 1 app:app"),
    ("fastapi-uvicorn", {"workers": 4}, "uvicorn --host 0.0.0.0 --port 3000 --workers 4 app:app"),
    ("starlette-gunicorn-uvicorn", {}, "run_starlette.sh (gunicorn, one worker)"),
    ("flask-gunicorn-meinheld", {}, "run_flask.sh (gunicorn, one worker)"),
    ("tornado-gunicorn", {}, "run_tornado.sh (gunicorn, one worker)"),
    ("aiohttp", {}, OWN_MODULE.format("aiohttp")),
    ("bottle-wsgiref", {}, OWN_MODULE.format("bottle")),
    ("flask-dev-threaded", {}, "flask run --no-reload --with-threads --host 0.0.0.0 --port 3000"),
    ("japronto", {}, OWN_MODULE.format("japronto")),
    ("pyramid-wsgiref", {}, OWN_MODULE.format("pyramid")),
    ("starlette-uvicorn", {}, OWN_MODULE.format("starlette")),
    ("tornado", {}, OWN_MODULE.format("tornado")),
    ("django-gunicorn", {}, "gunicorn -b 0.0.0.0:8000 django_test.wsgi --workers=1"),
    ("flask-dev", {}, "flask run --no-reload --without-threads --host 0.0.0.0 --port 3000"),
    ("flask-uwsgi-threads", {"workers": 1, "threads": 50}, UWSGI.format(1, "--threads 50", "app")),
    ("flask-uwsgi-threads", {"workers": 1, "threads": 200}, UWSGI.format(1, "--threads 200", "app")),
    ("flask-uwsgi-threads", {"workers": 4, "threads": 50}, UWSGI.format(4, "--threads 50", "app")),
    ("flask-gunicorn-threads", {"workers": 1, "threads": 50}, GUNICORN.format("--workers 1 --threads 50", "app")),
    ("flask-gunicorn-threads", {"workers": 1, "threads": 200}, GUNICORN.format("--workers 1 --threads 200", "app")),
    ("flask-gunicorn-threads", {"workers": 4, "threads": 50}, GUNICORN.format("--workers 4 --threads 50", "app")),
    ("flask-uwsgi-gevent", {"workers": 1}, GEVENT.format(1)),
    ("flask-uwsgi-gevent", {"workers": 4}, GEVENT.format(4)),
    ("flask-gunicorn-gevent", {"workers": 1}, GUNICORN.format("--worker-class gevent --workers 1", "patched")),
    ("flask-gunicorn-gevent", {"workers": 4}, GUNICORN.format("--worker-class gevent --workers 4", "patched")),
    ("flask-gevent-pywsgi", {}, "–"),
    ("fastapi-gunicorn-uvicorn", {"workers": 1}, GUNICORN.format(UVICORN_WORKER.format(1), "app")),
    ("fastapi-gunicorn-uvicorn", {"workers": 4}, GUNICORN.format(UVICORN_WORKER.format(4), "app")),
    ("grpc-sync", {}, "python app.py"),
    ("grpc-async", {}, "python app.py"),
    ("wsgiref", {}, "make_server(HOST, PORT, app).serve_forever()"),
    ("werkzeug", {}, "run_simple(HOST, PORT, app)"),
    ("cherrypy-wsgi", {}, "–"),
    ("gunicorn", {}, "–"),
    ("uwsgi", {}, "1 worker [+ 1 master]"),
    ("gevent-pywsgi", {}, "–"),
    ("gevent-pywsgi-pypy", {}, "–"),
    ("tornado-wsgi", {}, "–"),
    ("twisted-web", {}, "–"),
    ("supervisor", {}, "–"),
    ("circus", {}, "–"),
    ("nginx-static", {}, "–"),
    ("nginx-uwsgi", {}, "–"),
    ("nginx-gevent-pypy", {}, "–"),
]


def processes():
    """pid → (parent, threads, command line), as ps has them."""
    lines = subprocess.run(["ps", "-e", "-ww", "-o", "pid=,ppid=,nlwp=,args="], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    fields = [line.split(None, 3) for line in lines]
    return {int(f[0]): (int(f[1]), int(f[2]), f[3]) for f in fields if len(f) == 4}


def descendants(root):
    """Below the guard, which is Loadstone's own, in the order of their ids."""
    table = processes()
    found, waiting = [], [root]
    while waiting:
        parent = waiting.pop()
        for pid, (its_parent, _, _) in table.items():
            if its_parent == parent:
                found.append(pid)
                waiting.append(pid)
    return [table[pid] for pid in sorted(found) if " guard --status-fd " not in table[pid][2]]


def backlog(port):
    """What ss shows as the send queue of a listening socket: its accept backlog."""
    line = subprocess.run(["ss", "-ltnH", f"sport = :{port}"], check=True, capture_output=True,
                          text=True).stdout.split()
    return int(line[2]) if line else -1


def readable(command):
    """Without folders that differ from one machine to the next."""
    command = re.sub(r"\S*/environments/[a-z0-9]+-[0-9a-f]{16}/bin/", "", command)
    command = re.sub(r"\S*/resources/stacks/", "", command)
    command = re.sub(r"/tmp/[^\s/]+", "RUN", command)
    return re.sub(rf"\b{PORT}\b", "PORT", command)


def see(loadstone, stack, parameters):
    """(command line, processes, threads, backlog) of the stack while it runs."""
    values = [f"{name}={value}" for name, value in parameters.items()]
    process = subprocess.Popen([loadstone, "serve", stack, *values, "--preset", "as-published",
                                "--port", str(PORT)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        os.set_blocking(process.stdout.fileno(), False)
        said, deadline = b"", time.monotonic() + READY_LIMIT_S
        while b" is ready after " not in said:
            said += process.stdout.read() or b""
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(said.decode(errors="replace").strip().replace("\n", " "))
            time.sleep(0.05)
        time.sleep(SETTLING_S)
        found = descendants(process.pid)
        return found[0][2], len(found), sum(threads for _, threads, _ in found), backlog(PORT)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(END_LIMIT_S)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("loadstone")
    arguments.add_argument("stacks", nargs="*", help="these only")
    chosen = arguments.parse_args()
    listed = json.loads(subprocess.run([chosen.loadstone, "stacks", "--json"], check=True,
                                       capture_output=True, text=True).stdout)["stacks"]
    reasons = {stack["id"]: stack["reason"] for stack in listed}
    print("| stack | published | seen | processes | threads | backlog |")
    print("| --- | --- | --- | ---: | ---: | ---: |")
    failed = False
    for stack, parameters, published in PUBLISHED:
        if chosen.stacks and stack not in chosen.stacks:
            continue
        start = "–" if published == "–" else f"`{published}`"
        if reasons.get(stack, "not in the catalogue"):
            print(f"| {stack} | {start} | {reasons.get(stack)} | | | |", flush=True)
            continue
        try:
            command, count, threads, queue = see(chosen.loadstone, stack, parameters)
            print(f"| {stack} | {start} | `{readable(command)}` | {count} | {threads} | {queue:,} |", flush=True)
        except RuntimeError as error:
            failed = True
            print(f"| {stack} | {start} | {error} | | | |", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
