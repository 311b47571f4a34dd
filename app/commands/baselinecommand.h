// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone baseline`: the runs that later runs of their profile are compared with.
class BaselineCommand final : public Command
{
public:
    QString name() const override { return QStringLiteral("baseline"); }
    QString summary() const override
    {
        return QStringLiteral("Show or set the run that others of its profile are compared with.");
    }
    QString arguments() const override { return QStringLiteral("[show | set RUN | clear PROFILE]"); }

protected:
    void addOptions(QCommandLineParser &parser) override;
    int run(const QCommandLineParser &parser) override;
};

} // namespace loadstone
