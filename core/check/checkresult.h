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
    double readyAfterS = -1;
    int processes = -1;          ///< when ready
    int threads = -1;            ///< of all processes
    int backlog = -1;            ///< as reported by the kernel
    std::optional<TlsFacts> tls; ///< nothing: no TLS
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
