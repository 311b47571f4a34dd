// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QObject>
#include <QString>

#include <memory>

namespace loadstone
{

/// The file behind GET /stream-file: ASCII zeros, whole MiB, kept in the user's cache as
/// stream-<MiB>.dat, made once, verified (size and sampled content) and reused.
class StreamFile : public QObject
{
    Q_OBJECT
public:
    explicit StreamFile(const QString &folder, QObject *parent = nullptr);
    ~StreamFile() override;

    QString path(qint64 bytes) const;
    /// Verifies or makes it in the background; refuses when the disk has not room for it and 10 %
    /// to spare. `prepared` follows exactly once, unless prepare() is called again before.
    void prepare(qint64 bytes);
    void cancel(); ///< leaves no half-made file
    /// Removes all files of this kind in `folder`; returns the bytes freed.
    static qint64 removeAll(const QString &folder);

signals:
    void progressed(double fraction, const QString &text);
    void prepared(const loadstone::Result<QString> &path);

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace loadstone
