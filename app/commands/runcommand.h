// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone run PROFILE`: runs a profile in the terminal, or in the window.
class RunCommand final : public Command
{
public:
    QString name() const override { return QStringLiteral("run"); }
    QString summary() const override { return QStringLiteral("Run a profile and compare its servers."); }
    QString arguments() const override { return QStringLiteral("PROFILE"); }
    bool showsWindow(const QStringList &given) const override
    {
        return given.contains(QStringLiteral("--window"));
    }

protected:
    void addOptions(QCommandLineParser &parser) override;
    int run(const QCommandLineParser &parser) override;
};

} // namespace loadstone
