// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QIODevice>
#include <QMap>
#include <QStringList>

namespace loadstone
{

/// A run as one file, which another machine reads: its record, what people wrote on it, and its servers' logs. The
/// file is JSON, compressed with gzip, and ends in ".loadstone".
struct RunArchive {
    RunRecord run;
    QString name;
    QString note;
    QStringList tags;
    QMap<QString, QByteArray> logs; ///< by file name
};

/// Reads the logs of a run's folder, up to 64 MiB in all; the others are left out, and returned by name in `leftOut`.
/// @param runFolder empty: there are none
QMap<QString, QByteArray> readLogs(const QString &runFolder, QStringList &leftOut);

/// The bytes of an archive; an error if zlib fails.
Result<QByteArray> packArchive(const RunArchive &archive);
/// Writes the archive; an error of the device stays with it.
Status writeArchive(const RunArchive &archive, QIODevice &device);

/// Key of a JSON result under which the run's archive is, in base64.
QString resultArchiveKey();

/// Reads an archive, or that in a JSON result, from anybody: at most 1 GiB of JSON, and only plain file names for logs.
/// An error is one sentence.
Result<RunArchive> readArchive(const QString &path);

/// The record with its logs' paths in another folder.
RunRecord movedTo(const RunRecord &run, const QString &runFolder);

} // namespace loadstone
