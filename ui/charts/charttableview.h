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

/// The charts of a stack as a table, one at a time: for users who cannot see lines, and to copy figures.
/// Follows the stack's data and time range while visible.
class ChartTableView : public QWidget
{
    Q_OBJECT
public:
    explicit ChartTableView(const ChartStack &charts, QWidget *parent = nullptr);

    /// Shows that chart and focuses its figures.
    void open(const QString &chartId);
    QString chartId() const;
    /// Copies the selected rows, or all without a selection, with their headers.
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
