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

/// The values at the cursor, and the legend: a check box with swatch for each series shows and
/// hides it, pointing at it makes its line thicker, Alt+click leaves only it, a double click
/// brings all back. With two pins it shows A, B and B−A in columns. Where it is narrow the names
/// give way, never the values.
class ReadoutPanel : public QScrollArea
{
    Q_OBJECT
public:
    explicit ReadoutPanel(ChartStack &charts, QWidget *parent = nullptr);

    /// The line at the top: what was going on at that time.
    void setHeadline(const QString &text);
    /// Shown values of a series, "–" where there is none; nothing of a series that is not listed.
    QStringList valueTexts(const QString &chartId, const QString &seriesId) const;
    QSize sizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    static constexpr int columns = 3; // A, B and their difference; the first is that of the cursor, too
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
    Values m_times{}; ///< above the columns of two pins
    QLabel *m_hidden;
    QMap<QString, Row> m_rows;         // by "chart/series"
    QMap<QString, Section> m_sections; // by chart
    std::array<int, columns> m_widths{};
};

} // namespace loadstone
