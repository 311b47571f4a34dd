// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QScrollArea>

#include <array>

class QCheckBox;
class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace loadstone
{

class ChartStack;

/// The values at the cursor, and the legend: a check box with swatch per series shows and hides it, hovering
/// emphasises its line, Alt+click hides all others, a double click shows all. With two pins it shows A, B and
/// B−A in columns. If space is short, names are elided, never values.
class ReadoutPanel : public QScrollArea
{
    Q_OBJECT
public:
    explicit ReadoutPanel(ChartStack &charts, QWidget *parent = nullptr);

    /// The line at the top: the situation at that time.
    void setHeadline(const QString &text);
    /// Displayed values of a series, "–" for missing ones; empty for an unlisted series.
    QStringList valueTexts(const QString &chartId, const QString &seriesId) const;
    QSize sizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    static constexpr int columns = 3; // A, B and their difference; the first is also that of the cursor
    using Values = std::array<QLabel *, columns>;
    struct Row {
        QString chartId;
        QString seriesId;
        QCheckBox *box = nullptr;
        Values values{};
    };
    struct Section {
        QLabel *title = nullptr;
        QGridLayout *rows = nullptr;
    };

    void refresh();
    void addRows();
    void addRow(Section &section, const QString &id, Row row, const QString &name, const QString &chart);
    Values addValues(QGridLayout &grid, int row);
    void showRows();
    void drawSwatches();
    void showValues();
    void showColumns(bool isPair);
    void makeRoom();
    void showHidden();
    void solo(const Row &row);

    ChartStack &m_charts;
    QVBoxLayout *m_layout;
    QLabel *m_headline;
    QGridLayout *m_pins;
    Values m_times{}; ///< column headers with two pins
    QLabel *m_hidden;
    QMap<QString, Row> m_rows;         // by "chart/series"
    QMap<QString, Section> m_sections; // by chart
    std::array<int, columns> m_widths{};
};

} // namespace loadstone
