// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/terminal.h"
#include "core/run/runcontroller.h"

#include <QObject>

#include <optional>

namespace loadstone
{

/// Prints the progress of a run on standard error: a status line while it runs, and one line per finished
/// trial.
class TerminalProgress : public QObject
{
    Q_OBJECT
public:
    /// @param isQuiet suppresses all output
    TerminalProgress(RunController &controller, bool isQuiet);

    void say(const QString &text) { m_line.say(text); }

private:
    void beginTrial();
    void keep(const SecondBucket &bucket);
    void show();
    QString preparing() const;
    QString measuring() const;
    void printTrial(const TrialRecord &trial);
    void printNotMeasured(const QString &name, const TrialRecord &trial);

    RunController &m_controller;
    StatusLine m_line;
    RunProgress m_progress;
    std::optional<SecondBucket> m_filling; // the second that may still change
    std::optional<SecondBucket> m_whole;   // the one before
    std::optional<ResourceSample> m_sample;
    qint64 m_failed = 0;
};

} // namespace loadstone
