// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"
#include "ui/pages/profileform/formsection.h"

#include <optional>

class QComboBox;
class QFormLayout;
class QLabel;

namespace loadstone
{

class DurationEdit;
class PlainSpinBox;
class TextField;

/// Settings of the capacity search that replaces a single measurement.
class CapacitySection final : public FormSection
{
    Q_OBJECT
public:
    explicit CapacitySection(QWidget *parent = nullptr);
    void setDocument(ProfileDocument *document) override;
    void refresh() override;

private:
    void addRows();
    void change(const QWidget &control, const QString &text, const std::function<void(Capacity &)> &change);
    void connectNumber(PlainSpinBox *box, const QString &text, double Capacity::*member);
    void connectDuration(DurationEdit *field, const QString &text, Milliseconds Capacity::*member);
    void showUnits(const Capacity &capacity);

    QFormLayout *m_rows;
    QComboBox *m_until;
    TextField *m_objectives;
    QLabel *m_problems;
    PlainSpinBox *m_cpu;
    PlainSpinBox *m_lowest;
    PlainSpinBox *m_highest;
    DurationEdit *m_hold;
    DurationEdit *m_settle;
    PlainSpinBox *m_precision;
    std::optional<Capacity> m_last; ///< restored when the search is enabled again
};

} // namespace loadstone
