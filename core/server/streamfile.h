// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QObject>
#include <QString>

#include <memory>

namespace loadstone
{

/// The file behind GET /stream-file: ASCII zeros, whole MiB, stored in the user's cache as stream-<MiB>.dat.
/// Created once, verified (size and sampled content) and reused.
class StreamFile : public QObject
{
    Q_OBJECT
public:
    explicit StreamFile(const QString &folder, QObject *parent = nullptr);
    ~StreamFile() override;

    QString path(qint64 bytes) const;
    /// Verifies or creates it in the background; fails unless the disk has room for it plus 10 %. `prepared`
    /// follows exactly once, unless prepare() is called again before.
    void prepare(qint64 bytes);
    void cancel(); ///< leaves no incomplete file
    /// Removes all stream files in `folder`; returns the bytes freed.
    static qint64 removeAll(const QString &folder);

signals:
    void progressed(double fraction, const QString &text);
    void prepared(const loadstone::Result<QString> &path);

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace loadstone
