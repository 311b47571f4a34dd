// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone setup [ENV…]`: builds environments, or clears the cache.
class SetupCommand final : public Command
{
public:
    QString name() const override { return QStringLiteral("setup"); }
    QString summary() const override { return QStringLiteral("Build the Python environments."); }
    QString arguments() const override { return QStringLiteral("[ENVIRONMENT…]"); }

protected:
    void addOptions(QCommandLineParser &parser) override;
    int run(const QCommandLineParser &parser) override;
};

} // namespace loadstone
