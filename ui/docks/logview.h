// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include <functional>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace loadstone
{

class LogStore;
struct LogLine;

/// Live output of the servers: filtered by server and stream, searchable, following until the user scrolls
/// up. Appends lines in batches, at most ten times a second.
class LogView : public QWidget
{
    Q_OBJECT
public:
    /// @param chooseFile shows a save dialog and calls back with the file, if one was chosen
    using ChooseFile = std::function<void(std::function<void(const QString &)>)>;

    LogView(LogStore &store, ChooseFile chooseFile, QWidget *parent = nullptr);

    void focusSearch();
    QString shownText() const;
    void flush(); ///< appends lines pending for the next batch

    QSize sizeHint() const override; ///< a few lines: docks start small

signals:
    void saveFailed(const QString &message);

private:
    bool isShown(const LogLine &line) const;
    QString formatLine(const LogLine &line) const;
    void showAll();
    void find();
    void saveTo(const QString &file);
    void updateJump();
    void onScrolled();

    LogStore &m_store;
    ChooseFile m_chooseFile;
    QComboBox *m_server;
    QCheckBox *m_errorsOnly;
    QCheckBox *m_follow;
    QLineEdit *m_search;
    QLabel *m_found;
    QPushButton *m_jump;
    QPlainTextEdit *m_text;
    QTimer m_batch;
    qint64 m_shown = 0; ///< of LogStore::added()
    int m_unseen = 0;
    bool m_isAppending = false;
};

} // namespace loadstone
