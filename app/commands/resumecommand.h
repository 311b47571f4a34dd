// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command.h"

namespace loadstone
{

/// `loadstone resume RUN`: makes the trials of a stopped or interrupted run that are missing.
class ResumeCommand final : public Command
{
public:
    QString name() const override { return QStringLiteral("resume"); }
    QString summary() const override { return QStringLiteral("Continue a stopped or interrupted run."); }
    QString arguments() const override { return QStringLiteral("[RUN]"); }

protected:
    void addOptions(QCommandLineParser &parser) override;
    int run(const QCommandLineParser &parser) override;
};

} // namespace loadstone
