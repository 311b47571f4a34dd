// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

namespace loadstone
{

namespace
{

using namespace Qt::StringLiterals;

QMessageBox *question(QWidget *parent, const QString &text)
{
    auto *box = new QMessageBox(QMessageBox::Question, QCoreApplication::applicationName(), text,
                                QMessageBox::NoButton, parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    return box;
}

void openFileDialog(QWidget *parent, const QString &title, const QString &start, const QString &filter,
                    QFileDialog::AcceptMode mode, std::function<void(const QString &)> chosen)
{
    auto *dialog = new QFileDialog(parent, title, {}, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(mode);
    if (mode == QFileDialog::AcceptSave) {
        dialog->setDefaultSuffix(QFileInfo(start).suffix());
        dialog->setDirectory(QFileInfo(start).absolutePath());
        dialog->selectFile(start);
    } else {
        dialog->setFileMode(QFileDialog::ExistingFile);
        dialog->setDirectory(start);
    }
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(chosen));
    dialog->open();
}

} // namespace

Prompts Prompts::dialogs()
{
    Prompts prompts;
    prompts.askToSave = [](QWidget *parent, const QString &asked, auto answer) {
        QMessageBox *box = question(parent, asked);
        box->setStandardButtons(QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel);
        box->button(QMessageBox::Discard)->setText(QCoreApplication::translate("Prompts", "Don't Save"));
        QObject::connect(box, &QMessageBox::finished, parent, [answer](int button) {
            answer(button == QMessageBox::Save          ? SaveAnswer::Save
                       : button == QMessageBox::Discard ? SaveAnswer::DontSave
                                                        : SaveAnswer::Cancel);
        });
        box->open();
    };
    prompts.confirm = [](QWidget *parent, const QString &asked, const QString &yes, auto answer) {
        QMessageBox *box = question(parent, asked);
        const QAbstractButton *yesButton = box->addButton(yes, QMessageBox::AcceptRole);
        box->addButton(QMessageBox::Cancel);
        QObject::connect(box, &QMessageBox::finished, parent,
                         [box, yesButton, answer] { answer(box->clickedButton() == yesButton); });
        box->open();
    };
    prompts.chooseFileToSave = [](QWidget *parent, const QString &title, const QString &suggestion,
                                  const QString &filter, auto chosen) {
        openFileDialog(parent, title, suggestion, filter, QFileDialog::AcceptSave, chosen);
    };
    prompts.chooseFileToOpen = [](QWidget *parent, const QString &title, const QString &folder,
                                  const QString &filter, auto chosen) {
        openFileDialog(parent, title, folder, filter, QFileDialog::AcceptOpen, chosen);
    };
    return prompts;
}

} // namespace loadstone
