// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone import FILE…`: adds runs that `export` wrote, here or on another machine.
class ImportCommand final : public Command
{
public:
    QString name() const override { return QStringLiteral("import"); }
    QString summary() const override
    {
        return QStringLiteral("Add runs from files that `export` or `run` wrote.");
    }
    QString arguments() const override { return QStringLiteral("FILE…"); }

protected:
    void addOptions(QCommandLineParser &parser) override;
    int run(const QCommandLineParser &parser) override;
};

} // namespace loadstone
