#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the layers and the style rules that a machine can see. Usage: check.py ROOT

app may use ui and core, ui may use core, core uses itself only; inside core a folder includes only
folders before it in CORE_ORDER. Prints one line per breach and exits with 1 when there is any.
"""
import pathlib
import re
import sys

CORE_ORDER = [
    "base", "metrics", "text", "rpc", "profile", "stack", "server", "load", "results", "analysis",
    "run", "check", "present", "paint", "export", "cluster",
]
TRANSLATING = (  # what these say is shown immediately; a record keeps English
    "core/base/", "core/metrics/", "core/text/", "core/rpc/", "core/profile/", "core/stack/", "core/present/",
    "core/check/", "core/paint/", "core/export/", "core/load/engines", "core/load/loadnumbers", "core/run/doctor",
    "core/results/store/runreference", "core/run/profilecheck", "core/run/requestfit", "core/run/servicebodies",
    "core/run/sweptservers", "core/run/thresholdcheck",
)
LAYERS = {"core": ["core"], "ui": ["ui", "core"], "app": ["app", "ui", "core"]}
EXAMPLES = {"docs/ci.md": "docs/examples/loadstone-ci.yml"}
MAX_LINES = 800
SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"
SOURCES = (".h", ".cpp", ".py", ".txt", ".cmake")

CORE_NEVER = re.compile(r"#include <(Q(Widget|Application|Chart|Window|Action|Svg)\w*|Qt(Widgets|Charts|Svg).*)>")
PAINT_ONLY = re.compile(r"#include <(Q(Painter|Gui|Image|Pixmap|Font|Pdf|TextLayout|Pen|Brush)\w*|QtGui.*)>")
CORE_HEADER_NEVER = re.compile(r"#include <(QNetwork|QTcp|QSsl|QHost|QLocalS|QAbstractSocket|QtNetwork)")
RPC_NEVER_IN_HEADERS = re.compile(r"#include <(grpc|google/protobuf|.*\.pb\.h)")
UI_NEVER = re.compile(r"#include <(QNetwork|QTcp|QSsl|QtNetwork)")
# Terminals interpret control characters: app/terminal.cpp sanitises all output, so nothing may bypass it.
TERMINAL_ONLY = re.compile(
    r"std::(cout|cerr|clog)\b|\b(v?f?printf|f?puts|f?putc|putchar|fwrite|perror)\s*\(|\b(STDOUT|STDERR)_FILENO\b"
    r"|\bQTextStream\b.*\bstd(out|err)\b|\bq(Debug|Info|Warning|Critical)\("
)
SETTINGS_KEY = re.compile(r"\b\w*[sS]ettings(\.|->)(value|setValue|contains|remove)\(")
BAD_NAMES = re.compile(r"\b(?:class|struct)\s+\w*(Manager|Helper|Util|Utils)\b")
TRANSLATED = re.compile(r"\btr\(\"|\btranslate\(\"|\bQ_DECLARE_TR_FUNCTIONS\b")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
SLEEPS = re.compile(r"QTest::q(Sleep|Wait)\(|QThread::[mu]?sleep|sleep_for|\busleep\(")
SKIPS = re.compile(r"\b(QSKIP|QEXPECT_FAIL)\b")
FILE_NAME = re.compile(r"^[a-z][a-z0-9_]*\.(h|cpp)$")


def includes(text):
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'#include "([^"]+)"', line)
        if match:
            yield number, match.group(1)


def check_include(path, number, included):
    layer = path.parts[0]
    target = pathlib.PurePosixPath(included)
    if target.parts[0] not in ("core", "ui", "app", "tests"):
        if not included.endswith((".moc",)) and not included.startswith("ui_"):
            yield f"{path}:{number}: include \"{included}\" by its path from the top of the project"
        return
    if layer in LAYERS and target.parts[0] not in LAYERS[layer]:
        yield f"{path}:{number}: {layer} must not use {target.parts[0]} ({included})"
    if layer == "core" and target.parts[0] == "core":
        mine, other = path.parts[1], target.parts[1]
        if other not in CORE_ORDER or mine not in CORE_ORDER:
            yield f"{path}:{number}: unknown folder of core ({included}); name it in CORE_ORDER"
        elif CORE_ORDER.index(other) > CORE_ORDER.index(mine):
            yield f"{path}:{number}: core/{mine} comes before core/{other} and must not use it"


def check_source(path, text):
    layer = path.parts[0]
    lines = text.splitlines()
    if not FILE_NAME.match(path.name):
        yield f"{path}: file names are lower case, named after the class or concept inside"
    if len(lines) > MAX_LINES:
        yield f"{path}: {len(lines)} lines; over {MAX_LINES} there are two things in it"
    if path.suffix == ".h" and "#pragma once" not in text:
        yield f"{path}: a header begins with #pragma once"
    for number, included in includes(text):
        yield from check_include(path, number, included)
    for number, line in enumerate(lines, 1):
        where = f"{path}:{number}"
        if layer == "core" and CORE_NEVER.search(line):
            yield f"{where}: core works without a screen and uses no Widgets or Charts"
        if layer == "core" and path.parts[1] != "paint" and PAINT_ONLY.search(line):
            yield f"{where}: core/paint alone draws; the rest of core needs no fonts"
        if layer == "core" and path.suffix == ".h" and "qnam" not in path.parts and CORE_HEADER_NEVER.search(line):
            yield f"{where}: core keeps Qt Network out of its headers"
        if path.suffix == ".h" and RPC_NEVER_IN_HEADERS.search(line):
            yield f"{where}: gRPC and protobuf stay behind core/rpc, in its sources"
        if layer == "ui" and UI_NEVER.search(line):
            yield f"{where}: ui never uses Qt Network"
        if layer == "app" and path.name != "terminal.cpp" and TERMINAL_ONLY.search(line):
            yield f"{where}: what is said in a terminal goes through app/terminal.h"
        if layer in LAYERS and str(path) != "ui/settings.h" and SETTINGS_KEY.search(line):
            yield f"{where}: settings are read and written by the table in ui/settings.h"
        if layer in LAYERS and BAD_NAMES.search(line):
            yield f"{where}: this class name says nothing about what it is"
        if UNFINISHED.search(line):
            yield f"{where}: unfinished business belongs into an issue"
        if layer == "tests" and SLEEPS.search(line):
            yield f"{where}: tests wait for facts (QTRY_*, QSignalSpy), they do not sleep"
        if layer == "tests" and SKIPS.search(line):
            yield f"{where}: a test that is skipped is not a test"
        if layer == "core" and not str(path).startswith(TRANSLATING) and TRANSLATED.search(line):
            yield f"{where}: what a record keeps is English; translate where it is shown"


def check_header(root, path):
    """Every source but main.cpp has a header of its own name, and no exception outlives its reason."""
    if path.suffix != ".cpp" or path.parts[0] not in LAYERS or path.name == "main.cpp":
        return
    has_header = (root / path.with_suffix(".h")).is_file()
    if not has_header:
        yield f"{path}: no header of its own name; split by idea, not by length"


def check_tree(root):
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if not path.is_file() or relative.parts[0] not in (*LAYERS, "tests", "resources", "cmake"):
            continue
        if relative.suffix not in SOURCES or relative == pathlib.Path("tests/style/check.py"):
            continue
        text = path.read_text(encoding="utf-8")
        if SPDX not in "\n".join(text.splitlines()[:3]):
            yield f"{relative}: the SPDX line is missing"
        if relative.suffix in (".h", ".cpp"):
            yield from check_source(relative, text)
            yield from check_header(root, relative)
        elif UNFINISHED.search(text):
            yield f"{relative}: unfinished business belongs into an issue"


def check_examples(root):
    """A page shows an example as it is in its file, so that what is tested is what people copy."""
    for page, example in EXAMPLES.items():
        if not (root / page).is_file():
            continue
        shown = re.findall(r"^```\w*\n(.*?)^```", (root / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        path = root / example
        if not path.is_file() or path.read_text(encoding="utf-8") not in shown:
            yield f"{page}: a block has to show {example} unchanged"


def main():
    root = pathlib.Path(sys.argv[1])
    breaches = list(check_tree(root)) + list(check_examples(root))
    print("\n".join(breaches))
    print(f"{len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
