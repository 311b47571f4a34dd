// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/streamfile.h"

#include "core/base/diskspace.h"
#include "core/server/streamfilemaker.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <atomic>
#include <thread>

namespace loadstone
{

using namespace Qt::StringLiterals;

class StreamFile::Private
{
public:
    Private(StreamFile *owner, QString folderName) : q(owner), folder(std::move(folderName)) { }

    ~Private() { end(); }
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    void prepare(qint64 bytes)
    {
        end();
        m_isCancelled = false;
        // Invalidates queued results of the previous order.
        m_thread = std::thread([this, bytes, generation = ++m_generation] {
            const auto result = makeStreamFile(
                {q->path(bytes), bytes, freeBytes},
                [this, generation](double fraction, const QString &text) {
                    post(generation, [this, fraction, text] { emit q->progressed(fraction, text); });
                },
                m_isCancelled);
            post(generation, [this, result] { emit q->prepared(result); });
        });
    }

    /// A result may already be queued and is delivered anyway.
    void cancel() { m_isCancelled = true; }

    StreamFile *q;
    QString folder;

private:
    /// Blocks until the current part is written, about 32 MiB at most.
    void end()
    {
        cancel();
        if (m_thread.joinable())
            m_thread.join();
    }
    template<typename Function>
    void post(int generation, Function function)
    {
        QMetaObject::invokeMethod(
            q,
            [this, generation, function = std::move(function)] {
                if (generation == m_generation)
                    function();
            },
            Qt::QueuedConnection);
    }

    std::thread m_thread;
    std::atomic<bool> m_isCancelled = false;
    int m_generation = 0; ///< used in the owner's thread only
};

StreamFile::StreamFile(const QString &folder, QObject *parent)
    : QObject(parent), m_d(std::make_unique<Private>(this, folder))
{
}

StreamFile::~StreamFile() = default;

QString StreamFile::path(qint64 bytes) const
{
    return QDir(m_d->folder).filePath(u"stream-%1.dat"_s.arg(bytes / bytesPerMiB));
}

void StreamFile::prepare(qint64 bytes) { m_d->prepare(bytes); }
void StreamFile::cancel() { m_d->cancel(); }

qint64 StreamFile::removeAll(const QString &folder)
{
    const QStringList patterns{u"stream-*.dat"_s, u"stream-*.dat.*part"_s};
    qint64 freed = 0;
    for (const QFileInfo &file : QDir(folder).entryInfoList(patterns, QDir::Files)) {
        const qint64 size = file.size();
        if (QFile::remove(file.filePath()))
            freed += size;
    }
    return freed;
}

} // namespace loadstone
