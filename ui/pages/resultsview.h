// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

class QSortFilterProxyModel;

namespace loadstone
{

class ResultsModel;

/// The results table, in the order of the run while it runs; a click on a header sorts afterwards.
class ResultsView : public QTableView
{
    Q_OBJECT
public:
    explicit ResultsView(ResultsModel *model, QWidget *parent = nullptr);

    void setSortable(bool isSortable);
    QSize minimumSizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void hideColumns();

    ResultsModel *m_results;
    QSortFilterProxyModel *m_sorted;
};

} // namespace loadstone
