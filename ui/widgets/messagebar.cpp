// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/messagebar.h"

#include "ui/theme/chartcolors.h"
#include "ui/theme/icons.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{
QToolButton *flatButton(QWidget *parent, const QString &text, const QString &objectName)
{
    auto *button = new QToolButton(parent);
    button->setText(text);
    button->setAccessibleName(text);
    button->setObjectName(objectName);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}
} // namespace

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_detail(new QLabel(this)),
      m_buttons(new QHBoxLayout), m_details(flatButton(this, tr("Details"), u"messageDetails"_s)),
      m_copy(flatButton(this, tr("Copy"), u"messageCopy"_s)),
      m_close(flatButton(this, tr("Dismiss"), u"messageClose"_s))
{
    m_text->setObjectName(u"messageText"_s);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detail->setObjectName(u"messageDetail"_s);
    m_detail->setTextFormat(Qt::PlainText);
    m_detail->setWordWrap(true);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_details->setCheckable(true);
    m_close->setIcon(bundledIcon(u"close"_s));
    m_close->setToolTip(tr("Dismiss this message"));

    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_icon, 0, Qt::AlignTop);
    line->addWidget(m_text, 1);
    line->addLayout(m_buttons);
    line->addWidget(m_details);
    line->addWidget(m_copy);
    line->addWidget(m_close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 6, 8, 6);
    layout->setSpacing(4);
    layout->addLayout(line);
    layout->addWidget(m_detail);

    connect(m_details, &QToolButton::toggled, this, &MessageBar::showDetail);
    connect(m_copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_text->text() + u'\n' + m_detail->text()); });
    connect(m_close, &QToolButton::clicked, this, [this] {
        hide();
        emit dismissed();
    });
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    hide();
}

void MessageBar::showMessage(Kind kind, const QString &text, const QString &detail)
{
    m_kind = kind;
    m_text->setText(text);
    m_detail->setText(detail);
    m_details->setChecked(false);
    m_details->setVisible(!detail.isEmpty());
    showDetail(false);
    drawIcon();
    setAccessibleName(text);
    show();
}

QPushButton *MessageBar::addButton(const QString &text, const QString &objectName)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(objectName);
    button->setAccessibleName(text);
    m_buttons->addWidget(button);
    return button;
}

void MessageBar::setCloseable(bool isCloseable) { m_close->setVisible(isCloseable); }

QString MessageBar::text() const { return m_text->text(); }

void MessageBar::showDetail(bool isShown)
{
    m_detail->setVisible(isShown);
    m_copy->setVisible(isShown);
}

QColor MessageBar::accent() const
{
    const ChartColors &colors = chartColors(palette());
    switch (m_kind) {
    case Kind::Error:
        return colors.worse;
    case Kind::Warning:
        return colors.warning;
    case Kind::Information:
    case Kind::Success:
        break;
    }
    return colors.better;
}

void MessageBar::drawIcon()
{
    static const QStringList names{u"information"_s, u"success"_s, u"warning"_s, u"error"_s};
    const QStringList words{tr("Information"), tr("Done"), tr("Warning"), tr("Error")};
    m_icon->setPixmap(bundledIcon(names.at(int(m_kind))).pixmap(QSize(18, 18), devicePixelRatioF()));
    m_icon->setToolTip(words.at(int(m_kind)));
    m_icon->setAccessibleName(words.at(int(m_kind)));
}

void MessageBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        drawIcon();
    QFrame::changeEvent(event);
}

void MessageBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor background = accent();
    background.setAlphaF(0.12F);
    painter.fillRect(rect(), palette().base());
    painter.fillRect(rect(), background);
    painter.fillRect(QRect(0, 0, 4, height()), accent());
}

} // namespace loadstone
