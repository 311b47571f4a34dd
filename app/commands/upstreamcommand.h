// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone upstream`: the slow upstream alone, until interrupted. Runs start it too, as a child process.
class UpstreamCommand final : public Command
{
public:
    QString name() const override { return QStringLiteral("upstream"); }
    QString summary() const override
    {
        return QStringLiteral("Run the slow upstream that servers call in some experiments.");
    }
    QString arguments() const override { return {}; }

protected:
    void addOptions(QCommandLineParser &parser) override;
    int run(const QCommandLineParser &parser) override;
};

} // namespace loadstone
