// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone stacks [STACK]`: the stacks with their availability. `stacks add FOLDER` adds a user's own
/// stack, `stacks remove STACK` removes it.
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
