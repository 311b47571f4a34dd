// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/catalogue.h"
#include "core/stack/parameters.h"
#include "core/stack/stackreader.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace loadstone;

class CatalogueTest : public QObject
{
    Q_OBJECT

private slots:
    void loadsInstalledStacks();
    void presetsResolve_data();
    void presetsResolve();
    void tellsAllMistakesWithTheirLines();
    void tellsWhatIsWrongWithAStackThatWasLeftOut();
    void checksThePortOfAServerThatRuns_data();
    void checksThePortOfAServerThatRuns();
    void tellsWhereTlsMakesNoSense();
    void tellsBodiesThatDoNotFit();
    void refusesWhatIsNoRegularFile();
    void listsSomeOfVeryManyMistakes();
    void remembersBrokenStacks();
    void trapsKnowWhatTheyExplain();
    void leavesOutSecondOfSameName();
    void lendsSharedFolder();
    void refusesUnknownParameterWithNearest();
    void checksRange_data();
    void checksRange();
    void refusesUnknownPreset();
    void laterLayerWins();
    void usesConditionalPartOnlyWhenItHolds();
    void replacesInOnePass();
    void addsArgumentsWhenAllConditionsHold();
    void tellsServersWithTlsTheirFiles();
    void tellsServiceByEnvironment();

private:
    static QString installed() { return QStringLiteral(LOADSTONE_SOURCE_DIR "/resources/stacks"); }
    static QByteArray content(const QString &id)
    {
        QFile file(installed() + u'/' + id + QStringLiteral("/stack.json"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static QString write(const QString &folder, const QString &id, const QByteArray &text)
    {
        QDir(folder).mkpath(id);
        QFile file(folder + u'/' + id + QStringLiteral("/stack.json"));
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
        return file.fileName();
    }
    static CommandContext context()
    {
        return {QStringLiteral("/env/bin/python"), QStringLiteral("/env/bin"), QStringLiteral("127.0.0.1"),
                8123, QStringLiteral("/run/x")};
    }

    Catalogue m_catalogue = Catalogue::load({installed()});
};

void CatalogueTest::loadsInstalledStacks()
{
    for (const Error &problem : m_catalogue.problems())
        qWarning().noquote() << problem.message << problem.detail;
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
    const Stack *sanic = m_catalogue.find(QStringLiteral("sanic"));
    QCOMPARE(sanic->readiness.body, QByteArray(R"({"message":"Hello, world!"})"));
    QCOMPARE(sanic->stop.cleanExitCodes, QList<int>({0, 1}));
    QCOMPARE(sanic->stop.grace, Milliseconds(8000));
    QCOMPARE(sanic->sharedFolder, installed() + QStringLiteral("/_shared"));
    QCOMPARE(m_catalogue.find(QStringLiteral("nothing")), nullptr);
    QCOMPARE(m_catalogue.nearest(QStringLiteral("sanik")), QStringLiteral("sanic"));
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
    // Only a program of the system may be missing.
    QVERIFY2(command.isOk() || command.error().code == ErrorCode::Unavailable,
             qPrintable(command.isOk() ? QString() : command.error().message));
    if (command)
        QVERIFY(QDir::isAbsolutePath(command->first()));
}

void CatalogueTest::tellsAllMistakesWithTheirLines()
{
    const QTemporaryDir folder;
    QByteArray text = content(QStringLiteral("cherrypy"));
    text.replace("\"summary\"", "\"sumary\"");
    text.replace("\"app.py\"", "\"${prot}\"");
    text.replace("\"autoreload\": false", "\"autorelaod\": false");
    text.replace("\"threads\": 50", "\"threads\": 5000");
    const Result<Stack> stack = readStack(write(folder.path(), QStringLiteral("broken"), text));
    QVERIFY(!stack.isOk());
    const QString detail = stack.error().detail;
    for (const auto *part :
         {"Did you mean \"summary\"?", "Did you mean ${port}?", "Did you mean \"autoreload\"?",
          "\"threads\" is 5000; it has to be a whole number from 1 to 1000."})
        QVERIFY2(detail.contains(QString::fromLatin1(part)), qPrintable(detail));
    const int line = static_cast<int>(text.left(text.indexOf("\"threads\": 5000")).count('\n')) + 1;
    QVERIFY2(detail.contains(QStringLiteral("stack.json:%1:").arg(line)), qPrintable(detail));

    write(folder.path(), QStringLiteral("cut"), "{\"title\":");
    const Catalogue catalogue = Catalogue::load({folder.path()});
    QVERIFY(catalogue.stacks().isEmpty());
    QCOMPARE(catalogue.problems().size(), 2);
}

void CatalogueTest::tellsWhatIsWrongWithAStackThatWasLeftOut()
{
    const QTemporaryDir folder;
    QByteArray text = content(QStringLiteral("cherrypy"));
    text.replace("\"summary\"", "\"sumary\"");
    write(folder.path(), QStringLiteral("u1"), text);
    QVERIFY(QFile::link(folder.filePath(QStringLiteral("nowhere")), folder.filePath(QStringLiteral("u2"))));
    write(folder.path(), QStringLiteral("sanic"), "{}");
    const Catalogue catalogue = Catalogue::load({installed(), folder.path()});
    const Error fault = catalogue.unknown(QStringLiteral("u1"));
    QVERIFY2(fault.message.contains(QStringLiteral("/u1/stack.json is left out. Line ")),
             qPrintable(fault.message));
    QVERIFY(catalogue.unknown(QStringLiteral("u2")).message.contains(QStringLiteral("its folder")));
    QCOMPARE(catalogue.unknown(QStringLiteral("u3")).message,
             QStringLiteral("There is no stack \"u3\"; `loadstone stacks` lists them."));
    // A broken one of the same name takes nothing from the one that is there.
    QVERIFY(catalogue.find(QStringLiteral("sanic")) && !catalogue.brokenStack(QStringLiteral("sanic")));
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
    const Result<Stack> stack = readStack(write(folder.path(), QStringLiteral("running"), text));
    QCOMPARE(stack.isOk(), isAccepted);
    if (!isAccepted)
        QVERIFY2(stack.error().message.contains(QStringLiteral("a port from 1 to 65535")),
                 qPrintable(stack.error().message));
}

void CatalogueTest::tellsWhereTlsMakesNoSense()
{
    const QTemporaryDir folder;
    QByteArray text = content(QStringLiteral("gunicorn"));
    text.replace("\"name\": \"tls\"", "\"name\": \"encrypted\"");
    text.replace("\"when\": {\n        \"tls\"", "\"when\": {\n        \"encrypted\"");
    Result<Stack> stack = readStack(write(folder.path(), QStringLiteral("unasked"), text));
    QVERIFY(!stack.isOk());
    QVERIFY2(
        stack.error().detail.contains(QStringLiteral("${certificate} is made for a stack with a parameter")),
        qPrintable(stack.error().detail));

    text = content(QStringLiteral("cherrypy"));
    text.replace("\"name\": \"threads\"", "\"name\": \"tls\"");
    text.replace("\"protocol\": \"http\"", "\"protocol\": \"grpc\"");
    stack = readStack(write(folder.path(), QStringLiteral("misused"), text));
    QVERIFY(!stack.isOk());
    for (const auto *part : {"\"tls\" is the switch for HTTPS", "can be given a certificate"})
        QVERIFY2(stack.error().detail.contains(QString::fromLatin1(part)), qPrintable(stack.error().detail));
}

void CatalogueTest::tellsBodiesThatDoNotFit()
{
    const QTemporaryDir folder;
    QByteArray text = content(QStringLiteral("pyramid-wsgiref"));
    text.replace("\"endpoint\": \"GET /json\",\n      \"when\": {\n        \"faithful\": false\n      },",
                 R"("endpoint": "GET /jsn", "when": {"faithfull": 1}, "body_bytes": "${backlog}",)");
    text.replace("\"endpoint\": \"GET /json\",\n      \"when\": {\n        \"faithful\": true\n      },",
                 R"("endpoint": "GET /json", "when": {"faithful": 1}, "body_bytes": "${access_log}",)");
    text.replace("\"bodies\": [", R"("bodies": [{"endpoint": "GET /", "when": {}},
                                              {"endpoint": "GET /", "when": {}, "body_bytes": "${size}"},
                                              {"endpoint": "GET /", "when": {}, "body": "", "body_bytes": 1},)");
    const Result<Stack> stack = readStack(write(folder.path(), QStringLiteral("bodies"), text));
    QVERIFY(!stack.isOk());
    for (const auto *part : {"GET /jsn is not one of \"endpoints\"", "Did you mean \"faithful\"?",
                             "\"faithful\" is 1; it has to be true or false", "\"body\" is exact already",
                             "\"access_log\" is not an integer", "Give the \"body\", or its \"body_bytes\"",
                             "no parameter \"size\""})
        QVERIFY2(stack.error().detail.contains(QString::fromLatin1(part)),
                 qPrintable(QString::fromLatin1(part) + u'\n' + stack.error().detail));
}

void CatalogueTest::refusesWhatIsNoRegularFile()
{
    const QTemporaryDir folder;
    const QString pipe = folder.filePath(QStringLiteral("pipe/stack.json"));
    QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("pipe")));
    QVERIFY(mkfifo(QFile::encodeName(pipe).constData(), S_IRUSR | S_IWUSR) == 0);
    QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("device")));
    QVERIFY(QFile::link(QStringLiteral("/dev/zero"), folder.filePath(QStringLiteral("device/stack.json"))));
    QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("folder/stack.json")));
    const auto reason = [&folder](const char *id) {
        const Result<Stack> stack =
            readStack(folder.filePath(QString::fromLatin1(id) + QStringLiteral("/stack.json")));
        return stack ? QString() : stack.error().message;
    };
    QVERIFY2(reason("pipe").contains(QStringLiteral("it is a named pipe")), qPrintable(reason("pipe")));
    QVERIFY2(reason("device").contains(QStringLiteral("it is a device")), qPrintable(reason("device")));
    QVERIFY2(reason("folder").contains(QStringLiteral("it is a directory")), qPrintable(reason("folder")));
    QCOMPARE(Catalogue::load({folder.path()}).problems().size(), 3);
    QCOMPARE(readStack(pipe).error().code, ErrorCode::Usage);

    QByteArray text = content(QStringLiteral("sanic"));
    text.replace("\"environment\": \"cpython\"", "\"requirements\": \"requirements.txt\"");
    const QString file = write(folder.path(), QStringLiteral("mine"), text);
    QVERIFY(readStack(file).error().detail.contains(QStringLiteral("There is no file")));
    const QString requirements = folder.filePath(QStringLiteral("mine/requirements.txt"));
    QVERIFY(mkfifo(QFile::encodeName(requirements).constData(), S_IRUSR | S_IWUSR) == 0);
    QVERIFY(readStack(file).error().detail.contains(QStringLiteral("it is a named pipe")));
    QVERIFY(QFile::remove(requirements));
    QVERIFY(QFile::link(QStringLiteral("/dev/zero"), requirements));
    QVERIFY(readStack(file).error().detail.contains(QStringLiteral("it is a device")));
}

void CatalogueTest::listsSomeOfVeryManyMistakes()
{
    const QTemporaryDir folder;
    QByteArray keys;
    for (int i = 50'000; i > 0; --i)
        keys += "\"k" + QByteArray::number(i) + "\": 1,";
    QByteArray unknown = content(QStringLiteral("cherrypy"));
    unknown.replace("\"summary\"", keys + "\"summary\"");
    QByteArray values = content(QStringLiteral("cherrypy"));
    values.replace("\"values\": {", "\"values\": {" + keys);
    QByteArray parameters = content(QStringLiteral("cherrypy"));
    parameters.replace("\"parameters\": [", "\"parameters\": [" + QByteArray("{},").repeated(5'000));
    for (const QByteArray &text : {unknown, values, parameters}) {
        const Result<Stack> stack = readStack(write(folder.path(), QStringLiteral("many"), text));
        QVERIFY(!stack.isOk());
        const auto lines = stack.error().detail.count(u'\n') + 1;
        QVERIFY2(lines >= 100 && lines <= 203, qPrintable(QString::number(lines)));
    }
}

void CatalogueTest::remembersBrokenStacks()
{
    const QTemporaryDir folder;
    write(folder.path(), QStringLiteral("u1"), "{\"title\":");
    QVERIFY(QFile::link(folder.filePath(QStringLiteral("gone")), folder.filePath(QStringLiteral("u2"))));
    const Catalogue catalogue = Catalogue::load({installed(), folder.path()});
    QCOMPARE(catalogue.problems().size(), 2);
    QVERIFY(catalogue.brokenStack(QStringLiteral("u1")));
    QVERIFY2(catalogue.unknown(QStringLiteral("u1")).message.contains(QStringLiteral("is left out. Line 1")),
             qPrintable(catalogue.unknown(QStringLiteral("u1")).message));
    QVERIFY(catalogue.unknown(QStringLiteral("u2")).message.contains(QStringLiteral("is gone")));
    QVERIFY(!catalogue.brokenStack(QStringLiteral("sanic")));
    QVERIFY(catalogue.unknown(QStringLiteral("u3")).message.startsWith(QStringLiteral("There is no stack")));
}

void CatalogueTest::trapsKnowWhatTheyExplain()
{
    const Stack &uwsgi = *m_catalogue.find(QStringLiteral("uwsgi"));
    QCOMPARE(trapTexts(uwsgi).size(), uwsgi.traps.size());
    const Trap &trap = uwsgi.traps.first();
    QCOMPARE(trap.explains, QStringLiteral("unannounced-close"));
    for (const auto *preset : {"as-published", "tuned"}) {
        const QString id = QString::fromLatin1(preset);
        const Result<QJsonObject> values = resolveParameters(uwsgi, {uwsgi.id, id, {}, {}, true});
        QCOMPARE(holds(trap.when, values.value()), id == QStringLiteral("as-published"));
    }
    QVERIFY(uwsgi.traps.last().explains.isEmpty());

    const QTemporaryDir folder;
    QByteArray text = content(QStringLiteral("uwsgi"));
    text.replace("\"announce_close\": false\n      }\n    }", "\"anounce_close\": false\n      }\n    }");
    const Result<Stack> stack = readStack(write(folder.path(), QStringLiteral("unread"), text));
    QVERIFY(!stack.isOk());
    QVERIFY2(stack.error().detail.contains(QStringLiteral("Did you mean \"announce_close\"?")),
             qPrintable(stack.error().detail));
}

void CatalogueTest::leavesOutSecondOfSameName()
{
    const QTemporaryDir folder;
    write(folder.path(), QStringLiteral("sanic"), content(QStringLiteral("cherrypy")));
    const Catalogue catalogue = Catalogue::load({installed(), folder.path()});
    QCOMPARE(catalogue.problems().size(), 1);
    QCOMPARE(catalogue.find(QStringLiteral("sanic"))->framework, QStringLiteral("Sanic"));
}

void CatalogueTest::lendsSharedFolder()
{
    const QTemporaryDir folder;
    write(folder.path(), QStringLiteral("mine"), content(QStringLiteral("sanic")));
    const Catalogue catalogue = Catalogue::load({installed(), folder.path()});
    QCOMPARE(catalogue.find(QStringLiteral("mine"))->sharedFolder, installed() + QStringLiteral("/_shared"));
}

void CatalogueTest::refusesUnknownParameterWithNearest()
{
    const Stack &stack = *m_catalogue.find(QStringLiteral("cherrypy"));
    ServerEntry entry{stack.id, QStringLiteral("tuned"), {}, {}, true};
    entry.parameters.insert(QStringLiteral("thraeds"), 5);
    const Result<QJsonObject> values = resolveParameters(stack, entry);
    QVERIFY(!values.isOk());
    QCOMPARE(values.error().code, ErrorCode::Usage);
    QVERIFY(values.error().message.contains(QStringLiteral("Did you mean \"threads\"?")));
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
    QTest::newRow("text") << QJsonValue(QStringLiteral("5")) << false;
    QTest::newRow("truth") << QJsonValue(true) << false;
}

void CatalogueTest::checksRange()
{
    QFETCH(QJsonValue, value);
    QFETCH(bool, isAccepted);
    const Stack &stack = *m_catalogue.find(QStringLiteral("cherrypy"));
    ServerEntry entry{stack.id, QStringLiteral("tuned"), {}, {}, true};
    entry.parameters.insert(QStringLiteral("threads"), value);
    QCOMPARE(resolveParameters(stack, entry).isOk(), isAccepted);
}

void CatalogueTest::refusesUnknownPreset()
{
    const Stack &stack = *m_catalogue.find(QStringLiteral("sanic"));
    const Result<QJsonObject> values =
        resolveParameters(stack, {stack.id, QStringLiteral("tunde"), {}, {}, true});
    QVERIFY(!values.isOk());
    QVERIFY(values.error().message.contains(QStringLiteral("Did you mean \"tuned\"?")));
}

void CatalogueTest::laterLayerWins()
{
    const Stack &stack = *m_catalogue.find(QStringLiteral("cherrypy"));
    ServerEntry entry{stack.id, QStringLiteral("tuned"), {}, {}, true};
    QCOMPARE(resolveParameters(stack, entry)->value(u"threads").toInt(), 50);
    entry.parameters.insert(QStringLiteral("threads"), 7);
    QCOMPARE(resolveParameters(stack, entry)->value(u"threads").toInt(), 7);
}

void CatalogueTest::usesConditionalPartOnlyWhenItHolds()
{
    const Stack &stack = *m_catalogue.find(QStringLiteral("fastapi-uvicorn"));
    const auto command = [&](const QString &preset) {
        const Result<QJsonObject> values = resolveParameters(stack, {stack.id, preset, {}, {}, true});
        return values ? resolveCommand(stack, *values, context()) : Result<QStringList>(values.error());
    };
    const Result<QStringList> published = command(QStringLiteral("as-published"));
    const Result<QStringList> tuned = command(QStringLiteral("tuned"));
    QVERIFY(!published->contains(QStringLiteral("--no-access-log")));
    QVERIFY(tuned->contains(QStringLiteral("--no-access-log")));
    QCOMPARE(tuned->at(tuned->indexOf(QStringLiteral("--backlog")) + 1), QStringLiteral("4096"));
    QCOMPARE(tuned->at(tuned->indexOf(QStringLiteral("--port")) + 1), QStringLiteral("8123"));
}

void CatalogueTest::replacesInOnePass()
{
    Stack stack;
    stack.title = QStringLiteral("X");
    stack.command = {{{QStringLiteral("${python}"), QStringLiteral("a${word}b$")}, {}}};
    const QJsonObject values{{QStringLiteral("word"), QStringLiteral("${port}")}};
    QCOMPARE(*resolveCommand(stack, values, context()),
             QStringList({QStringLiteral("/env/bin/python"), QStringLiteral("a${port}b$")}));
    QVERIFY(!resolveCommand(stack, {}, context()).isOk());
}

void CatalogueTest::addsArgumentsWhenAllConditionsHold()
{
    Stack stack;
    stack.title = QStringLiteral("X");
    const QString http = QStringLiteral("http");
    const QString tls = QStringLiteral("tls");
    stack.command = {{{QStringLiteral("server")}, {}},
                     {{QStringLiteral("${certificate}"), QStringLiteral("${certificate_key}")},
                      {{http, QStringLiteral("socket")}, {tls, true}}}};
    CommandContext withCertificate = context();
    withCertificate.certificate = QStringLiteral("/run/c.pem");
    withCertificate.certificateKey = QStringLiteral("/run/k.pem");
    const auto command = [&](const QString &mode, bool isOverTls) {
        return *resolveCommand(stack, {{http, mode}, {tls, isOverTls}}, withCertificate);
    };
    const QStringList alone{QStringLiteral("server")};
    QCOMPARE(
        command(QStringLiteral("socket"), true),
        QStringList({QStringLiteral("server"), QStringLiteral("/run/c.pem"), QStringLiteral("/run/k.pem")}));
    QCOMPARE(command(QStringLiteral("router"), true), alone);
    QCOMPARE(command(QStringLiteral("socket"), false), alone);
}

void CatalogueTest::tellsServersWithTlsTheirFiles()
{
    const Stack &stack = *m_catalogue.find(QStringLiteral("tornado"));
    CommandContext withCertificate = context();
    withCertificate.certificate = QStringLiteral("/run/c.pem");
    withCertificate.certificateKey = QStringLiteral("/run/k.pem");
    const Result<QJsonObject> values = resolveParameters(
        stack, {stack.id, QStringLiteral("tuned"), {{QStringLiteral("tls"), true}}, {}, true});
    QVERIFY(isOverTls(*values));
    const QMap<QString, QString> map = serviceEnvironment(stack, *values, {}, {}, withCertificate);
    QCOMPARE(map.value(QStringLiteral("LOADSTONE_CERTIFICATE")), QStringLiteral("/run/c.pem"));
    QCOMPARE(map.value(QStringLiteral("LOADSTONE_CERTIFICATE_KEY")), QStringLiteral("/run/k.pem"));
    QCOMPARE(map.value(QStringLiteral("LOADSTONE_PARAM_TLS")), QStringLiteral("true"));
    // Never taken from Loadstone's own environment.
    const QMap<QString, QString> plain = serviceEnvironment(stack, *values, {}, {}, context());
    QVERIFY(plain.contains(QStringLiteral("LOADSTONE_CERTIFICATE")));
    QCOMPARE(plain.value(QStringLiteral("LOADSTONE_CERTIFICATE")), QString());
}

void CatalogueTest::tellsServiceByEnvironment()
{
    const Stack &stack = *m_catalogue.find(QStringLiteral("cherrypy"));
    Service service;
    service.processDelay = Milliseconds(2000);
    const Result<QJsonObject> values =
        resolveParameters(stack, {stack.id, QStringLiteral("tuned"), {}, {}, true});
    const QMap<QString, QString> map =
        serviceEnvironment(stack, *values, service, QStringLiteral("/tmp/file"), context());
    QCOMPARE(map.value(QStringLiteral("LOADSTONE_PORT")), QStringLiteral("8123"));
    QCOMPARE(map.value(QStringLiteral("LOADSTONE_PROCESS_DELAY_MS")), QStringLiteral("2000"));
    QCOMPARE(map.value(QStringLiteral("LOADSTONE_STREAM_FILE")), QStringLiteral("/tmp/file"));
    QCOMPARE(map.value(QStringLiteral("LOADSTONE_PARAM_THREADS")), QStringLiteral("50"));
    QCOMPARE(map.value(QStringLiteral("LOADSTONE_PARAM_ACCESS_LOG")), QStringLiteral("false"));
    QCOMPARE(map.value(QStringLiteral("PYTHONPATH")),
             stack.sharedFolder + u':' + stack.sharedFolder + QStringLiteral("/apps"));
    Stack alone = stack;
    alone.sharedFolder.clear();
    QCOMPARE(serviceEnvironment(alone, *values, service, {}, context()).value(QStringLiteral("PYTHONPATH")),
             QString());
}

QTEST_GUILESS_MAIN(CatalogueTest)
#include "tst_catalogue.moc"
