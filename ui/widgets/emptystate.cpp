// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/emptystate.h"

#include "ui/theme/icons.h"

#include <QEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_heading(new QLabel(this)), m_sentence(new QLabel(this)),
      m_progress(new QProgressBar(this)), m_button(new QPushButton(this))
{
    QFont font = m_heading->font();
    font.setPointSizeF(font.pointSizeF() * 1.5);
    font.setBold(true);
    m_heading->setFont(font);
    m_heading->setObjectName(u"emptyHeading"_s);
    m_sentence->setObjectName(u"emptySentence"_s);
    m_button->setObjectName(u"emptyButton"_s);
    m_icon->setAccessibleName(tr("Picture"));
    for (auto *label : {m_icon, m_heading, m_sentence})
        label->setAlignment(Qt::AlignCenter);
    m_heading->setWordWrap(true);
    m_sentence->setWordWrap(true);
    m_heading->setTextFormat(Qt::PlainText);
    m_sentence->setTextFormat(Qt::PlainText);

    m_progress->setObjectName(u"emptyProgress"_s);
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(fontMetrics().averageCharWidth() * 60);
    m_progress->hide();

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addStretch(2);
    layout->addWidget(m_icon);
    layout->addWidget(m_heading);
    layout->addWidget(m_sentence);
    layout->addWidget(m_progress, 0, Qt::AlignHCenter);
    layout->addSpacing(6);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::triggered);
}

void EmptyState::setContent(const QString &icon, const QString &heading, const QString &sentence,
                            const QString &button)
{
    if (m_iconName != icon) {
        m_iconName = icon;
        drawIcon();
    }
    m_heading->setText(heading);
    m_sentence->setText(sentence);
    m_button->setText(button);
    m_button->setAccessibleName(button);
    m_button->setVisible(!button.isEmpty());
}

void EmptyState::setProgress(std::optional<double> fraction)
{
    m_progress->setRange(0, fraction ? 1'000 : 0);
    m_progress->setValue(int(std::lround(fraction.value_or(0) * 1'000)));
    m_progress->show();
}

QString EmptyState::heading() const { return m_heading->text(); }
QString EmptyState::sentence() const { return m_sentence->text(); }

void EmptyState::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        drawIcon();
    QWidget::changeEvent(event);
}

void EmptyState::drawIcon()
{
    m_icon->setPixmap(bundledIcon(m_iconName).pixmap(QSize(56, 56), devicePixelRatioF()));
}

} // namespace loadstone
