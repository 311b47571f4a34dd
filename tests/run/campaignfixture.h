// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/campaign.h"
#include "core/stack/catalogue.h"
#include "core/stack/environmentstore.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace loadstone
{

inline constexpr int runLimitMs = 60'000;

inline Stack makeStack(const QString &mode)
{
    Stack stack;
    stack.id = mode;
    stack.title = mode;
    stack.environment = QStringLiteral("plain");
    stack.folder = QStringLiteral(TEST_SOURCE_DIR);
    stack.command << CommandPart{
        {QStringLiteral("${python}"), QStringLiteral("server.py"), mode, QStringLiteral("${port}")}, {}};
    stack.presets << Preset{QStringLiteral("tuned"), {}, {}, {}};
    stack.readiness.body = "ready";
    stack.readiness.timeout = Milliseconds(2'000);
    return stack;
}

inline const QStringList &modes()
{
    static const QStringList all{QStringLiteral("good"),          QStringLiteral("exit-at-once"),
                                 QStringLiteral("never-listens"), QStringLiteral("wrong-body"),
                                 QStringLiteral("garbage"),       QStringLiteral("closes-in-body"),
                                 QStringLiteral("resets"),        QStringLiteral("hangs"),
                                 QStringLiteral("error-500"),     QStringLiteral("dies-in-load"),
                                 QStringLiteral("serves-six"),    QStringLiteral("members-only"),
                                 QStringLiteral("deaf"),          QStringLiteral("deaf-floods"),
                                 QStringLiteral("deaf-forks"),    QStringLiteral("deaf-never-listens")};
    return all;
}

inline Profile makeProfile(const QStringList &stacks)
{
    Profile profile;
    profile.id = QStringLiteral("test");
    profile.name = QStringLiteral("Test");
    for (const QString &id : stacks) {
        ServerEntry entry;
        entry.stackId = id;
        profile.servers << entry;
    }
    RequestTemplate request;
    request.name = QStringLiteral("data");
    request.path = "/data";
    profile.requests << request;
    profile.load.users = 3;
    profile.load.thinkTime.kind = ThinkTime::Kind::Constant;
    profile.load.thinkTime.mean = Milliseconds(5);
    profile.load.duration = Milliseconds(800);
    profile.connection.timeout = Milliseconds(400);
    profile.measurement.warmUp = Milliseconds(100);
    profile.measurement.drain = Milliseconds(500);
    profile.measurement.pause = Milliseconds(0);
    return profile;
}

inline qint64 count(const TrialRecord &trial, OutcomeClass outcome)
{
    return trial.load.measured.total().counts[size_t(outcome)];
}

/// Runs with modes of server.py as servers, in an environment without packages.
class CampaignFixture : public QObject
{
    Q_OBJECT
protected:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    Catalogue m_catalogue;
    std::unique_ptr<EnvironmentStore> m_environments;

    RunEnvironment services()
    {
        RunEnvironment made;
        made.catalogue = &m_catalogue;
        made.environments = m_environments.get();
        made.clock = &m_clock;
        made.guardProgram = QStringLiteral(GUARD_PROGRAM);
        made.runsFolder = m_folder.filePath(QStringLiteral("runs"));
        made.filesFolder = m_folder.filePath(QStringLiteral("files"));
        return made;
    }

    TrialRecord runOne(const QString &mode, const Catalogue *catalogue = nullptr)
    {
        RunEnvironment used = services();
        if (catalogue)
            used.catalogue = catalogue;
        Campaign controller(used);
        QSignalSpy finished(&controller, &RunController::finished);
        if (!controller.start(makeProfile({mode})) || !finished.wait(runLimitMs)
            || controller.result()->trials.size() != 1) {
            return {};
        }
        return controller.result()->trials.constFirst();
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QList<Stack> stacks;
        for (const QString &mode : modes())
            stacks << makeStack(mode);
        m_catalogue = Catalogue::of(stacks);
        // An environment without packages: a Python, created without a network.
        const QString definitions = m_folder.filePath(QStringLiteral("definitions"));
        QVERIFY(QDir().mkpath(definitions + QStringLiteral("/plain")));
        QFile lock(definitions + QStringLiteral("/plain/requirements.lock"));
        QVERIFY(lock.open(QIODevice::WriteOnly));
        lock.close();
        m_environments = std::make_unique<EnvironmentStore>(
            definitions, m_folder.filePath(QStringLiteral("environments")), QStringLiteral(GUARD_PROGRAM));
        QSignalSpy built(m_environments.get(), &EnvironmentStore::built);
        m_environments->build(QStringLiteral("plain"));
        QVERIFY(built.wait(runLimitMs));
        QVERIFY2(built.constFirst().at(1).value<Status>().isOk(),
                 qPrintable(m_environments->state(QStringLiteral("plain")).reason.english()));
    }
};

} // namespace loadstone
