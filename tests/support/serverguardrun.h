// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/servertree.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>

/// A guard started by a test, with standard error as its status pipe and standard input as its lifeline.
class GuardRun
{
public:
    GuardRun(const QString &guardProgram, const QStringList &command, int graceMs = 1000,
             const QString &privateFolder = {}, const QStringList &options = {})
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(marked.name(), marked.value());
        process.setProcessEnvironment(environment);
        process.start(guardProgram,
                      QStringList{QStringLiteral("guard"), QStringLiteral("--status-fd"), QStringLiteral("2"),
                                  QStringLiteral("--grace-ms"), QString::number(graceMs),
                                  QStringLiteral("--repeat-ms"), QStringLiteral("300"),
                                  QStringLiteral("--private-folder"), privateFolder}
                          + options + QStringList{QStringLiteral("--")} + command);
    }
    GuardRun(const GuardRun &) = delete;
    GuardRun &operator=(const GuardRun &) = delete;
    ~GuardRun()
    {
        process.write("stop-now\n");
        process.closeWriteChannel();
        process.waitForFinished(5000);
    }
    static QStringList python(const QString &program)
    {
        return {QStringLiteral("python3"), QStringLiteral("-c"), program};
    }
    bool hasPrinted(const QByteArray &text)
    {
        m_output += process.readAllStandardOutput();
        return m_output.contains(text);
    }
    /// The status line with this event; empty if there is none yet.
    QJsonObject status(const QString &event)
    {
        m_status += process.readAllStandardError();
        const QList<QByteArray> lines = m_status.split('\n');
        for (const QByteArray &line : lines) {
            QJsonObject object = QJsonDocument::fromJson(line).object();
            if (object.value(QLatin1String("event")).toString() == event)
                return object;
        }
        return {};
    }

    MarkedProcesses marked;
    QProcess process;

private:
    QByteArray m_output;
    QByteArray m_status;
};
