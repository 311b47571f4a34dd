// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"

#include <QFileInfo>

#include <cstdio>
#include <map>

namespace
{

using Tests = std::map<QString, loadstone::RegisteredTest::Run>;

Tests &tests()
{
    static Tests all;
    return all;
}

} // namespace

loadstone::RegisteredTest::RegisteredTest(const char *source, Run run)
{
    tests().emplace(QFileInfo(QString::fromUtf8(source)).completeBaseName(), run);
}

/// Runs the test named by the first argument. Without one it lists the tests: each needs its own process.
int main(int argc, char **argv)
{
    const QString name = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    const auto test = tests().find(name);
    if (test == tests().end()) {
        std::fprintf(stderr, "usage: %s TEST [options of QtTest], with TEST one of\n", argv[0]);
        for (const auto &[known, run] : tests())
            std::fprintf(stderr, "  %s\n", qPrintable(known));
        return 2;
    }
    argv[1] = argv[0];
    return test->second(argc - 1, argv + 1);
}
