// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone show RUN`: a kept run, or one in a file that `export` wrote, as a table. `loadstone show
/// FILE.hlog`: the content of a histogram log from any tool.
class ShowCommand final : public Command
{
public:
    QString name() const override { return QStringLiteral("show"); }
    QString summary() const override
    {
        return QStringLiteral("Show a kept run, or the contents of a histogram log (.hlog).");
    }
    QString arguments() const override
    {
        return QStringLiteral("RUN | FILE.loadstone | FILE.json | FILE.hlog");
    }

protected:
    void addOptions(QCommandLineParser &parser) override;
    int run(const QCommandLineParser &parser) override;

private:
    int showRun(const QString &reference, const QCommandLineParser &parser);
};

} // namespace loadstone
