// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QTableView;

namespace loadstone
{

class ChartStack;
class ChartTableModel;

/// The charts of a stack as a table, one at a time: for those who cannot see lines, and to copy
/// figures. Follows the stack's data and time range while it is visible.
class ChartTableView : public QWidget
{
    Q_OBJECT
public:
    explicit ChartTableView(const ChartStack &charts, QWidget *parent = nullptr);

    /// Takes the focus to the figures of that chart.
    void open(const QString &chartId);
    QString chartId() const;
    /// The selected rows, or all when none is, with their headers.
    void copy() const;

signals:
    void closed();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void refresh();

    const ChartStack &m_charts;
    ChartTableModel *m_model;
    QComboBox *m_choice;
    QLabel *m_note;
    QTableView *m_table;
};

} // namespace loadstone
