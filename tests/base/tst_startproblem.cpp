// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/startproblem.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <sys/resource.h>

using namespace loadstone;
using namespace Qt::StringLiterals;

class TestStartProblem : public QObject
{
    Q_OBJECT
private slots:
    void hasTheProcesssOwnWords()
    {
        QProcess process;
        process.start(u"/nowhere/program"_s, QStringList());
        QVERIFY(!process.waitForStarted());
        QCOMPARE(startProblem(process), process.errorString());
    }

    void namesTheShortageOfDescriptors()
    {
        rlimit before = {};
        ::getrlimit(RLIMIT_NOFILE, &before);
        const rlimit few{8, before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &few);
        QString problem;
        {
            QProcess process;
            QObject::connect(&process, &QProcess::errorOccurred, &process,
                             [&] { problem = startProblem(process); });
            process.start(u"/bin/true"_s, QStringList());
            process.waitForStarted();
        }
        ::setrlimit(RLIMIT_NOFILE, &before);
        QCOMPARE(problem, u"file descriptors exhausted: this process may have 8, see `ulimit -n`"_s);
    }
};

QTEST_GUILESS_MAIN(TestStartProblem)
#include "tst_startproblem.moc"
