// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/logview.h"

#include "core/base/newfile.h"
#include "core/text/format.h"
#include "ui/models/logstore.h"
#include "ui/theme/icons.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

LogView::LogView(LogStore &store, ChooseFile chooseFile, QWidget *parent)
    : QWidget(parent), m_store(store), m_chooseFile(std::move(chooseFile)), m_server(new QComboBox(this)),
      m_errorsOnly(new QCheckBox(tr("Error output only"), this)), m_follow(new QCheckBox(tr("Follow"), this)),
      m_search(new QLineEdit(this)), m_found(new QLabel(this)), m_jump(new QPushButton(this)),
      m_text(new QPlainTextEdit(this))
{
    m_server->setObjectName(u"logServer"_s);
    m_server->setAccessibleName(tr("Log of"));
    m_server->addItem(tr("All servers"));
    m_server->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_errorsOnly->setObjectName(u"logErrorsOnly"_s);
    m_follow->setObjectName(u"logFollow"_s);
    m_follow->setChecked(true);
    m_follow->setToolTip(tr("Keep the newest line in view"));
    m_search->setObjectName(u"logSearch"_s);
    m_search->setAccessibleName(tr("Search the log"));
    m_search->setPlaceholderText(tr("Search (Ctrl+F)"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 30);
    m_found->setObjectName(u"logFound"_s);
    m_jump->setObjectName(u"logJump"_s);
    m_jump->hide();
    m_text->setObjectName(u"logText"_s);
    m_text->setAccessibleName(tr("Server log"));
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setMaximumBlockCount(LogStore::capacity);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setPlaceholderText(tr("No output yet. Servers usually print here when they start."));

    auto *copy = new QPushButton(bundledIcon(u"copy"_s), tr("Copy"), this);
    copy->setObjectName(u"logCopy"_s);
    copy->setToolTip(tr("Copy the shown lines"));
    auto *save = new QPushButton(bundledIcon(u"save"_s), tr("Save…"), this);
    save->setObjectName(u"logSave"_s);

    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(6, 4, 6, 0);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_server, m_errorsOnly, m_search, m_found})
        bar->addWidget(widget);
    bar->addStretch(1);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_jump, m_follow, copy, save})
        bar->addWidget(widget);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(bar);
    layout->addWidget(m_text, 1);

    m_batch.setSingleShot(true);
    m_batch.setInterval(100);
    connect(&m_batch, &QTimer::timeout, this, &LogView::flush);
    connect(&store, &LogStore::linesAdded, this, [this] {
        if (!m_batch.isActive())
            m_batch.start();
    });
    connect(&store, &LogStore::serverAdded, this, [this](const QString &name) { m_server->addItem(name); });
    connect(&store, &LogStore::cleared, this, [this] {
        while (m_server->count() > 1)
            m_server->removeItem(1);
        showAll();
    });
    connect(m_server, &QComboBox::currentIndexChanged, this, &LogView::showAll);
    connect(m_errorsOnly, &QCheckBox::toggled, this, &LogView::showAll);
    connect(m_follow, &QCheckBox::toggled, this, &LogView::updateJump);
    connect(m_search, &QLineEdit::returnPressed, this, &LogView::find);
    connect(m_search, &QLineEdit::textChanged, m_found, &QLabel::clear);
    connect(m_jump, &QPushButton::clicked, this, [this] { m_follow->setChecked(true); });
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(shownText()); });
    connect(save, &QPushButton::clicked, this,
            [this] { m_chooseFile([this](const QString &file) { saveTo(file); }); });
    connect(m_text->verticalScrollBar(), &QScrollBar::valueChanged, this, &LogView::onScrolled);
    showAll();
}

QSize LogView::sizeHint() const { return {600, fontMetrics().height() * 9}; }

void LogView::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

QString LogView::shownText() const { return m_text->toPlainText(); }

bool LogView::isShown(const LogLine &line) const
{
    const bool isChosen = m_server->currentIndex() <= 0 || line.server == m_server->currentText();
    return isChosen && (line.isStderr || !m_errorsOnly->isChecked());
}

QString LogView::formatLine(const LogLine &line) const
{
    const QString name = m_server->currentIndex() <= 0 ? line.server + u"  "_s : QString();
    return u"%1 %2 %3%4"_s.arg(formatClock(line.atS), 7)
        .arg(QChar(line.isStderr ? u'!' : u' '))
        .arg(name, line.text);
}

void LogView::flush()
{
    const qint64 fresh = std::min(m_store.added() - m_shown, qint64(m_store.lines().size()));
    QStringList texts;
    for (auto line = m_store.lines().end() - fresh; line != m_store.lines().end(); ++line)
        if (isShown(*line))
            texts << formatLine(*line);
    m_shown = m_store.added();
    if (texts.isEmpty())
        return;
    const int position = m_text->verticalScrollBar()->value();
    m_isAppending = true;
    m_text->appendPlainText(texts.join(u'\n'));
    if (!m_follow->isChecked()) {
        m_text->verticalScrollBar()->setValue(position);
        m_unseen += int(texts.size());
    }
    m_isAppending = false;
    updateJump();
}

void LogView::showAll()
{
    m_text->clear();
    m_unseen = 0;
    m_shown = m_store.added() - qint64(m_store.lines().size());
    flush();
    updateJump();
}

void LogView::updateJump()
{
    if (m_follow->isChecked()) {
        m_unseen = 0;
        m_isAppending = true;
        m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->maximum());
        m_isAppending = false;
    }
    m_jump->setVisible(m_unseen > 0);
    m_jump->setText(tr("Jump to End (%1 new)").arg(formatCount(m_unseen)));
}

void LogView::onScrolled()
{
    if (m_isAppending)
        return;
    const QScrollBar *bar = m_text->verticalScrollBar();
    if (bar->value() < bar->maximum() - 1)
        m_follow->setChecked(false);
}

void LogView::find()
{
    if (m_search->text().isEmpty())
        return;
    m_follow->setChecked(false);
    if (m_text->find(m_search->text()))
        return m_found->clear();
    m_text->moveCursor(QTextCursor::Start); // wrap around
    m_found->setText(m_text->find(m_search->text()) ? tr("Continued from the top") : tr("Not found"));
}

void LogView::saveTo(const QString &file)
{
    if (const QString problem = saveFile(file, (shownText() + u'\n').toUtf8()); !problem.isEmpty())
        emit saveFailed(tr("Could not save the log to %1: %2. Choose another folder.").arg(file, problem));
}

} // namespace loadstone
