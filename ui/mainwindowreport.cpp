// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/conclusion.h"
#include "core/report/runoutcome.h"
#include "core/report/thresholdverdicts.h"
#include "ui/mainwindow.h"
#include "ui/models/liverun.h"
#include "ui/pages/runpage.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <utility>

namespace loadstone
{

void MainWindow::showSummary(const RunResult &result)
{
    const QList<ServerStats> servers = analyseServers(result);
    const RunVerdict verdict = verdictOf(result);
    QStringList sentences{headline(result, servers)};
    for (const ThresholdVerdict &threshold : thresholdVerdicts(result.profile, servers)) {
        if (!threshold.isMet && servers[threshold.server].isMeasured())
            sentences << threshold.text + u'.';
    }
    m_runPage->showSummary(sentences.join(u' '), verdict);
}

void MainWindow::openReport()
{
    const auto result = m_live->result();
    if (!result || !m_services.writeReport)
        return;
    if (m_report.runId == result->id && QFileInfo::exists(m_report.file))
        return showReport(m_report.file);
    m_report.isToBeShown = true;
    writeReport();
}

void MainWindow::writeReport()
{
    const auto result = m_live->result();
    if (!result || !m_services.writeReport || m_report.isBeingWritten)
        return;
    m_report.isBeingWritten = true;
    updateActions();
    // The result of a run that ended never changes, so another thread may read it.
    m_background.start([this, result, write = m_services.writeReport] {
        const Result<QString> file = write(*result);
        QMetaObject::invokeMethod(
            this, [this, id = result->id, file] { onReportWritten(id, file); }, Qt::QueuedConnection);
    });
}

void MainWindow::onReportWritten(const QString &runId, const Result<QString> &file)
{
    m_report.isBeingWritten = false;
    const bool isToBeShown = std::exchange(m_report.isToBeShown, false);
    if (file) {
        m_report.runId = runId;
        m_report.file = *file;
    } else {
        m_runPage->showProblem(file.error().message, file.error().detail);
    }
    updateActions();
    emit reportWritten(file);
    if (file && isToBeShown)
        showReport(*file);
}

void MainWindow::showReport(const QString &file)
{
    if (m_services.openUrl && !m_services.openUrl(QUrl::fromLocalFile(file)))
        m_runPage->showProblem(tr("The report was written, but no program could open it: %1").arg(file));
}

void MainWindow::finishReport()
{
    m_background.waitForDone();
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
}

} // namespace loadstone
