// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/formsection.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QSpinBox;

namespace loadstone
{

class DurationEdit;

/// The closed workload: users, how they start, how long they think, when it ends; and what that
/// means for the length of the run and the highest rate.
class LoadSection final : public FormSection
{
    Q_OBJECT
public:
    explicit LoadSection(QWidget *parent = nullptr);
    void refresh() override;

private:
    void connectFields();
    void changeThink(const QString &text, const std::function<void(struct ThinkTime &)> &change);
    void changeEnd();
    void showUnits();

    QSpinBox *m_users;
    QDoubleSpinBox *m_spawnRate;
    QComboBox *m_think;
    DurationEdit *m_thinkFrom;
    DurationEdit *m_thinkTo;
    QLabel *m_thinkFromLabel = nullptr;
    QLabel *m_thinkToLabel = nullptr;
    QCheckBox *m_hasDuration;
    DurationEdit *m_duration;
    QCheckBox *m_hasRequests;
    QSpinBox *m_requests;
    QLabel *m_consequence;
};

/// What a profile means in words: "10 s per server × 4 servers ≈ 1 min 4 s" and, with think time,
/// "At most 30 requests/s with these waits".
QString describePlan(const Profile &profile);
QString describePacing(const Profile &profile);

} // namespace loadstone
