// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/load/loadfields.h"

class QComboBox;

namespace loadstone
{

class PlainSpinBox;
class IntegerBox;

/// Arrival rate and distribution, and the limits for requests in flight and waiting arrivals, beyond which
/// arrivals are dropped.
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
    IntegerBox *m_connections;
    IntegerBox *m_queue;
};

} // namespace loadstone
