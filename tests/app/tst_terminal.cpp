// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <fcntl.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <functional>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

const QString evil = u"a\u001b[31mb\u009bc\u202ed\u2066e\rf\u007fg"_s;
const QString tamed = u"a [31mb c d e f g"_s;

/// ChildOutput and exit code of a child process.
struct ChildOutput {
    QByteArray out;
    int code = -1;
};

/// @param output descriptor of both streams in the child; read until closed
ChildOutput readAll(int output, pid_t child)
{
    ChildOutput result;
    std::array<char, 4'096> buffer{};
    for (ssize_t got = ::read(output, buffer.data(), buffer.size()); got > 0;
         got = ::read(output, buffer.data(), buffer.size()))
        result.out.append(buffer.data(), got);
    ::close(output);
    int status = 0;
    ::waitpid(child, &status, 0);
    result.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

ChildOutput throughPipe(const std::function<int()> &write)
{
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0)
        return {};
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[0]);
        ::_exit(write());
    }
    ::close(ends[1]);
    return readAll(ends[0], child);
}

ChildOutput onTerminal(const char *kind, const std::function<int()> &write)
{
    int terminal = -1;
    const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child == 0) {
        qputenv("TERM", kind);
        ::_exit(write());
    }
    return readAll(terminal, child);
}

int everything()
{
    print(evil + u"\nsecond line\n"_s);
    printLine(evil + u"\nforged"_s);
    printError(evil + u"\n"_s);
    printErrorLine(evil + u"\nforged"_s);
    return 0;
}

int withStatusLine()
{
    StatusLine line;
    line.show(evil + u"\nforged"_s);
    line.say(evil + u"\nforged"_s);
    return 0;
}

int lineBehindStatusLine()
{
    StatusLine line;
    line.show(u"status"_s);
    printErrorLine(u"log"_s);
    printErrorLine(u"log"_s);
    return 0;
}

} // namespace

class TestTerminal : public QObject
{
    Q_OBJECT
private slots:
    void escapesUntrustedText()
    {
        QCOMPARE(QString::fromUtf8(throughPipe(everything).out),
                 u"%1\nsecond line\n%1 forged\n%1\n%1 forged\n"_s.arg(tamed));
    }

    void preservesJson()
    {
        const QJsonObject object{{u"label\u202e"_s, QString(evil + u"\n\t"_s)}};
        const ChildOutput result = throughPipe([&object] {
            printJson(QJsonDocument(object).toJson());
            return 0;
        });
        QCOMPARE(QJsonDocument::fromJson(result.out).object(), object);
        QVERIFY(result.out.contains("\\u202e") && result.out.contains("\\u009b")
                && result.out.contains("\\u007f"));
        QVERIFY(!QString::fromUtf8(result.out).contains(QChar(0x202e)));
    }

    void rewritesItsStatusLineOnATerminal()
    {
        const QString result = QString::fromUtf8(onTerminal("xterm", withStatusLine).out);
        QCOMPARE(result, u"\r\033[K%1 forged\r\033[K%1 forged\r\n"_s.arg(tamed));
    }

    void printsLinesInThePlaceOfTheStatusLine()
    {
        const QString result = QString::fromUtf8(onTerminal("xterm", lineBehindStatusLine).out);
        QCOMPARE(result, u"\r\033[Kstatus\r\033[Klog\r\nlog\r\n"_s);
    }

    void sendsNoSequencesToADumbTerminal()
    {
        const QByteArray result = onTerminal("dumb", withStatusLine).out;
        QVERIFY2(!result.contains('\033'), result.constData());
        QCOMPARE(QString::fromUtf8(result), u"%1 forged\r\n%1 forged\r\n"_s.arg(tamed));
    }

    void reportsWhyOutputIsLost_data()
    {
        QTest::addColumn<QString>("words");
        QTest::newRow("closed pipe") << u"Broken pipe"_s;
        QTest::newRow("full disk") << u"No space left on device"_s;
        QTest::newRow("closed") << u"Bad file descriptor"_s;
    }
    void reportsWhyOutputIsLost()
    {
        QFETCH(QString, words);
        // On standard error, as standard output is lost.
        const ChildOutput result = throughPipe([kind = QByteArray(QTest::currentDataTag())] {
            std::array<int, 2> ends{-1, -1};
            if (kind == "closed pipe" && ::pipe(ends.data()) == 0)
                ::dup2(ends[1], STDOUT_FILENO);
            else if (kind == "full disk")
                ::dup2(::open("/dev/full", O_WRONLY), STDOUT_FILENO);
            else
                ::close(STDOUT_FILENO);
            ::close(ends[0]);
            prepareStandardStreams();
            QFile ours(u"/dev/null"_s); // must not become standard output
            if (!ours.open(QIODevice::WriteOnly) || ours.handle() <= STDERR_FILENO)
                return 1;
            print(u"lost\n"_s);
            print(u"more\n"_s);
            printErrorLine(outputProblem());
            return 0;
        });
        QCOMPARE(result.code, 0); // not a signal
        QCOMPARE(QString::fromUtf8(result.out), words + u'\n');
    }

    void waitsForASlowReader()
    {
        const QString text(1 << 20, u'x'); // more than any pipe's capacity
        const ChildOutput result = throughPipe([&text] {
            ::fcntl(STDOUT_FILENO, F_SETFL, ::fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
            print(text);
            return outputProblem().isEmpty() ? 0 : 1;
        });
        QCOMPARE(result.code, 0);
        QCOMPARE(result.out.size(), text.size());
    }
};

LOADSTONE_TEST(TestTerminal, QCoreApplication)
#include "tst_terminal.moc"
