// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/chartmodel.h"

#include <QWidget>

#include <functional>

class QComboBox;
class QLabel;
class QTableView;

namespace loadstone
{

class ChartTableModel;

/// Charts as a table, one at a time: for users who cannot see them, and to copy figures. Follows their data
/// and time range while visible.
class ChartTableView : public QWidget
{
    Q_OBJECT
public:
    /// @param name of the object; those of its parts begin with it
    /// @param models the charts of the moment
    ChartTableView(const QString &name, std::function<QList<ChartModel>()> models, QWidget *parent = nullptr);

    /// To be called when the charts have changed.
    void onModelsChanged();

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

    std::function<QList<ChartModel>()> m_models;
    ChartTableModel *m_model;
    QComboBox *m_choice;
    QLabel *m_note;
    QTableView *m_table;
};

} // namespace loadstone
