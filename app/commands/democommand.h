// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone demo`: the main job, from nothing to a report.
class DemoCommand final : public Command
{
public:
    QString name() const override { return QStringLiteral("demo"); }
    QString summary() const override
    {
        return QStringLiteral("Compare four servers live for about ten seconds each, and report.");
    }
    QString arguments() const override { return QStringLiteral(""); }
    bool showsWindow(const QStringList &given) const override
    {
        return !given.contains(QStringLiteral("--no-window"));
    }

protected:
    void addOptions(QCommandLineParser &parser) override;
    int run(const QCommandLineParser &parser) override;
};

} // namespace loadstone
