// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/formsection.h"

namespace loadstone
{

class TextField;

/// The thresholds that a run has to meet, one per line as in the file, with what is wrong with them.
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
