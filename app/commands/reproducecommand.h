// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone reproduce`: the published comparisons in their short forms, one after the other, and one page over all.
/// Called again after an interruption it goes on where it was.
class ReproduceCommand final : public Command
{
public:
    QString name() const override { return QStringLiteral("reproduce"); }
    QString summary() const override
    {
        return QStringLiteral("Repeat the published comparisons in short form; one page over all.");
    }
    QString arguments() const override { return {}; }

protected:
    void addOptions(QCommandLineParser &parser) override;
    int run(const QCommandLineParser &parser) override;
};

} // namespace loadstone
