// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tile.h"

#include "ui/theme/chartcolors.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace loadstone
{

using namespace Qt::StringLiterals;

Tile::Tile(const QString &title, const QString &widest, const QString &explanation, QWidget *parent)
    : QWidget(parent), m_title(title), m_widest(widest), m_titleLabel(new QLabel(title, this)),
      m_value(new QLabel(this)), m_phase(new QLabel(this))
{
    setToolTip(explanation);
    setWhatsThis(explanation);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 2, 10, 2);
    layout->setSpacing(0);
    for (auto *label : {m_titleLabel, m_value, m_phase}) {
        label->setTextFormat(Qt::PlainText);
        layout->addWidget(label);
    }
    makeRoom();
    setValue(u"–"_s, {});
}

void Tile::setValue(const QString &value, const QString &phaseValue)
{
    if (m_value->text() != value)
        m_value->setText(value);
    if (m_phase->text() != phaseValue)
        m_phase->setText(phaseValue);
    setAccessibleName(tr("%1: %2").arg(m_title, value));
}

QString Tile::value() const { return m_value->text(); }
QString Tile::phaseValue() const { return m_phase->text(); }

void Tile::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange)
        makeRoom();
    QWidget::changeEvent(event);
}

void Tile::makeRoom()
{
    QFont font = this->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setBold(true);
    m_value->setFont(font);
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, chartColors(palette()).secondaryText);
    m_titleLabel->setPalette(quiet);
    m_phase->setPalette(quiet);
    m_value->setMinimumWidth(QFontMetrics(font).horizontalAdvance(m_widest));
}

} // namespace loadstone
