// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/server/certificate.h"

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace loadstone
{

/// One check.
struct CheckStep {
    enum class State { Passed, Failed, NotChecked };
    QString what; ///< "GET /json", "200 simultaneous connections"
    State state = State::Passed;
    QString text; ///< what failed, or why it was skipped; may be empty if passed
    bool operator==(const CheckStep &) const = default;
};

/// Result of checking one stack with one preset.
struct StackCheckResult {
    enum class State { Passed, Failed, Unavailable, Stopped };
    QString stackId;
    QString preset;
    State state = State::Passed;
    QString unavailable; ///< reason and remedy
    QList<CheckStep> steps;
    QStringList commandLine; ///< as executed
    std::optional<double> readyAfterS;
    std::optional<int> processes; ///< as seen when ready
    std::optional<int> threads;   ///< of all of them
    std::optional<int> backlog;   ///< as the kernel has it
    std::optional<TlsFacts> tls;  ///< nothing: plain
    QStringList lastLog;

    QStringList problems() const; ///< "GET /json: …", in order
};

QString checkStateId(StackCheckResult::State state); ///< "passed"
QJsonObject toJson(const StackCheckResult &result);

/// One line of the table, with a line below it for each problem.
QString checkLine(const StackCheckResult &result);
/// "41 checked: 40 passed, 1 failed. 2 unavailable."
QString checkSummary(const QList<StackCheckResult> &results);

} // namespace loadstone
