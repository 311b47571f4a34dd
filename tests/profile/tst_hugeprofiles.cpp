// SPDX-License-Identifier: GPL-3.0-or-later
// Oversized input from untrusted sources: refused in time, with a readable list of problems.
#include "core/profile/profilefile.h"
#include "core/profile/reader.h"
#include "core/profile/validation/validatestacks.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

constexpr int veryMany = 20'000;
constexpr int mostListed = 100;

QByteArray profileWith(const QByteArray &servers, const QByteArray &requests, const QByteArray &more)
{
    return R"({"loadstone_profile": 1, "name": "N", "servers": [)" + servers + R"(], "requests": [)"
        + requests + R"(], "load": {"users": 1, "duration_s": 1})" + more + '}';
}

/// Backwards: the worst order for sorted containers.
QByteArray numbered(const QByteArray &before, const QByteArray &after)
{
    QByteArray text;
    for (int i = veryMany; i > 0; --i)
        text += (i == veryMany ? "" : ",") + before + QByteArray::number(i) + after;
    return text;
}

} // namespace

class TestHugeProfiles : public QObject
{
    Q_OBJECT
private slots:
    void listsSomeOfVeryManyProblems_data();
    void listsSomeOfVeryManyProblems();
    void listsSomeOfVeryManyFaultsOfServers();
    void manyWarningsHideNoError();
    void opensRegularFilesOnly();
};

void TestHugeProfiles::listsSomeOfVeryManyProblems_data()
{
    const QByteArray server = R"({"stack": "sanic"})";
    const QByteArray request = R"({"name": "a", "path": "/"})";
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("unknown keys") << profileWith(server, request, "," + numbered("\"k", "\":1"));
    QTest::newRow("unknown keys, one a line")
        << profileWith(server, request, "," + numbered("\n\"k", "\":1"));
    QTest::newRow("unknown keys of a request")
        << profileWith(server, R"({"name": "a", "path": "/",)" + numbered("\"k", "\":1") + '}', {});
    QTest::newRow("requests") << profileWith(server, numbered(R"({"name":"r)", R"(","path":"x"})"), {});
    QTest::newRow("the same request")
        << profileWith(server, numbered(R"({"path":"/","name":"r"},{"name":"r)", "\"}"), {});
    QTest::newRow("servers") << profileWith(numbered("{\"stack\":\"s", "\"}"), request, {});
    QTest::newRow("variables") << profileWith(server, request,
                                              R"(,"variables": [)" + numbered("{\"name\":\"v", "\"}") + ']');
    QTest::newRow("files") << profileWith(
        server, numbered(R"({"name":"r)", R"(","path":"/","body_file":"nothing"})"), {});
}

void TestHugeProfiles::listsSomeOfVeryManyProblems()
{
    QFETCH(const QByteArray, text);
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"p.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    file.close();
    const Result<ProfileFile> read = ProfileFile::open(file.fileName());
    QVERIFY(read);
    ProfileReading reading = read->reading();
    addProblems(reading, validateStacks(*reading.draft, {u"sanic"_s}, [](const ServerEntry &) {
                    return QList<ServerFault>();
                }));
    QVERIFY(!reading.profile);
    QVERIFY(hasErrors(reading.problems));
    QVERIFY2(reading.problems.size() <= 5 * mostListed, qPrintable(QString::number(reading.problems.size())));
    for (const ProfileProblem &problem : std::as_const(reading.problems))
        QVERIFY(problem.message.size() < 2'000);
}

void TestHugeProfiles::listsSomeOfVeryManyFaultsOfServers()
{
    ProfileReading reading =
        readProfile(profileWith(R"({"stack": "sanic", "parameters": {)" + numbered("\"k", "\":1") + "}}",
                                R"({"name": "a", "path": "/"})", {}),
                    u"p"_s);
    QVERIFY(reading.profile);
    const QList<ProfileProblem> problems =
        validateStacks(*reading.draft, {u"sanic"_s}, [](const ServerEntry &server) {
            QList<ServerFault> faults;
            for (const QString &key : server.parameters.keys())
                faults << ServerFault{u"parameters/"_s + key, u"No."_s};
            return faults;
        });
    addProblems(reading, problems);
    QCOMPARE(reading.problems.size(), mostListed);
    QVERIFY(!reading.profile);
}

void TestHugeProfiles::manyWarningsHideNoError()
{
    // Unknown variables in a body may be intended; the one in the last request's path is an error.
    QByteArray body;
    for (int i = 0; i < 500; ++i)
        body += "{v" + QByteArray::number(i) + '}';
    const ProfileReading reading =
        readProfile(profileWith(R"({"stack": "sanic"})",
                                R"({"name": "a", "method": "POST", "path": "/", "body": ")" + body
                                    + R"("}, {"name": "b", "path": "/{x}"})",
                                {}),
                    u"p"_s);
    QVERIFY(!reading.profile);
    QVERIFY(hasErrors(reading.problems));
    QCOMPARE(reading.problems.size(), mostListed + 1);
}

void TestHugeProfiles::opensRegularFilesOnly()
{
    const QTemporaryDir folder;
    const auto path = [&folder](const char *name) { return folder.filePath(QString::fromLatin1(name)); };
    QVERIFY(mkfifo(QFile::encodeName(path("pipe.json")).constData(), S_IRUSR | S_IWUSR) == 0);
    QVERIFY(QFile::link(u"/dev/zero"_s, path("device.json")));
    QVERIFY(QDir(folder.path()).mkpath(u"folder.json"_s));
    QFile huge(path("huge.json"));
    QVERIFY(huge.open(QIODevice::WriteOnly) && huge.resize(longestJson + 1));
    for (const auto &[name, reason] :
         {std::pair("pipe.json", "it is a named pipe"), std::pair("device.json", "it is a device"),
          std::pair("folder.json", "it is a directory"),
          std::pair("huge.json", "it is longer than 16 MiB")}) {
        const Result<ProfileFile> file = ProfileFile::open(path(name));
        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::Usage);
        QVERIFY2(file.error().text().contains(QString::fromLatin1(reason)), qPrintable(file.error().text()));
    }
}

LOADSTONE_TEST(TestHugeProfiles, QCoreApplication)
#include "tst_hugeprofiles.moc"
