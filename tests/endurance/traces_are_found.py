#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaves traces on purpose and checks that each is found, and that nothing is found without one."""
import pathlib
import socket
import subprocess
import sys
import tempfile
import unittest
import uuid

from traces import MARK, SHARED_MEMORY, Traces

LISTEN = "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1])))"
WAIT = "print('ready', flush=True); time.sleep(60)"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class TracesAreFound(unittest.TestCase):
    def setUp(self):
        self.traces = Traces(str(uuid.uuid4()), free_port(), tempfile.mkdtemp())
        self.addCleanup(self.traces.remove)

    def start(self, program, environment=None):
        """A Python process of the launch that has reported readiness."""
        process = subprocess.Popen([sys.executable, "-c", f"import time; {program}", str(self.traces.port)],
                                   stdout=subprocess.PIPE, start_new_session=True,
                                   env=environment or self.traces.environment())
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.assertEqual(process.stdout.readline(), b"ready\n")
        return process

    def test_nothing(self):
        self.assertEqual(self.traces.left(), [])

    def test_process_of_the_launch(self):
        process = self.start(WAIT)
        [line] = self.traces.left()
        self.assertTrue(line.startswith(f"process {process.pid} (python"), line)

    def test_process_of_another_launch(self):
        self.start(WAIT, {**self.traces.environment(), MARK: "another"})
        self.assertEqual(self.traces.left(), [])

    def test_process_that_lost_its_mark(self):
        """Its session was that of a process with the mark."""
        lose = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {f'import time; {WAIT}'!r}], env={{}})"
        self.start(lose)
        self.assertEqual(len(self.traces.look()), 2)

    def test_port(self):
        self.start(f"{LISTEN}; {WAIT}", {MARK: "another"})
        left = self.traces.left()
        self.assertEqual(left[0], f"port {self.traces.port} cannot be bound")
        self.assertIn("LISTEN", left[1])

    def test_files(self):
        for place in self.traces.places.values():
            (place / "folder").mkdir()
        self.assertEqual(self.traces.left(), ["TMPDIR/folder", "XDG_RUNTIME_DIR/folder", "HOME/folder"])

    def test_shared_memory(self):
        entry = SHARED_MEMORY / f"loadstone-{uuid.uuid4()}"
        self.addCleanup(entry.unlink)
        with entry.open("w"):
            self.assertNotIn(str(entry), self.traces.left())  # open in a process
        self.assertIn(str(entry), self.traces.left())

    def test_removal(self):
        process = self.start(WAIT)
        self.traces.remove()
        process.wait(5)
        self.assertFalse(pathlib.Path(self.traces.folder).exists())


if __name__ == "__main__":
    unittest.main()
