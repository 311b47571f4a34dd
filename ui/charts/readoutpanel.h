// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QScrollArea>

class QCheckBox;
class QLabel;
class QVBoxLayout;

namespace loadstone
{

class ChartStack;

/// The values at the cursor, and the legend: a check box with swatch for each series shows and
/// hides it, pointing at it makes its line thicker, Alt+click leaves only it, a double click
/// brings all back. With two pins it shows A, B and B−A.
class ReadoutPanel : public QScrollArea
{
    Q_OBJECT
public:
    explicit ReadoutPanel(ChartStack &charts, QWidget *parent = nullptr);

    /// The line at the top: what was going on at that time.
    void setHeadline(const QString &text);
    /// Shown value of a series; for tests and for copying.
    QString valueText(const QString &chartId, const QString &seriesId) const;

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Row {
        QString chartId;
        QString seriesId;
        QCheckBox *box = nullptr;
        QLabel *value = nullptr;
    };

    void refresh();
    void addRows();
    void drawSwatches();
    void showValues();
    void showHidden();
    void solo(const Row &row);

    ChartStack &m_charts;
    QVBoxLayout *m_layout;
    QLabel *m_headline;
    QLabel *m_times;
    QLabel *m_hidden;
    QMap<QString, Row> m_rows; // by "chart/series"
    struct Section {
        QLabel *title = nullptr;
        QVBoxLayout *rows = nullptr;
    };
    QMap<QString, Section> m_sections; // by chart
};

} // namespace loadstone
