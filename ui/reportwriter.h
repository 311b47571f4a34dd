// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QUrl>

#include <functional>
#include <memory>

namespace loadstone
{

struct RunRecord;

/// Writes the report of a run in the background, and opens it outside of the window. One report at a time;
/// that of the last written run is not written again to be shown.
class ReportWriter : public QObject
{
    Q_OBJECT
public:
    using Run = std::shared_ptr<const RunRecord>;
    /// Writes the report and returns its file. Called in another thread.
    using Write = std::function<Result<QString>(const RunRecord &)>;
    /// Opens a file; false if no program can.
    using OpenUrl = std::function<bool(const QUrl &)>;

    /// Without functions nothing is written or shown.
    ReportWriter(Write write, OpenUrl openUrl, QObject *parent = nullptr);

    bool canWrite() const { return m_write != nullptr; }
    bool isWriting() const { return m_isWriting; }

    /// @param run a finished one; emits written() unless another report is being written
    void write(const Run &run);
    /// Opens the report of a finished run, writing it first if needed.
    void show(const Run &run);
    /// Blocks until the current report has been written and written() was emitted.
    void finish();

signals:
    void isWritingChanged();
    void written(const loadstone::Result<QString> &file);
    /// No program could open the file.
    void showFailed(const QString &file);

private:
    void onWritten(const QString &runId, const Result<QString> &file);
    void open(const QString &file);

    Write m_write;
    OpenUrl m_openUrl;
    QString m_runId; // of the run behind m_file
    QString m_file;
    bool m_isWriting = false;
    bool m_isToBeShown = false;
    QThreadPool m_background; // last: its destructor waits for threads that use the members above
};

} // namespace loadstone
