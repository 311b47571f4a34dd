// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone load URL`: an alternative to wrk.
class LoadCommand final : public Command
{
public:
    QString name() const override { return QStringLiteral("load"); }
    QString summary() const override
    {
        return QStringLiteral("Load one URL: no profile, no server to launch.");
    }
    QString arguments() const override { return QStringLiteral("URL"); }
    QString hintFor(const QString &unknownOption) const override;

protected:
    void addOptions(QCommandLineParser &parser) override;
    int run(const QCommandLineParser &parser) override;
};

} // namespace loadstone
