// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone show RUN_FOLDER`: a recorded run, as a table or in the formats of `run`. `loadstone show
/// FILE.hlog`: the content of a histogram log from any tool.
class ShowCommand final : public Command
{
public:
    QString name() const override { return QStringLiteral("show"); }
    QString summary() const override
    {
        return QStringLiteral("Show a recorded run, or the contents of a histogram log (.hlog).");
    }
    QString arguments() const override { return QStringLiteral("RUN_FOLDER|FILE.hlog"); }

protected:
    void addOptions(QCommandLineParser &parser) override;
    int run(const QCommandLineParser &parser) override;

private:
    int showRun(const QString &folder, const QCommandLineParser &parser);
};

} // namespace loadstone
