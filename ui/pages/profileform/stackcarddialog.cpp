// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/stackcarddialog.h"

#include "core/base/subreaper.h"

#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace loadstone
{

using namespace Qt::StringLiterals;

StackCardDialog::StackCardDialog(const QString &title, const QString &card, QWidget *parent) : QDialog(parent)
{
    setObjectName(u"stackCard"_s);
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *text = new QTextBrowser(this);
    text->setObjectName(u"stackCardText"_s);
    text->setAccessibleName(tr("%1: Server Details").arg(title));
    text->setOpenLinks(false);
    connect(text, &QTextBrowser::anchorClicked, this, [](const QUrl &url) {
        const Subreaper::Pause outlivesUs;
        QDesktopServices::openUrl(url);
    });
    text->setFrameShape(QFrame::NoFrame);
    text->setHtml(card);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    // The style's own icon is black in the dark theme too.
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(text, 1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 40);
}

} // namespace loadstone
