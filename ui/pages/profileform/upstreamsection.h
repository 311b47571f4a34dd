// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/formsection.h"

class QCheckBox;
class QComboBox;
class QSpinBox;

namespace loadstone
{

class DurationEdit;

/// The slow API that the servers call, for the endpoints that need one.
class UpstreamSection final : public FormSection
{
    Q_OBJECT
public:
    explicit UpstreamSection(QWidget *parent = nullptr);
    void refresh() override;

private:
    void connectFields();

    QComboBox *m_api;
    DurationEdit *m_delay;
    QSpinBox *m_calls;
    QCheckBox *m_wholeSeconds;
    QSpinBox *m_port;
};

} // namespace loadstone
