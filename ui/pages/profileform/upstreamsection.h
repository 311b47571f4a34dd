// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/formsection.h"

class QCheckBox;
class QComboBox;

namespace loadstone
{

class DurationEdit;
class IntegerBox;

/// The slow upstream for endpoints that call one.
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
    IntegerBox *m_calls;
    QCheckBox *m_wholeSeconds;
    IntegerBox *m_port;
};

} // namespace loadstone
