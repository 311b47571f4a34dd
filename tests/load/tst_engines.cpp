// SPDX-License-Identifier: GPL-3.0-or-later
// The registry of engines and everything that must agree with it.
#include "core/load/engines.h"
#include "core/profile/reader.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

class TestEngines : public QObject
{
    Q_OBJECT
private slots:
    void agreesWithTheTableOfProfiles();
    void agreesWithTheSchema();
    void eachProtocolHasADefault();
    void unknownEngineHasDefaultTraits();
    void targetsThatAnEngineCannotLoad_data();
    void targetsThatAnEngineCannotLoad();
};

void TestEngines::agreesWithTheTableOfProfiles()
{
    QStringList ids;
    for (const EngineTraits &traits : engineTraits())
        ids << traits.id;
    QCOMPARE(engineIds(), ids);
    for (const Engine &engine : engines()) {
        QVERIFY(engine.makeWorker);
        QVERIFY(engine.requestProblem);
        QVERIFY(*engine.traits.title != '\0');
        QCOMPARE(findEngine(engine.traits.id), &engine);
        QCOMPARE(engine.traits.protocol, engineProtocol(engine.traits.id));
    }
    QVERIFY(!findEngine(u"none"_s));
}

void TestEngines::agreesWithTheSchema()
{
    QFile file(profileSchemaFile());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject schema = QJsonDocument::fromJson(file.readAll()).object();
    const QJsonObject connection = schema[u"properties"_s][u"connection"_s][u"properties"_s].toObject();
    const QJsonArray ids = connection[u"engine"_s][u"enum"_s].toArray();
    QCOMPARE(ids, QJsonArray::fromStringList(engineIds()));
    QCOMPARE(connection[u"engine"_s][u"default"_s].toString(), Connection().engine);
}

void TestEngines::eachProtocolHasADefault()
{
    QCOMPARE(defaultEngineFor(httpProtocol()), Connection().engine);
    QCOMPARE(defaultEngineFor(grpcProtocol()), grpcEngine());
    QCOMPARE(defaultEngineFor(u"gopher"_s), Connection().engine);
}

void TestEngines::unknownEngineHasDefaultTraits()
{
    QVERIFY(!findEngineTraits(u"none"_s));
    const EngineTraits &traits = engineTraits(u"none"_s);
    QCOMPARE(traits.protocol, httpProtocol());
    QVERIFY(!traits.speaksTls && !traits.opensUnixSockets && !traits.limitsConnections);
    QCOMPARE(enginesWith(&EngineTraits::speaksTls), u"qnam and native"_s);
}

void TestEngines::targetsThatAnEngineCannotLoad_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QUrl>("url");
    QTest::addColumn<QByteArray>("certificate");
    QTest::addColumn<QString>("problem");
    const QUrl secure(u"https://127.0.0.1:1"_s);
    const QUrl socket(u"http+unix:/run/app.sock"_s);
    const QByteArray pem("PEM");
    QTest::newRow("qnam") << u"qnam"_s << secure << pem << QString();
    QTest::newRow("native") << u"native"_s << secure << pem << QString();
    QTest::newRow("without a certificate") << u"native"_s << secure << QByteArray() << u"over TLS"_s;
    QTest::newRow("gRPC over TLS") << u"grpc"_s << secure << pem << u"over TLS"_s;
    QTest::newRow("socket") << u"native"_s << socket << QByteArray() << QString();
    QTest::newRow("socket with qnam") << u"qnam"_s << socket << QByteArray() << u"Use the engine native"_s;
    QTest::newRow("no such engine") << u"none"_s << secure << pem << u"Choose one of: qnam, native, grpc."_s;
}

void TestEngines::targetsThatAnEngineCannotLoad()
{
    QFETCH(QString, engine);
    QFETCH(QUrl, url);
    QFETCH(QByteArray, certificate);
    QFETCH(QString, problem);
    Connection connection;
    connection.engine = engine;
    const QString found = targetProblem(connection, url, certificate);
    QVERIFY2(problem.isEmpty() ? found.isEmpty() : found.contains(problem), qPrintable(found));
}

LOADSTONE_TEST(TestEngines, QCoreApplication)
#include "tst_engines.moc"
