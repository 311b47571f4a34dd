// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/load/loadfields.h"

class QComboBox;

namespace loadstone
{

class PlainSpinBox;
class WholeNumberBox;

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

    PlainSpinBox *m_rate;
    QComboBox *m_arrivals;
    WholeNumberBox *m_connections;
    WholeNumberBox *m_queue;
};

} // namespace loadstone
