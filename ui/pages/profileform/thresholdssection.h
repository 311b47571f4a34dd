// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/formsection.h"

namespace loadstone
{

class TextField;

/// The thresholds of a run, one per line as in the file, with their problems.
class ThresholdsSection final : public FormSection
{
    Q_OBJECT
public:
    explicit ThresholdsSection(QWidget *parent = nullptr);
    void refresh() override;

private:
    TextField *m_thresholds;
    QLabel *m_problems;
};

} // namespace loadstone
