// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/formsection.h"

namespace loadstone
{

class TextField;

/// The limits that a run has to keep, one per line as in the file, with what is wrong with them.
class LimitsSection final : public FormSection
{
    Q_OBJECT
public:
    explicit LimitsSection(QWidget *parent = nullptr);
    void refresh() override;

private:
    TextField *m_limits;
    QLabel *m_problems;
};

} // namespace loadstone
