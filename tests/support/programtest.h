// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>

/// Base of tests that call the built executable as users and CI jobs do: with separate folders for data,
/// settings and temporary files, and without a screen.
class ProgramTest : public QObject
{
protected:
    struct Ended {
        int code = -1; ///< -1: it had to be killed; -2: a signal ended it
        QString out;
        QString err;
    };

    /// @param program the executable @param limitMs timeout of a call
    ProgramTest(const QString &program, int limitMs) : m_program(program), m_limitMs(limitMs)
    {
        QDir().mkpath(temporaryFolder());
    }

    QString temporaryFolder() const { return m_folder.filePath(QStringLiteral("temporary")); }

    /// Default setup of a call, to be adapted afterwards.
    void prepare(QProcess &process, const QStringList &arguments) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_folder.filePath(QStringLiteral("data")));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_folder.filePath(QStringLiteral("config")));
        environment.insert(QStringLiteral("TMPDIR"), temporaryFolder());
        environment.remove(QStringLiteral("DISPLAY"));
        environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
        environment.remove(QStringLiteral("QT_QPA_PLATFORM"));
        process.setProcessEnvironment(environment);
        process.setProgram(m_program);
        process.setArguments(arguments);
    }

    void start(QProcess &process, const QStringList &arguments) const
    {
        prepare(process, arguments);
        process.start();
    }

    Ended finish(QProcess &process) const { return finish(process, m_limitMs); }

    static Ended finish(QProcess &process, int limitMs)
    {
        Ended ended;
        if (!process.waitForFinished(limitMs)) {
            process.kill();
            process.waitForFinished();
            return ended;
        }
        ended.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
        ended.out = QString::fromUtf8(process.readAllStandardOutput());
        ended.err = QString::fromUtf8(process.readAllStandardError());
        return ended;
    }

    Ended call(const QStringList &arguments) const { return call(arguments, m_limitMs); }

    Ended call(const QStringList &arguments, int limitMs) const
    {
        QProcess process;
        start(process, arguments);
        return finish(process, limitMs);
    }

    QTemporaryDir m_folder;

private:
    QString m_program;
    int m_limitMs;
};
