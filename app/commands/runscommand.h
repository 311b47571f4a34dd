// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone runs`: the kept runs. `runs trend PROFILE` shows a metric over those of a profile; `runs tag RUN TAG…`,
/// `untag`, `name`, `note`, `delete`, `restore` and `keep` change what is kept.
class RunsCommand final : public Command
{
public:
    QString name() const override { return QStringLiteral("runs"); }
    QString summary() const override
    {
        return QStringLiteral("List kept runs or their trend; label, delete or restore them.");
    }
    QString arguments() const override { return QStringLiteral("[ACTION [RUN…]]"); }

protected:
    void addOptions(QCommandLineParser &parser) override;
    int run(const QCommandLineParser &parser) override;
};

} // namespace loadstone
