// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone profiles`: the built-in profiles and the user's own.
class ProfilesCommand final : public Command
{
public:
    QString name() const override { return QStringLiteral("profiles"); }
    QString summary() const override { return QStringLiteral("List the profiles."); }
    QString arguments() const override { return QStringLiteral(""); }

protected:
    void addOptions(QCommandLineParser &parser) override;
    int run(const QCommandLineParser &parser) override;
};

} // namespace loadstone
