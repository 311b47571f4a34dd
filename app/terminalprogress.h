// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/terminal.h"
#include "core/run/runcontroller.h"

#include <QObject>
#include <QStringList>

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
    static QStringList liveFigures(const TrialRecord &trial);
    void show();
    QString preparing() const;
    QString measuring() const;
    void printTrial(const TrialRecord &trial);
    void printNotMeasured(const QString &name, const TrialRecord &trial);

    RunController &m_controller;
    StatusLine m_line;
    RunProgress m_progress;
};

} // namespace loadstone
