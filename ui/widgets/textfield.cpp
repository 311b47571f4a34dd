// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/textfield.h"

#include "core/text/format.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QSignalBlocker>
#include <QTextCursor>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qsizetype longestWrapped = 4'096; // characters; four milliseconds per key

bool hasLongLine(const QString &text)
{
    qsizetype begin = 0;
    while (begin < text.size()) {
        const qsizetype found = text.indexOf(u'\n', begin);
        const qsizetype end = found < 0 ? text.size() : found;
        if (end - begin > longestWrapped)
            return true;
        begin = end + 1;
    }
    return false;
}

} // namespace

TextField::TextField(QWidget *parent) : QPlainTextEdit(parent)
{
    setLineWrapMode(NoWrap);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // it would cover one of few lines
    setTabChangesFocus(true);
    connect(this, &QPlainTextEdit::textChanged, this, &TextField::onTextChanged);
}

QString TextField::text() const { return m_notShown.value_or(toPlainText()); }

void TextField::setText(const QString &text)
{
    if (text.size() > mostShown)
        return storeUnshown(text);
    showAgain();
    const QSignalBlocker quiet(this);
    chooseWrapping(text);
    setPlainText(text);
}

void TextField::setProse(bool isProse)
{
    m_isProse = isProse;
    chooseWrapping(text());
}

void TextField::chooseWrapping(const QString &text)
{
    const LineWrapMode mode = m_isProse && !hasLongLine(text) ? WidgetWidth : NoWrap;
    if (lineWrapMode() != mode)
        setLineWrapMode(mode);
}

void TextField::onTextChanged()
{
    const QString typed = toPlainText();
    if (typed.size() > mostShown)
        storeUnshown(typed);
    else if (!typed.isEmpty())
        chooseWrapping(typed);
}

void TextField::storeUnshown(const QString &text)
{
    const QSignalBlocker quiet(this);
    if (!m_notShown)
        m_usualPlaceholder = placeholderText();
    m_notShown = text;
    clear();
    setReadOnly(true);
    QString words = tr("%1, not shown").arg(formatBytes(text.toUtf8().size()));
    if (!m_remedy.isEmpty())
        words += u"; "_s + m_remedy;
    setPlaceholderText(tr("%1. Press Delete to remove it.", "a text that is too long").arg(words));
}

void TextField::showAgain()
{
    if (!m_notShown)
        return;
    m_notShown.reset();
    setReadOnly(false);
    setPlaceholderText(m_usualPlaceholder);
}

void TextField::insertFromMimeData(const QMimeData *source)
{
    QString inserted = source->text();
    inserted.replace(u"\r\n"_s, u"\n"_s);
    const QTextCursor cursor = textCursor();
    QString whole = toPlainText();
    whole.replace(cursor.selectionStart(), cursor.selectionEnd() - cursor.selectionStart(), inserted);
    if (whole.size() > mostShown) {
        storeUnshown(whole);
        emit textChanged();
        return;
    }
    chooseWrapping(whole); // before its layout
    QPlainTextEdit::insertFromMimeData(source);
}

void TextField::keyPressEvent(QKeyEvent *event)
{
    if (m_notShown && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
        showAgain();
        emit textChanged();
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

} // namespace loadstone
