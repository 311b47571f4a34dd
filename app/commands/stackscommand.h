// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone stacks [STACK]`: what can be launched here, and why not. `stacks add FOLDER` makes one's
/// own known, `stacks remove STACK` forgets it.
class StacksCommand final : public Command
{
public:
    QString name() const override { return QStringLiteral("stacks"); }
    QString summary() const override
    {
        return QStringLiteral("List the server stacks, show one, or add your own.");
    }
    QString arguments() const override { return QStringLiteral("[STACK | add FOLDER | remove STACK]"); }

protected:
    void addOptions(QCommandLineParser &parser) override;
    int run(const QCommandLineParser &parser) override;
};

} // namespace loadstone
