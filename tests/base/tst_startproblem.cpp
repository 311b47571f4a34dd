// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/startproblem.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <cerrno>
#include <cstring>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

StartProblem findProblem(const QString &program, const QStringList &arguments = {})
{
    QProcess process;
    process.start(program, arguments);
    return process.waitForStarted() ? StartProblem{u"it was started"_s, 0} : startProblem(process);
}

} // namespace

class TestStartProblem : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    const QString m_ofMissing = u"Check that it is installed."_s;

    QString file(const QString &name, const QByteArray &text, bool isExecutable) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            return {};
        file.setPermissions(isExecutable ? QFile::ReadOwner | QFile::ExeOwner
                                         : QFile::Permissions(QFile::ReadOwner));
        return file.fileName();
    }

private slots:
    void recognisesSystemMessages_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<int>("error");
        QTest::addColumn<QString>("remedy");
        QTest::newRow("missing") << u"/nowhere/program"_s << ENOENT << m_ofMissing;
        QTest::newRow("interpreter missing")
            << file(u"script"_s, "#!/nowhere/interpreter\n", true) << ENOENT << m_ofMissing;
        QTest::newRow("below a file") << u"/etc/passwd/program"_s << ENOTDIR << m_ofMissing;
        QTest::newRow("not executable")
            << file(u"text"_s, "#!/bin/sh\n", false) << EACCES << u"permissions"_s;
        QTest::newRow("folder") << m_folder.path() << EACCES << u"permissions"_s;
        QTest::newRow("no program") << file(u"garbage"_s,
                                            "\x7f"
                                            "ELF garbage",
                                            true)
                                    << ENOEXEC << u"not a program for this machine"_s;
    }
    void recognisesSystemMessages()
    {
        QFETCH(const QString, program);
        QFETCH(const int, error);
        QFETCH(const QString, remedy);
        const StartProblem problem = findProblem(program);
        QVERIFY2(problem.error == error, qPrintable(problem.reason.english()));
        QVERIFY2(startRemedy(problem.error, m_ofMissing).english().contains(remedy),
                 qPrintable(startRemedy(problem.error, m_ofMissing).english()));
    }

    void recognisesATextFileBusy()
    {
        QFile script(m_folder.filePath(u"written"_s));
        QVERIFY(QFile::copy(u"/bin/true"_s, script.fileName()));
        QVERIFY(script.open(QIODevice::Append));
        const StartProblem problem = findProblem(script.fileName());
        QVERIFY2(problem.error == ETXTBSY, qPrintable(problem.reason.english()));
        QVERIFY(startRemedy(problem.error, m_ofMissing).english().contains(u"is writing it"));
    }

    void recognisesTooLongArguments()
    {
        const StartProblem problem = findProblem(u"/bin/true"_s, {QString(200'000, u'x')});
        QVERIFY2(problem.error == E2BIG, qPrintable(problem.reason.english()));
        QVERIFY(startRemedy(problem.error, m_ofMissing).english().contains(u"Shorten"));
    }

    // Only a missing program needs an installation.
    void shortageRemedyIsNotAnInstallation_data()
    {
        QTest::addColumn<int>("error");
        QTest::addColumn<QString>("remedy");
        QTest::newRow("files of this process") << EMFILE << u"ulimit -n"_s;
        QTest::newRow("files of the system") << ENFILE << u"fs.file-max"_s;
        QTest::newRow("processes") << EAGAIN << u"ulimit -u"_s;
        QTest::newRow("memory") << ENOMEM << u"close other programs"_s;
        QTest::newRow("disk") << ENOSPC << u"space"_s;
        QTest::newRow("quota") << EDQUOT << u"space"_s;
    }
    void shortageRemedyIsNotAnInstallation()
    {
        QFETCH(const int, error);
        QFETCH(const QString, remedy);
        QVERIFY2(startRemedy(error, m_ofMissing).english().contains(remedy),
                 qPrintable(shortageRemedy(error).english()));
        QCOMPARE(startRemedy(error, m_ofMissing).english(), shortageRemedy(error).english());
        const QString words = u"loadstone guard: x: "_s + QString::fromLocal8Bit(std::strerror(error));
        QCOMPARE(startErrorIn(words), error);
    }

    void hasNoShortageElsewhere()
    {
        QCOMPARE(shortageRemedy(ENOENT).english(), QString());
        QCOMPARE(shortageRemedy(EACCES).english(), QString());
        QCOMPARE(startErrorIn(u"it ended with code 3"_s), 0);
        QCOMPARE(startRemedy(0, m_ofMissing).english(), m_ofMissing);
    }

    void namesTheShortageOfDescriptors()
    {
        rlimit before = {};
        ::getrlimit(RLIMIT_NOFILE, &before);
        const rlimit few{8, before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &few);
        StartProblem problem;
        {
            QProcess process;
            QObject::connect(&process, &QProcess::errorOccurred, &process,
                             [&] { problem = startProblem(process); });
            process.start(u"/bin/true"_s, QStringList());
            process.waitForStarted();
        }
        ::setrlimit(RLIMIT_NOFILE, &before);
        QCOMPARE(problem.reason.english(), u"file descriptors exhausted: this process may have 8"_s);
        QVERIFY(startRemedy(problem.error, m_ofMissing).english().contains(u"`ulimit -n`"));
    }
};

LOADSTONE_TEST(TestStartProblem, QCoreApplication)
#include "tst_startproblem.moc"
