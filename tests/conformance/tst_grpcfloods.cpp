// SPDX-License-Identifier: GPL-3.0-or-later
// Servers that send frames without end: the load must still end.
#include "tests/conformance/grpccases.h"
#include "tests/load/observedload.h"
#include "tests/support/testmain.h"

using namespace loadstone;
using namespace Qt::StringLiterals;

class TestGrpcFloods : public QObject
{
    Q_OBJECT
private slots:
    void aLoadEndsInTime_data();
    void aLoadEndsInTime();

private:
    SystemClock m_clock;
};

void TestGrpcFloods::aLoadEndsInTime_data()
{
    QTest::addColumn<qsizetype>("index");
    const QList<GrpcCase> floods = grpcFloods();
    for (qsizetype i = 0; i < floods.size(); ++i)
        QTest::newRow(qPrintable(floods[i].row)) << i;
}

/// The calls' deadline is far beyond the load: the end of the drain has to cancel them.
void TestGrpcFloods::aLoadEndsInTime()
{
    QFETCH(qsizetype, index);
    const GrpcCase each = grpcFloods().at(index);
    const ScriptedServer server(each.handler, each.greeting);
    LoadSpec spec;
    spec.baseUrl = server.url();
    RequestTemplate request;
    request.name = u"index"_s;
    request.path = "/MyApp/index";
    spec.requests = {request};
    spec.load.users = 4;
    spec.load.duration = 2s;
    spec.warmUp = 0ms;
    spec.drain = 500ms;
    spec.connection.engine = grpcEngine();
    spec.connection.timeout = 60s;
    ObservedLoad observed;
    const TimePoint begunAt = m_clock.now();
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    const auto took = std::chrono::duration_cast<Milliseconds>(m_clock.now() - begunAt);
    QVERIFY2(took < 10s, qPrintable(QString::number(took.count())));
    QVERIFY2(observed.result().error.isEmpty(), qPrintable(observed.result().error.english()));
    checkBooks(observed.result());
    QVERIFY(observed.result().measured.total().started > 0);
}

LOADSTONE_TEST(TestGrpcFloods, QCoreApplication)
#include "tst_grpcfloods.moc"
