// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone compare RUN…`: servers of one or several kept runs compared with statistics.
class CompareCommand final : public Command
{
public:
    QString name() const override { return QStringLiteral("compare"); }
    QString summary() const override
    {
        return QStringLiteral("Compare servers of kept runs, with intervals and verdicts.");
    }
    QString arguments() const override { return QStringLiteral("RUN[:SERVER]…"); }

protected:
    void addOptions(QCommandLineParser &parser) override;
    int run(const QCommandLineParser &parser) override;
};

} // namespace loadstone
