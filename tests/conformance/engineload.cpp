// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/engineload.h"

#include <QStringList>
#include <QTest>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int deadlineMs = 20'000;

} // namespace

EngineLoad::EngineLoad(const Connection &connection, const QUrl &baseUrl, const QByteArray &certificate)
{
    spec.connection = connection;
    spec.baseUrl = baseUrl;
    spec.certificate = certificate;
    spec.load.users = 1;
}

EngineLoad::~EngineLoad()
{
    if (!m_worker)
        return;
    LoadWorker *const worker = m_worker;
    worker->stop(true);
    // A worker may occupy its thread until it has finished, and then quits it here.
    QMetaObject::invokeMethod(
        worker,
        [this, worker] {
            QObject::connect(worker, &LoadWorker::finished, &m_thread, &QThread::quit, Qt::DirectConnection);
            if (worker->isFinished())
                m_thread.quit();
        },
        Qt::QueuedConnection);
    m_thread.wait();
}

void EngineLoad::vary(const QString &name, const QByteArrayList &values)
{
    const QString file = u"values.csv"_s;
    Variable variable;
    variable.name = name;
    variable.kind = Variable::Kind::Csv;
    variable.file = file;
    variable.column = name;
    variable.rows = Variable::Rows::Next;
    spec.variables.append(variable);
    spec.files.tables[file][name] = values;
}

void EngineLoad::pause(Milliseconds time)
{
    spec.load.thinkTime.kind = ThinkTime::Kind::Constant;
    spec.load.thinkTime.mean = time;
}

void EngineLoad::start()
{
    LoadPlan plan;
    plan.spec = spec;
    plan.sequences = std::make_shared<SequenceCounts>(spec.variables.size());
    plan.origin = m_clock.now();
    plan.measureBegin = plan.origin;
    plan.measureEnd = TimePoint::max();
    if (spec.load.requests)
        plan.budget = std::make_shared<RequestBudget>(*spec.load.requests);
    plan.onOutcome = [this](int user, const Outcome &outcome) {
        const std::lock_guard lock(m_mutex);
        m_ended.push_back({user, outcome});
    };
    m_worker = findEngine(spec.connection.engine)->makeWorker(plan, 0, m_clock).release();
    m_worker->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
    QMetaObject::invokeMethod(m_worker, &LoadWorker::begin, Qt::QueuedConnection);
}

void EngineLoad::start(const RequestTemplate &request, int times, int users)
{
    spec.requests = {request};
    spec.load.users = users;
    spec.load.requests = times * users;
    start();
}

std::vector<Outcome> EngineLoad::send(const RequestTemplate &request, int times, int users)
{
    start(request, times, users);
    [[maybe_unused]] const bool hasEnded = waitForEnd();
    return outcomes();
}

bool EngineLoad::waitForEnd() const
{
    return QTest::qWaitFor([this] { return isFinished(); }, deadlineMs);
}

std::vector<Outcome> EngineLoad::outcomes() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Outcome> all;
    for (const Ended &ended : m_ended)
        all.push_back(ended.outcome);
    return all;
}

std::vector<Outcome> EngineLoad::outcomesFor(int user) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Outcome> own;
    for (const Ended &ended : m_ended) {
        if (ended.user == user)
            own.push_back(ended.outcome);
    }
    return own;
}

QStringList httpEngines()
{
    QStringList ids;
    for (const Engine &engine : engines()) {
        if (engine.traits.protocol == httpProtocol())
            ids.append(engine.traits.id);
    }
    return ids;
}

QString describe(const std::vector<Outcome> &outcomes)
{
    QStringList words;
    for (const Outcome &outcome : outcomes)
        words.append(u"%1 %2 %3 B died in %4 \"%5\""_s.arg(outcomeClassId(outcome.outcomeClass))
                         .arg(outcome.status)
                         .arg(outcome.bytesReceived)
                         .arg(requestPhaseId(outcome.diedIn), outcome.example));
    return words.join(u"; "_s);
}

} // namespace loadstone
