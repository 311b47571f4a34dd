// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/reportwriter.h"

#include "core/results/runrecord.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <utility>

namespace loadstone
{

ReportWriter::ReportWriter(Write write, OpenUrl openUrl, QObject *parent)
    : QObject(parent), m_write(std::move(write)), m_openUrl(std::move(openUrl))
{
}

void ReportWriter::write(const Run &run)
{
    if (!m_write || m_isWriting)
        return;
    m_isWriting = true;
    emit isWritingChanged();
    m_background.start([this, run, write = m_write] {
        const Result<QString> file = write(*run);
        QMetaObject::invokeMethod(
            this, [this, id = run->id, file] { onWritten(id, file); }, Qt::QueuedConnection);
    });
}

void ReportWriter::show(const Run &run)
{
    if (!m_write)
        return;
    if (m_runId == run->id && QFileInfo::exists(m_file))
        return open(m_file);
    m_isToBeShown = true;
    write(run);
}

void ReportWriter::onWritten(const QString &runId, const Result<QString> &file)
{
    m_isWriting = false;
    const bool isToBeShown = std::exchange(m_isToBeShown, false);
    if (file) {
        m_runId = runId;
        m_file = *file;
    }
    emit isWritingChanged();
    emit written(file);
    if (file && isToBeShown)
        open(*file);
}

void ReportWriter::open(const QString &file)
{
    if (m_openUrl && !m_openUrl(QUrl::fromLocalFile(file)))
        emit showFailed(file);
}

void ReportWriter::finish()
{
    m_background.waitForDone();
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
}

} // namespace loadstone
