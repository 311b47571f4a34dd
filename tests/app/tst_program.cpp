// SPDX-License-Identifier: GPL-3.0-or-later
// The whole program before the launch of a server: arguments, help, exit codes.
#include "app/program.h"
#include "tests/app/capturedoutput.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <vector>

using namespace loadstone;
using namespace Qt::StringLiterals;
using test::CapturedOutput;

namespace
{

/// `loadstone ARGUMENTS`, in a forked copy of this process.
CapturedOutput call(const QStringList &arguments)
{
    return test::captureOutput([&arguments] {
        std::vector<QByteArray> words{"loadstone"};
        for (const QString &argument : arguments)
            words.push_back(argument.toLocal8Bit());
        std::vector<char *> argv;
        argv.reserve(words.size() + 1);
        for (QByteArray &word : words)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        return runProgram(int(words.size()), argv.data());
    });
}

const QString url = u"http://127.0.0.1:1/"_s;

} // namespace

class TestProgram : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        qputenv("XDG_DATA_HOME", m_folder.filePath(u"data"_s).toLocal8Bit());
        qputenv("XDG_CONFIG_HOME", m_folder.filePath(u"config"_s).toLocal8Bit());
        qputenv("XDG_CACHE_HOME", m_folder.filePath(u"cache"_s).toLocal8Bit());
        for (const char *display : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            qunsetenv(display);
    }

    void helpNamesEveryCommand()
    {
        const CapturedOutput help = call({u"--help"_s});
        QCOMPARE(help.code, Done);
        QVERIFY2(help.err.isEmpty(), qPrintable(help.err));
        for (const auto &command : makeCommands()) {
            QVERIFY2(help.out.contains(u"\n  "_s + command->name() + u' '), qPrintable(command->name()));
            QVERIFY2(help.out.contains(command->summary() + u'\n'), qPrintable(command->name()));
        }
        for (const QString &option : {u"--version"_s, u"--log"_s})
            QVERIFY2(help.out.contains(option), qPrintable(help.out));
        const QStringList lines = help.out.split(u'\n');
        const bool isNarrow =
            std::all_of(lines.cbegin(), lines.cend(), [](const QString &line) { return line.size() <= 100; });
        QVERIFY2(isNarrow, qPrintable(help.out));
    }

    void versionIsThatOfTheBuild()
    {
        const CapturedOutput version = call({u"--version"_s});
        QCOMPARE(version.code, Done);
        QCOMPARE(version.out, u"Loadstone " LOADSTONE_VERSION "\n"_s);
    }

    void everyCommandHasHelp_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("summary");
        for (const auto &command : makeCommands())
            QTest::newRow(qPrintable(command->name())) << command->arguments() << command->summary();
    }
    void everyCommandHasHelp()
    {
        QFETCH(QString, arguments);
        QFETCH(QString, summary);
        const QString name = QString::fromUtf8(QTest::currentDataTag());
        for (const QString &option : {u"--help"_s, u"-h"_s}) {
            const CapturedOutput help = call({name, option});
            QCOMPARE(help.code, Done);
            QVERIFY2(help.err.isEmpty(), qPrintable(help.err));
            const QString usage = u"Usage: loadstone %1 [options] %2"_s.arg(name, arguments).trimmed();
            QVERIFY2(help.out.startsWith(usage + u'\n' + summary + u'\n'), qPrintable(help.out));
            QVERIFY2(help.out.contains(u"--log <categories>"_s), qPrintable(help.out));
        }
    }

    void usageErrorsAreOneSentenceAndExitCode2_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const QStringList &arguments, const QString &words) {
            QTest::newRow(name) << arguments << words;
        };
        row("unknown verb", {u"rnu"_s}, u"unknown command \"rnu\". Did you mean \"run\"?"_s);
        row("verb like no other", {u"xylophone"_s}, u"`loadstone --help` lists the commands."_s);
        row("unknown profile", {u"run"_s, u"quik"_s}, u"quick"_s);
        row("no profile", {u"run"_s}, u"Name one profile to run"_s);
        row("profile that is a folder", {u"run"_s, m_folder.path()}, u"it is a directory"_s);
        row("unknown stack", {u"serve"_s, u"sanik"_s}, u"sanic"_s);
        row("unknown option", {u"run"_s, u"quick"_s, u"--usrs"_s}, u"`loadstone run --help` lists"_s);
        row("bad format", {u"run"_s, u"quick"_s, u"--format"_s, u"docx"_s}, u"Unknown format \"docx\""_s);
        row("no format", {u"run"_s, u"quick"_s, u"--format"_s, u","_s}, u"Name at least one format"_s);
        row("label", {u"run"_s, u"quick"_s, u"--label"_s, u"feature/login"_s},
            u"--label \"feature/login\" cannot be part of a file name"_s);
        row("name", {u"run"_s, u"quick"_s, u"--name"_s, u"{stack}"_s},
            u"loadstone: --name has the unknown field \"{stack}\". Choose from {date}, {time}, "_s);
        row("folder", {u"run"_s, u"quick"_s, u"--out"_s, u"/proc/x"_s}, u"Choose another with --out."_s);
        row("no display", {u"run"_s, u"quick"_s, u"--window"_s}, u"No display"_s);
        row("no display at all", {}, u"no display"_s);
        row("demo with a profile", {u"demo"_s, u"quick"_s}, u"takes no profile"_s);
        row("unknown environment", {u"setup"_s, u"jython"_s}, u"cpython"_s);
        row("removal of one", {u"setup"_s, u"--remove"_s, u"cpython"_s}, u"removes all environments"_s);
        row("validate nothing", {u"validate"_s}, u"Name one profile"_s);
        row("validate a folder", {u"validate"_s, m_folder.path()}, u"it is a directory"_s);
        row("three words to stacks", {u"stacks"_s, u"a"_s, u"b"_s, u"c"_s}, u"not \"a b c\""_s);
        row("no stack to serve", {u"serve"_s}, u"Name a stack"_s);
        row("setting without value", {u"check"_s, u"--set"_s, u"tls"_s}, u"--set expects NAME=VALUE"_s);
        row("no histogram log", {u"show"_s},
            u"Name one run (`loadstone runs` lists them), or one histogram log"_s);
        row("unit", {u"show"_s, u"a.hlog"_s, u"--unit"_s, u"s"_s}, u"--unit expects ns, us or ms"_s);
        row("trend of nothing", {u"runs"_s, u"trend"_s},
            u"`loadstone runs` expects nothing or one of: trend "_s);
        row("trend of an unknown metric", {u"runs"_s, u"trend"_s, u"quick"_s, u"--metric"_s, u"speed"_s},
            u"Unknown metric \"speed\". Choose from requests, failed, rps, "_s);
        row("upstream with a word", {u"upstream"_s, u"slow"_s}, u"takes options only"_s);
        row("log category", {u"doctor"_s, u"--log"_s, u"sever"_s}, u"Unknown log category \"sever\""_s);
        row("log category first", {u"--log"_s, u"server,x"_s, u"doctor"_s}, u"category \"x\""_s);
        row("log without a category", {u"--log"_s}, u"Unknown log category \"\""_s);
    }
    void usageErrorsAreOneSentenceAndExitCode2() { compareUsageError(); }

    void valuesAreCheckedBeforeAnythingRuns_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("words");
        const auto run = [](const char *option, const QString &value, const QString &words) {
            QTest::newRow(qPrintable(u"run %1 %2"_s.arg(QLatin1StringView(option), value)))
                << QStringList{u"run"_s, u"quick"_s, QString::fromLatin1(option), value} << words;
        };
        run("--users", u"0"_s, u"loadstone: --users expects an integer from 1 to 100,000, not \"0\"."_s);
        run("--users", u"many"_s, u"--users expects an integer from 1 to 100,000"_s);
        run("--rate", u"nan"_s, u"loadstone: --rate expects a number above 0"_s);
        run("--duration", u"4294968296ms"_s, u"loadstone: --duration expects a time"_s);
        run("--engine", u"turbo"_s, u"loadstone: --engine: "_s);
        run("--stack", u"sanik"_s, u"loadstone: --stack sanik: There is no stack"_s);
        run("--stack", u"sanic:tuned,workers=0"_s, u"loadstone: --stack sanic:tuned,workers=0: "_s);
        run("--threshold", u"p99{endpoint:/simple-respons}<1s"_s,
            u"loadstone: --threshold: No request or group has the name \"/simple-respons\". Did you mean "
            "\"/simple-response\"?"_s);
        run("--threshold", u"rps{server:Sanik}>1"_s,
            u"loadstone: --threshold: No server of this profile has the name \"Sanik\". Did you mean "
            "\"Sanic\"?"_s);
        run("--threshold", u"rps{sever:Sanic}>1"_s,
            u"loadstone: Invalid threshold \"rps{sever:Sanic}>1\". There is no key \"sever\". Did you mean "
            "\"server\"?"_s);
        run("--sweep", u"workers"_s,
            u"loadstone: --sweep expects SETTING=VALUE,VALUE…, such as workers=1,2,4, not \"workers\"."_s);
        run("--sweep", u"worker=1,2"_s,
            u"loadstone: --sweep worker=1,2: No server of this profile has the "_s);
        run("--sweep", u"users=1,0"_s, u"loadstone: --sweep users=1,0: \"users\" is 0; it must be from 1"_s);
        run("--sweep", u"load/users=1,x"_s,
            u"loadstone: --sweep load/users=1,x: \"users\" must be an integer"_s);
        const auto row = [](const char *name, const QStringList &arguments, const QString &words) {
            QTest::newRow(name) << arguments << words;
        };
        row("threshold of a replaced server",
            {u"run"_s, u"quick"_s, u"--stack"_s, u"bottle-gevent"_s, u"--threshold"_s,
             u"rps{server:Sanic}>1"_s},
            u"loadstone: --threshold: No server of this profile has the name \"Sanic\"."_s);
        row("nothing to vary", {u"run"_s, u"quick"_s, u"--one-at-a-time"_s},
            u"loadstone: --one-at-a-time needs a sweep."_s);
        row("parameter", {u"serve"_s, u"sanic"_s, u"workers=0"_s}, u"workers"_s);
        row("port", {u"serve"_s, u"sanic"_s, u"--port"_s, u"65536"_s},
            u"loadstone: --port expects an integer from 0 to 65,535"_s);
        row("delay", {u"serve"_s, u"sanic"_s, u"--delay"_s, u"25h"_s}, u"--delay expects a time"_s);
        row("backlog", {u"upstream"_s, u"--backlog"_s, u"0"_s}, u"--backlog expects an integer from 1"_s);
        row("foreign host", {u"load"_s, u"http://192.0.2.1/"_s}, u"192.0.2.1 is a remote host"_s);
        row("no url", {u"load"_s, u"hello"_s}, u"URL"_s);
        row("option of ab", {u"load"_s, url, u"-k"_s}, u"Connections are persistent unless"_s);
        row("odd character in a URL", {u"load"_s, url + u"a b"_s},
            u"a space at character 21, which cannot be sent. Write it as %20."_s);
        row("path that qnam changes", {u"load"_s, url + u"%2e%2e/x"_s, u"--engine"_s, u"qnam"_s},
            u"The engine qnam cannot send the path /%2e%2e/x as it is written"_s);
        for (const char *time : {"", "0s", "2s..1s", "1s..", "soon"})
            row(time, {u"load"_s, url, u"--think-time"_s, QString::fromLatin1(time)},
                u"--think-time expects a time"_s);
        row("users of an open load", {u"load"_s, url, u"--rate"_s, u"5"_s, u"--spawn-rate"_s, u"5"_s},
            u"--spawn-rate applies to virtual users"_s);
    }
    void valuesAreCheckedBeforeAnythingRuns() { compareUsageError(); }

    void failuresHaveTheirExitCodes_data()
    {
        QTest::addColumn<ErrorCode>("error");
        QTest::addColumn<int>("code");
        QTest::newRow("usage") << ErrorCode::Usage << int(UsageError);
        QTest::newRow("not found") << ErrorCode::NotFound << int(UsageError);
        QTest::newRow("unavailable") << ErrorCode::Unavailable << int(ServerUnavailable);
        QTest::newRow("network") << ErrorCode::Network << int(ServerUnavailable);
        QTest::newRow("process") << ErrorCode::Process << int(ServerUnavailable);
        QTest::newRow("stopped") << ErrorCode::Stopped << int(StoppedByUser);
        QTest::newRow("files") << ErrorCode::Io << int(InternalError);
        QTest::newRow("internal") << ErrorCode::Internal << int(InternalError);
    }
    void failuresHaveTheirExitCodes()
    {
        QFETCH(ErrorCode, error);
        QFETCH(int, code);
        const CapturedOutput failed = test::captureOutput([error] {
            return fail({error, u"A sentence."_s, u"one\ntwo"_s});
        });
        QCOMPARE(failed.code, code);
        QCOMPARE(failed.err, u"loadstone: A sentence.\none\ntwo\n"_s);
        QVERIFY(failed.out.isEmpty());
    }

    void aBrokenProfileIsValidatedWithPlaces()
    {
        QFile file(m_folder.filePath(u"broken.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\n  \"loadstone_profile\": 1,\n  \"name\": 5\n}\n");
        file.close();
        const CapturedOutput text = call({u"validate"_s, file.fileName()});
        QCOMPARE(text.code, UsageError);
        QVERIFY2(text.out.contains(u"broken.json:3:"_s), qPrintable(text.out));
        const CapturedOutput sound = call({u"validate"_s, u"quick"_s});
        QCOMPARE(sound.code, Done);
    }

    void nothingIsLoggedByDefault()
    {
        const CapturedOutput quiet = call({u"stacks"_s, u"sanic"_s});
        QCOMPARE(quiet.code, Done);
        QVERIFY2(!quiet.err.contains(u"loadstone."_s), qPrintable(quiet.err));
    }

private:
    static void compareUsageError()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, words);
        const CapturedOutput ended = call(arguments);
        QVERIFY2(ended.err.contains(words), qPrintable(ended.err));
        QVERIFY2(ended.err.startsWith(u"loadstone: "_s), qPrintable(ended.err));
        QCOMPARE(ended.code, UsageError);
        QVERIFY2(ended.out.isEmpty(), qPrintable(ended.out));
    }

    QTemporaryDir m_folder;
};

LOADSTONE_TEST(TestProgram, NoApplication)
#include "tst_program.moc"
