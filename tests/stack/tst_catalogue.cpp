// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/catalogue.h"
#include "core/stack/parameters.h"
#include "core/stack/stackreader.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

using namespace loadstone;

class CatalogueTest : public QObject
{
    Q_OBJECT

private slots:
    void loadsInstalledStacks();
    void presetsResolve_data();
    void presetsResolve();
    void reportsAllMistakesWithTheirLines();
    void reportsTheErrorOfAnOmittedStack();
    void checksThePortOfAServerThatRuns_data();
    void checksThePortOfAServerThatRuns();
    void refusesTlsWithoutEffect();
    void reportsMismatchedBodies();
    void refusesNonRegularFiles();
    void listsSomeOfVeryManyMistakes();
    void remembersBrokenStacks();
    void trapsNameTheirEffects();
    void leavesOutSecondOfSameName();
    void lendsSharedFolder();
    void refusesUnknownParameterWithNearest();
    void checksRange_data();
    void checksRange();
    void refusesUnknownPreset();
    void laterLayerWins();
    void usesConditionalPartOnlyWhenItMatches();
    void replacesInOnePass();
    void addsArgumentsWhenAllConditionsMatch();
    void passesCertificateFilesToServers();
    void passesServiceByEnvironment();

private:
    static QString installed() { return QStringLiteral(LOADSTONE_SOURCE_DIR "/resources/stacks"); }
    static QByteArray content(const QString &id)
    {
        QFile file(installed() + u'/' + id + u"/stack.json"_s);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static QString write(const QString &folder, const QString &id, const QByteArray &text)
    {
        QDir(folder).mkpath(id);
        QFile file(folder + u'/' + id + u"/stack.json"_s);
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
        return file.fileName();
    }
    static CommandContext context()
    {
        return {u"/env/bin/python"_s, u"/env/bin"_s, u"127.0.0.1"_s, 8123, u"/run/x"_s};
    }

    Catalogue m_catalogue = Catalogue::load({installed()});
};

void CatalogueTest::loadsInstalledStacks()
{
    for (const Error &problem : m_catalogue.problems())
        qWarning().noquote() << problem.text() << problem.detail;
    QVERIFY(m_catalogue.problems().isEmpty());
    QStringList ids;
    for (const Stack &stack : m_catalogue.stacks()) {
        ids.append(stack.id);
        QVERIFY2(stack.substitute.isEmpty() || m_catalogue.find(stack.substitute) != nullptr,
                 qPrintable(stack.id));
    }
    QStringList folders = QDir(installed()).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    folders.removeIf([](const QString &folder) { return folder.startsWith(u'_'); });
    QCOMPARE(ids, folders);
    const Stack *sanic = m_catalogue.find(u"sanic"_s);
    QCOMPARE(sanic->readiness.body, QByteArray(R"({"message":"Hello, world!"})"));
    QCOMPARE(sanic->stop.cleanExitCodes, QList<int>({0, 1}));
    QCOMPARE(sanic->stop.grace, Milliseconds(8000));
    QCOMPARE(sanic->sharedFolder, installed() + u"/_shared"_s);
    QCOMPARE(m_catalogue.find(u"nothing"_s), nullptr);
    QCOMPARE(m_catalogue.nearest(u"sanik"_s), u"sanic"_s);
}

void CatalogueTest::presetsResolve_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("preset");
    for (const Stack &stack : m_catalogue.stacks()) {
        for (const auto *preset : {"as-published", "tuned"})
            QTest::addRow("%s %s", qPrintable(stack.id), preset) << stack.id << QString::fromLatin1(preset);
    }
}

void CatalogueTest::presetsResolve()
{
    QFETCH(QString, id);
    QFETCH(QString, preset);
    const Stack &stack = *m_catalogue.find(id);
    const Result<QJsonObject> values = resolveParameters(stack, {id, preset, {}, {}, true});
    QVERIFY(values.isOk());
    QCOMPARE(values->size(), stack.parameters.size());
    const Result<QStringList> command = resolveCommand(stack, *values, context());
    // Only a system program may be missing.
    QVERIFY2(command.isOk() || command.error().code == ErrorCode::Unavailable,
             qPrintable(command.isOk() ? QString() : command.error().text()));
    if (command)
        QVERIFY(QDir::isAbsolutePath(command->first()));
}

void CatalogueTest::reportsAllMistakesWithTheirLines()
{
    const QTemporaryDir folder;
    QByteArray text = content(u"cherrypy"_s);
    text.replace("\"summary\"", "\"sumary\"");
    text.replace("\"app.py\"", "\"${prot}\"");
    text.replace("\"autoreload\": false", "\"autorelaod\": false");
    text.replace("\"threads\": 50", "\"threads\": 5000");
    const Result<Stack> stack = readStack(write(folder.path(), u"broken"_s, text));
    QVERIFY(!stack.isOk());
    const QString detail = stack.error().detail;
    for (const auto *part :
         {"Did you mean \"summary\"?", "Did you mean ${port}?", "Did you mean \"autoreload\"?",
          "\"threads\" is 5000; it has to be an integer from 1 to 1000."})
        QVERIFY2(detail.contains(QString::fromLatin1(part)), qPrintable(detail));
    const int line = static_cast<int>(text.left(text.indexOf("\"threads\": 5000")).count('\n')) + 1;
    QVERIFY2(detail.contains(u"stack.json:%1:"_s.arg(line)), qPrintable(detail));

    write(folder.path(), u"cut"_s, "{\"title\":");
    const Catalogue catalogue = Catalogue::load({folder.path()});
    QVERIFY(catalogue.stacks().isEmpty());
    QCOMPARE(catalogue.problems().size(), 2);
}

void CatalogueTest::reportsTheErrorOfAnOmittedStack()
{
    const QTemporaryDir folder;
    QByteArray text = content(u"cherrypy"_s);
    text.replace("\"summary\"", "\"sumary\"");
    write(folder.path(), u"u1"_s, text);
    QVERIFY(QFile::link(folder.filePath(u"nowhere"_s), folder.filePath(u"u2"_s)));
    write(folder.path(), u"sanic"_s, "{}");
    const Catalogue catalogue = Catalogue::load({installed(), folder.path()});
    const Error fault = catalogue.unknown(u"u1"_s);
    QVERIFY2(fault.text().contains(u"/u1/stack.json. Line "_s), qPrintable(fault.text()));
    QVERIFY(catalogue.unknown(u"u2"_s).text().contains(u"its folder"_s));
    QCOMPARE(catalogue.unknown(u"u3"_s).text(),
             u"There is no stack \"u3\"; `loadstone stacks` lists them."_s);
    // An invalid one of the same name does not affect the existing one.
    QVERIFY(catalogue.find(u"sanic"_s) && !catalogue.brokenStack(u"sanic"_s));
    QCOMPARE(catalogue.problems().size(), 3);
}

void CatalogueTest::checksThePortOfAServerThatRuns_data()
{
    QTest::addColumn<QString>("port");
    QTest::addColumn<bool>("isAccepted");
    for (const char *port : {"1", "80", "8000", "59999", "65535"})
        QTest::newRow(port) << QString::fromLatin1(port) << true;
    for (const char *port :
         {"0", "00080", "65536", "65540", "66000", "70000", "99999", "655350", "-1", "x", ""})
        QTest::addRow("\"%s\"", port) << QString::fromLatin1(port) << false;
}

void CatalogueTest::checksThePortOfAServerThatRuns()
{
    QFETCH(QString, port);
    QFETCH(bool, isAccepted);
    const QTemporaryDir folder;
    const QByteArray text =
        R"({"loadstone_stack": 1, "title": "T", "framework": "F", "server": "S", "model": "asyncio",
            "summary": "A server that runs.", "license": "MIT", "endpoints": ["GET /"],
            "presets": [{"id": "tuned", "title": "Tuned", "note": "N.", "values": {}}],
            "readiness": {"path": "/", "body": "ok"}, "url": "http://127.0.0.1:)"
        + port.toUtf8() + "\"}";
    const Result<Stack> stack = readStack(write(folder.path(), u"running"_s, text));
    QCOMPARE(stack.isOk(), isAccepted);
    if (!isAccepted)
        QVERIFY2(stack.error().text().contains(u"a port from 1 to 65535"_s),
                 qPrintable(stack.error().text()));
}

void CatalogueTest::refusesTlsWithoutEffect()
{
    const QTemporaryDir folder;
    QByteArray text = content(u"gunicorn"_s);
    text.replace("\"name\": \"tls\"", "\"name\": \"encrypted\"");
    text.replace("\"when\": {\n        \"tls\"", "\"when\": {\n        \"encrypted\"");
    Result<Stack> stack = readStack(write(folder.path(), u"unasked"_s, text));
    QVERIFY(!stack.isOk());
    QVERIFY2(stack.error().detail.contains(u"${certificate} is made for a stack with a parameter"_s),
             qPrintable(stack.error().detail));

    text = content(u"cherrypy"_s);
    text.replace("\"name\": \"threads\"", "\"name\": \"tls\"");
    text.replace("\"protocol\": \"http\"", "\"protocol\": \"grpc\"");
    stack = readStack(write(folder.path(), u"misused"_s, text));
    QVERIFY(!stack.isOk());
    for (const auto *part : {"\"tls\" is the switch for HTTPS", "can use a certificate"})
        QVERIFY2(stack.error().detail.contains(QString::fromLatin1(part)), qPrintable(stack.error().detail));
}

void CatalogueTest::reportsMismatchedBodies()
{
    const QTemporaryDir folder;
    QByteArray text = content(u"pyramid-wsgiref"_s);
    text.replace("\"endpoint\": \"GET /json\",\n      \"when\": {\n        \"faithful\": false\n      },",
                 R"("endpoint": "GET /jsn", "when": {"faithfull": 1}, "body_bytes": "${backlog}",)");
    text.replace("\"endpoint\": \"GET /json\",\n      \"when\": {\n        \"faithful\": true\n      },",
                 R"("endpoint": "GET /json", "when": {"faithful": 1}, "body_bytes": "${access_log}",)");
    text.replace("\"bodies\": [", R"("bodies": [{"endpoint": "GET /", "when": {}},
                                              {"endpoint": "GET /", "when": {}, "body_bytes": "${size}"},
                                              {"endpoint": "GET /", "when": {}, "body": "", "body_bytes": 1},)");
    const Result<Stack> stack = readStack(write(folder.path(), u"bodies"_s, text));
    QVERIFY(!stack.isOk());
    for (const auto *part : {"GET /jsn is not one of \"endpoints\"", "Did you mean \"faithful\"?",
                             "\"faithful\" is 1; it has to be true or false", "\"body\" is exact already",
                             "\"access_log\" is not an integer", "Give the \"body\", or its \"body_bytes\"",
                             "no parameter \"size\""})
        QVERIFY2(stack.error().detail.contains(QString::fromLatin1(part)),
                 qPrintable(QString::fromLatin1(part) + u'\n' + stack.error().detail));
}

void CatalogueTest::refusesNonRegularFiles()
{
    const QTemporaryDir folder;
    const QString pipe = folder.filePath(u"pipe/stack.json"_s);
    QVERIFY(QDir(folder.path()).mkpath(u"pipe"_s));
    QVERIFY(mkfifo(QFile::encodeName(pipe).constData(), S_IRUSR | S_IWUSR) == 0);
    QVERIFY(QDir(folder.path()).mkpath(u"device"_s));
    QVERIFY(QFile::link(u"/dev/zero"_s, folder.filePath(u"device/stack.json"_s)));
    QVERIFY(QDir(folder.path()).mkpath(u"folder/stack.json"_s));
    const auto reason = [&folder](const char *id) {
        const Result<Stack> stack = readStack(folder.filePath(QString::fromLatin1(id) + u"/stack.json"_s));
        return stack ? QString() : stack.error().text();
    };
    QVERIFY2(reason("pipe").contains(u"it is a named pipe"_s), qPrintable(reason("pipe")));
    QVERIFY2(reason("device").contains(u"it is a device"_s), qPrintable(reason("device")));
    QVERIFY2(reason("folder").contains(u"it is a directory"_s), qPrintable(reason("folder")));
    QCOMPARE(Catalogue::load({folder.path()}).problems().size(), 3);
    QCOMPARE(readStack(pipe).error().code, ErrorCode::Usage);

    QByteArray text = content(u"sanic"_s);
    text.replace("\"environment\": \"cpython\"", "\"requirements\": \"requirements.txt\"");
    const QString file = write(folder.path(), u"mine"_s, text);
    QVERIFY(readStack(file).error().detail.contains(u"There is no file"_s));
    const QString requirements = folder.filePath(u"mine/requirements.txt"_s);
    QVERIFY(mkfifo(QFile::encodeName(requirements).constData(), S_IRUSR | S_IWUSR) == 0);
    QVERIFY(readStack(file).error().detail.contains(u"it is a named pipe"_s));
    QVERIFY(QFile::remove(requirements));
    QVERIFY(QFile::link(u"/dev/zero"_s, requirements));
    QVERIFY(readStack(file).error().detail.contains(u"it is a device"_s));
}

void CatalogueTest::listsSomeOfVeryManyMistakes()
{
    const QTemporaryDir folder;
    QByteArray keys;
    for (int i = 50'000; i > 0; --i)
        keys += "\"k" + QByteArray::number(i) + "\": 1,";
    QByteArray unknown = content(u"cherrypy"_s);
    unknown.replace("\"summary\"", keys + "\"summary\"");
    QByteArray values = content(u"cherrypy"_s);
    values.replace("\"values\": {", "\"values\": {" + keys);
    QByteArray parameters = content(u"cherrypy"_s);
    parameters.replace("\"parameters\": [", "\"parameters\": [" + QByteArray("{},").repeated(5'000));
    for (const QByteArray &text : {unknown, values, parameters}) {
        const Result<Stack> stack = readStack(write(folder.path(), u"many"_s, text));
        QVERIFY(!stack.isOk());
        const auto lines = stack.error().detail.count(u'\n') + 1;
        QVERIFY2(lines >= 100 && lines <= 203, qPrintable(QString::number(lines)));
    }
}

void CatalogueTest::remembersBrokenStacks()
{
    const QTemporaryDir folder;
    write(folder.path(), u"u1"_s, "{\"title\":");
    QVERIFY(QFile::link(folder.filePath(u"gone"_s), folder.filePath(u"u2"_s)));
    const Catalogue catalogue = Catalogue::load({installed(), folder.path()});
    QCOMPARE(catalogue.problems().size(), 2);
    QVERIFY(catalogue.brokenStack(u"u1"_s));
    QVERIFY2(catalogue.unknown(u"u1"_s).text().contains(u"/u1/stack.json. Line 1"_s),
             qPrintable(catalogue.unknown(u"u1"_s).text()));
    QVERIFY(catalogue.unknown(u"u2"_s).text().contains(u"is missing"_s));
    QVERIFY(!catalogue.brokenStack(u"sanic"_s));
    QVERIFY(catalogue.unknown(u"u3"_s).text().startsWith(u"There is no stack"_s));
}

void CatalogueTest::trapsNameTheirEffects()
{
    const Stack &uwsgi = *m_catalogue.find(u"uwsgi"_s);
    QCOMPARE(trapTexts(uwsgi).size(), uwsgi.traps.size());
    const Trap &trap = uwsgi.traps.first();
    QCOMPARE(trap.explains, u"unannounced-close"_s);
    for (const auto *preset : {"as-published", "tuned"}) {
        const QString id = QString::fromLatin1(preset);
        const Result<QJsonObject> values = resolveParameters(uwsgi, {uwsgi.id, id, {}, {}, true});
        QCOMPARE(holds(trap.when, values.value()), id == u"as-published"_s);
    }
    QVERIFY(uwsgi.traps.last().explains.isEmpty());

    const QTemporaryDir folder;
    QByteArray text = content(u"uwsgi"_s);
    text.replace("\"announce_close\": false\n      }\n    }", "\"anounce_close\": false\n      }\n    }");
    const Result<Stack> stack = readStack(write(folder.path(), u"unread"_s, text));
    QVERIFY(!stack.isOk());
    QVERIFY2(stack.error().detail.contains(u"Did you mean \"announce_close\"?"_s),
             qPrintable(stack.error().detail));
}

void CatalogueTest::leavesOutSecondOfSameName()
{
    const QTemporaryDir folder;
    write(folder.path(), u"sanic"_s, content(u"cherrypy"_s));
    const Catalogue catalogue = Catalogue::load({installed(), folder.path()});
    QCOMPARE(catalogue.problems().size(), 1);
    QCOMPARE(catalogue.find(u"sanic"_s)->framework, u"Sanic"_s);
}

void CatalogueTest::lendsSharedFolder()
{
    const QTemporaryDir folder;
    write(folder.path(), u"mine"_s, content(u"sanic"_s));
    const Catalogue catalogue = Catalogue::load({installed(), folder.path()});
    QCOMPARE(catalogue.find(u"mine"_s)->sharedFolder, installed() + u"/_shared"_s);
}

void CatalogueTest::refusesUnknownParameterWithNearest()
{
    const Stack &stack = *m_catalogue.find(u"cherrypy"_s);
    ServerEntry entry{stack.id, u"tuned"_s, {}, {}, true};
    entry.parameters.insert(u"thraeds"_s, 5);
    const Result<QJsonObject> values = resolveParameters(stack, entry);
    QVERIFY(!values.isOk());
    QCOMPARE(values.error().code, ErrorCode::Usage);
    QVERIFY(values.error().text().contains(u"Did you mean \"threads\"?"_s));
}

void CatalogueTest::checksRange_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<bool>("isAccepted");
    QTest::newRow("lowest") << QJsonValue(1) << true;
    QTest::newRow("below") << QJsonValue(0) << false;
    QTest::newRow("highest") << QJsonValue(1000) << true;
    QTest::newRow("above") << QJsonValue(1001) << false;
    QTest::newRow("fraction") << QJsonValue(1.5) << false;
    QTest::newRow("text") << QJsonValue(u"5"_s) << false;
    QTest::newRow("truth") << QJsonValue(true) << false;
}

void CatalogueTest::checksRange()
{
    QFETCH(QJsonValue, value);
    QFETCH(bool, isAccepted);
    const Stack &stack = *m_catalogue.find(u"cherrypy"_s);
    ServerEntry entry{stack.id, u"tuned"_s, {}, {}, true};
    entry.parameters.insert(u"threads"_s, value);
    QCOMPARE(resolveParameters(stack, entry).isOk(), isAccepted);
}

void CatalogueTest::refusesUnknownPreset()
{
    const Stack &stack = *m_catalogue.find(u"sanic"_s);
    const Result<QJsonObject> values = resolveParameters(stack, {stack.id, u"tunde"_s, {}, {}, true});
    QVERIFY(!values.isOk());
    QVERIFY(values.error().text().contains(u"Did you mean \"tuned\"?"_s));
}

void CatalogueTest::laterLayerWins()
{
    const Stack &stack = *m_catalogue.find(u"cherrypy"_s);
    ServerEntry entry{stack.id, u"tuned"_s, {}, {}, true};
    QCOMPARE(resolveParameters(stack, entry)->value(u"threads").toInt(), 50);
    entry.parameters.insert(u"threads"_s, 7);
    QCOMPARE(resolveParameters(stack, entry)->value(u"threads").toInt(), 7);
}

void CatalogueTest::usesConditionalPartOnlyWhenItMatches()
{
    const Stack &stack = *m_catalogue.find(u"fastapi-uvicorn"_s);
    const auto command = [&](const QString &preset) {
        const Result<QJsonObject> values = resolveParameters(stack, {stack.id, preset, {}, {}, true});
        return values ? resolveCommand(stack, *values, context()) : Result<QStringList>(values.error());
    };
    const Result<QStringList> published = command(u"as-published"_s);
    const Result<QStringList> tuned = command(u"tuned"_s);
    QVERIFY(!published->contains(u"--no-access-log"_s));
    QVERIFY(tuned->contains(u"--no-access-log"_s));
    QCOMPARE(tuned->at(tuned->indexOf(u"--backlog"_s) + 1), u"4096"_s);
    QCOMPARE(tuned->at(tuned->indexOf(u"--port"_s) + 1), u"8123"_s);
}

void CatalogueTest::replacesInOnePass()
{
    Stack stack;
    stack.title = u"X"_s;
    stack.command = {{{u"${python}"_s, u"a${word}b$"_s}, {}}};
    const QJsonObject values{{u"word"_s, u"${port}"_s}};
    QCOMPARE(*resolveCommand(stack, values, context()), QStringList({u"/env/bin/python"_s, u"a${port}b$"_s}));
    QVERIFY(!resolveCommand(stack, {}, context()).isOk());
}

void CatalogueTest::addsArgumentsWhenAllConditionsMatch()
{
    Stack stack;
    stack.title = u"X"_s;
    const QString http = u"http"_s;
    const QString tls = u"tls"_s;
    stack.command = {{{u"server"_s}, {}},
                     {{u"${certificate}"_s, u"${certificate_key}"_s}, {{http, u"socket"_s}, {tls, true}}}};
    CommandContext withCertificate = context();
    withCertificate.certificate = u"/run/c.pem"_s;
    withCertificate.certificateKey = u"/run/k.pem"_s;
    const auto command = [&](const QString &mode, bool isOverTls) {
        return *resolveCommand(stack, {{http, mode}, {tls, isOverTls}}, withCertificate);
    };
    const QStringList alone{u"server"_s};
    QCOMPARE(command(u"socket"_s, true), QStringList({u"server"_s, u"/run/c.pem"_s, u"/run/k.pem"_s}));
    QCOMPARE(command(u"router"_s, true), alone);
    QCOMPARE(command(u"socket"_s, false), alone);
}

void CatalogueTest::passesCertificateFilesToServers()
{
    const Stack &stack = *m_catalogue.find(u"tornado"_s);
    CommandContext withCertificate = context();
    withCertificate.certificate = u"/run/c.pem"_s;
    withCertificate.certificateKey = u"/run/k.pem"_s;
    const Result<QJsonObject> values =
        resolveParameters(stack, {stack.id, u"tuned"_s, {{u"tls"_s, true}}, {}, true});
    QVERIFY(isOverTls(*values));
    const QMap<QString, QString> map = serviceEnvironment(stack, *values, {}, {}, withCertificate);
    QCOMPARE(map.value(u"LOADSTONE_CERTIFICATE"_s), u"/run/c.pem"_s);
    QCOMPARE(map.value(u"LOADSTONE_CERTIFICATE_KEY"_s), u"/run/k.pem"_s);
    QCOMPARE(map.value(u"LOADSTONE_PARAM_TLS"_s), u"true"_s);
    // Never inherited from Loadstone's own environment.
    const QMap<QString, QString> plain = serviceEnvironment(stack, *values, {}, {}, context());
    QVERIFY(plain.contains(u"LOADSTONE_CERTIFICATE"_s));
    QCOMPARE(plain.value(u"LOADSTONE_CERTIFICATE"_s), QString());
}

void CatalogueTest::passesServiceByEnvironment()
{
    const Stack &stack = *m_catalogue.find(u"cherrypy"_s);
    Service service;
    service.processDelay = Milliseconds(2000);
    const Result<QJsonObject> values = resolveParameters(stack, {stack.id, u"tuned"_s, {}, {}, true});
    const QMap<QString, QString> map = serviceEnvironment(stack, *values, service, u"/tmp/file"_s, context());
    QCOMPARE(map.value(u"LOADSTONE_PORT"_s), u"8123"_s);
    QCOMPARE(map.value(u"LOADSTONE_PROCESS_DELAY_MS"_s), u"2000"_s);
    QCOMPARE(map.value(u"LOADSTONE_STREAM_FILE"_s), u"/tmp/file"_s);
    QCOMPARE(map.value(u"LOADSTONE_PARAM_THREADS"_s), u"50"_s);
    QCOMPARE(map.value(u"LOADSTONE_PARAM_ACCESS_LOG"_s), u"false"_s);
    QCOMPARE(map.value(u"PYTHONPATH"_s), stack.sharedFolder + u':' + stack.sharedFolder + u"/apps"_s);
    Stack alone = stack;
    alone.sharedFolder.clear();
    QCOMPARE(serviceEnvironment(alone, *values, service, {}, context()).value(u"PYTHONPATH"_s), QString());
}

LOADSTONE_TEST(CatalogueTest, QCoreApplication)
#include "tst_catalogue.moc"
