// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/streamfile.h"

#include "core/server/streamfilemaker.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <atomic>
#include <thread>

namespace loadstone
{

class StreamFile::Private
{
public:
    Private(StreamFile *owner, QString folderName) : q(owner), folder(std::move(folderName)) { }

    void prepare(qint64 bytes)
    {
        cancel();
        m_isCancelled = false;
        m_isWorking = true;
        m_thread = std::thread([this, bytes] {
            const auto result = makeStreamFile(
                {q->path(bytes), bytes, freeBytes},
                [this](double fraction, const QString &text) { deliver(fraction, text); }, m_isCancelled);
            post([this, result] { end(result); });
        });
    }

    void cancel()
    {
        m_isCancelled = true;
        if (m_thread.joinable())
            m_thread.join();
        // The result is queued behind: `prepared` still follows, once, and truthfully.
        if (m_isWorking)
            QCoreApplication::sendPostedEvents(q, QEvent::MetaCall);
    }

    void shutDown()
    {
        m_isCancelled = true;
        if (m_thread.joinable())
            m_thread.join();
    }

    StreamFile *q;
    QString folder;

private:
    template<typename Function>
    void post(Function function)
    {
        QMetaObject::invokeMethod(q, std::move(function), Qt::QueuedConnection);
    }
    void deliver(double fraction, const QString &text)
    {
        post([this, fraction, text] { emit q->progressed(fraction, text); });
    }
    void end(const Result<QString> &result)
    {
        m_isWorking = false;
        emit q->prepared(result);
    }

    std::thread m_thread;
    std::atomic<bool> m_isCancelled = false;
    bool m_isWorking = false;
};

StreamFile::StreamFile(const QString &folder, QObject *parent)
    : QObject(parent), m_d(std::make_unique<Private>(this, folder))
{
}

StreamFile::~StreamFile() { m_d->shutDown(); }

QString StreamFile::path(qint64 bytes) const
{
    return QDir(m_d->folder).filePath(QStringLiteral("stream-%1.dat").arg(bytes / bytesPerMiB));
}

void StreamFile::prepare(qint64 bytes) { m_d->prepare(bytes); }
void StreamFile::cancel() { m_d->cancel(); }

qint64 StreamFile::removeAll(const QString &folder)
{
    const QStringList patterns{QStringLiteral("stream-*.dat"), QStringLiteral("stream-*.dat.part")};
    qint64 freed = 0;
    for (const QFileInfo &file : QDir(folder).entryInfoList(patterns, QDir::Files)) {
        const qint64 size = file.size();
        if (QFile::remove(file.filePath()))
            freed += size;
    }
    return freed;
}

} // namespace loadstone
