// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/load/loadfields.h"

class QComboBox;
class QDoubleSpinBox;
class QSpinBox;

namespace loadstone
{

/// How many requests are due each second and in which rhythm, and how many may be under way or
/// waiting before some are dropped.
class OpenLoadFields final : public LoadFields
{
    Q_OBJECT
public:
    OpenLoadFields(QFormLayout *rows, QWidget *form);

    void show(const Load &load) override;

private:
    void connectFields();
    void showUnits();

    QDoubleSpinBox *m_rate;
    QComboBox *m_arrivals;
    QSpinBox *m_connections;
    QSpinBox *m_queue;
};

} // namespace loadstone
