// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/load/loadfields.h"

class QComboBox;

namespace loadstone
{

class DurationEdit;
class PlainSpinBox;
class IntegerBox;

/// Number of users, their start, and the time of each next request: a think time or pacing, never both.
class ClosedLoadFields final : public LoadFields
{
    Q_OBJECT
public:
    ClosedLoadFields(QFormLayout *rows, QWidget *form);

    void show(const Load &load) override;
    void setVisible(bool isVisible) override;

private:
    void connectFields();
    void changePause();
    void showUnits();
    void showPauseRows();
    bool isPaced() const;

    IntegerBox *m_users;
    PlainSpinBox *m_spawnRate;
    QComboBox *m_pause;
    DurationEdit *m_from; ///< minimum, mean or constant pause, or the pacing interval
    DurationEdit *m_to;
    QLabel *m_fromLabel = nullptr;
    Milliseconds m_interval{1'000}; ///< the last one, for when pacing is selected again
    bool m_isVisible = true;
};

} // namespace loadstone
