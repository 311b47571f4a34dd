#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rule of check.py finds the breach that it is there for, and a sound tree has none."""
import pathlib
import subprocess
import sys
import tempfile

CHECK = pathlib.Path(__file__).with_name("check.py")
SPDX = "// SPDX-License-Identifier: GPL-3.0-or-later\n"
HEAD = SPDX + "#pragma once\n"
BREACHES = {
    "must not use ui": ("core/base/a.h", HEAD + '#include "ui/mainwindow.h"\n'),
    "comes before": ("core/base/a.cpp", SPDX + '#include "core/run/plan.h"\n'),
    "without a screen": ("core/base/a.cpp", SPDX + "#include <QWidget>\n"),
    "alone draws": ("core/export/a.cpp", SPDX + "#include <QPainter>\n"),
    "Qt Network out of its headers": ("core/load/a.h", HEAD + "#include <QNetworkReply>\n"),
    "stay behind core/rpc": ("core/rpc/a.h", HEAD + "#include <grpcpp/channel.h>\n"),
    "never uses Qt Network": ("ui/a.cpp", SPDX + "#include <QTcpSocket>\n"),
    "SPDX": ("app/a.cpp", "int a;\n"),
    "pragma once": ("app/a.h", SPDX),
    "two things in it": ("app/a.cpp", SPDX + "int a;\n" * 800),
    "says nothing": ("ui/a.h", HEAD + "class RunManager;\n"),
    "do not sleep": ("tests/a.cpp", SPDX + "QTest::qSleep(5);\n"),
    "skipped": ("tests/a.cpp", SPDX + "QSKI" + 'P("no");\n'),
    "unfinished": ("app/a.cpp", SPDX + "// TO" + "DO\n"),
    "lower case": ("app/MyClass.cpp", SPDX),
    "app/terminal.h": ("app/a.cpp", SPDX + 'void f() { std::fprintf(stderr, "a"); }\n'),
    "in a terminal": ("app/commands/a.cpp", SPDX + "void f() { QTextStream out(stdout); }\n"),
    "no header of its own name": ("ui/a.cpp", SPDX),
    "table in ui/settings.h": ("ui/a.h", HEAD + 'int a = settings.value(u"a"_s).toInt();\n'),
    "has to show": ("docs/ci.md", "```yaml\nname: Benchmark\n```\n"),
    "by its path": ("app/a.cpp", SPDX + '#include "terminal.h"\n'),
}


def check(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, CHECK, folder], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout


failures = []
for words, (name, text) in BREACHES.items():
    code, output = check({name: text})
    if code != 1 or words not in output:
        failures.append(f"not found: {words!r} in {name}: {output!r}")
code, output = check(
    {
        "core/run/a.cpp": SPDX + '#include "core/base/result.h"\n',
        "core/run/a.h": HEAD,
        "ui/a.h": HEAD,
        "app/main.cpp": SPDX,
    }
)
if code != 0:
    failures.append(f"a sound tree is refused: {output}")
print("\n".join(failures) or f"{len(BREACHES)} rules find their breach")
sys.exit(1 if failures else 0)
