// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/store/runarchive.h"

#include "core/base/regularfile.h"
#include "core/results/recordcodec.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int archiveFormat = 1;
constexpr qint64 largestLogs = 64LL << 20;
constexpr qint64 largestJson = 1LL << 30;
/// zlib's number for gzip's header, with the largest window.
constexpr int gzipWindow = 15 + 16;
constexpr std::size_t chunkBytes = 1 << 16;
/// In front of the first brace of a JSON file.
constexpr qsizetype mostBlanks = 100;

QString formatKey() { return u"loadstone_archive"_s; }

Error unreadable(const QString &path, const Sentence &why)
{
    return {ErrorCode::Usage,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 is no run of Loadstone: %2."), path, why),
            {}};
}

bool isPlainLogName(const QString &name)
{
    return name.endsWith(u".log"_s) && !name.contains(u'/') && !name.startsWith(u'.') && name.size() < 200
        && std::all_of(name.begin(), name.end(), [](QChar c) { return c.isPrint(); });
}

QByteArray compressed(const QByteArray &text)
{
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    QByteArray packed;
    std::array<char, chunkBytes> chunk{};
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.constData()));
    stream.avail_in = uInt(text.size());
    int state = Z_OK;
    while (state == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef *>(chunk.data());
        stream.avail_out = uInt(chunk.size());
        state = deflate(&stream, Z_FINISH);
        packed.append(chunk.data(), qsizetype(chunk.size() - stream.avail_out));
    }
    deflateEnd(&stream);
    return state == Z_STREAM_END ? packed : QByteArray();
}

Result<QByteArray> expanded(const QByteArray &packed)
{
    z_stream stream{};
    if (inflateInit2(&stream, gzipWindow) != Z_OK)
        return Error{ErrorCode::Internal, u"zlib is not available"_s, {}};
    QByteArray text;
    std::array<char, chunkBytes> chunk{};
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.constData()));
    stream.avail_in = uInt(packed.size());
    int state = Z_OK;
    while (state == Z_OK && text.size() < largestJson) {
        stream.next_out = reinterpret_cast<Bytef *>(chunk.data());
        stream.avail_out = uInt(chunk.size());
        state = inflate(&stream, Z_NO_FLUSH);
        text.append(chunk.data(), qsizetype(chunk.size() - stream.avail_out));
    }
    inflateEnd(&stream);
    if (state == Z_OK)
        return Error{ErrorCode::Usage, Sentence(QT_TRANSLATE_NOOP("Sentence", "it is too large")), {}};
    if (state != Z_STREAM_END)
        return Error{ErrorCode::Usage,
                     Sentence(QT_TRANSLATE_NOOP("Sentence", "it is not compressed with gzip, or cut off")),
                     {}};
    return text;
}

QByteArray compact(const QJsonValue &object)
{
    return QJsonDocument(object.toObject()).toJson(QJsonDocument::Compact);
}

QJsonObject parsed(const QByteArray &record) { return QJsonDocument::fromJson(record).object(); }

Status readTrials(const QJsonArray &trials, RunRecord &run)
{
    for (const auto &json : trials) {
        const Result<TrialRecord> trial = decodeTrial(compact(json));
        if (!trial)
            return trial.error();
        const auto isSame = [&trial](const PlannedTrial &planned) {
            return planned.key == trial->planned.key;
        };
        if (std::none_of(run.plan.cbegin(), run.plan.cend(), isSame))
            return Error{
                ErrorCode::Usage, Sentence(QT_TRANSLATE_NOOP("Sentence", "a trial is not in its plan")), {}};
        run.trials << *trial;
    }
    return success();
}

Result<RunArchive> decodeArchive(const QJsonObject &object)
{
    const Result<RunRecord> run = decodeRun(compact(object[u"run"_s]));
    if (!run)
        return run.error();
    RunArchive archive;
    archive.run = *run;
    if (const Status trials = readTrials(object[u"trials"_s].toArray(), archive.run); !trials)
        return trials.error();
    archive.name = object[u"name"_s].toString();
    archive.note = object[u"note"_s].toString();
    const QJsonArray tags = object[u"tags"_s].toArray();
    for (const auto &tag : tags)
        archive.tags << tag.toString();
    const QJsonObject logs = object[u"logs"_s].toObject();
    for (auto it = logs.begin(); it != logs.end(); ++it) {
        if (!isPlainLogName(it.key()))
            return Error{ErrorCode::Usage,
                         Sentence(QT_TRANSLATE_NOOP("Sentence", "the name of a log is not a file name")),
                         {}};
        archive.logs.insert(it.key(), QByteArray::fromBase64(it.value().toString().toLatin1()));
    }
    return archive;
}

Result<RunArchive> unpackArchive(const QByteArray &packed, const QString &path)
{
    const Result<QByteArray> text = expanded(packed);
    if (!text)
        return unreadable(path, text.error().message);
    const QJsonObject object = parsed(*text);
    const qint64 format = object[formatKey()].toInteger(-1);
    if (format < 1)
        return unreadable(path, Sentence(QT_TRANSLATE_NOOP("Sentence", "its format number is missing")));
    if (format > archiveFormat)
        return Error{
            ErrorCode::Usage,
            Sentence(QT_TRANSLATE_NOOP("Sentence",
                                       "%1 was written by a newer version of Loadstone (format %2; this "
                                       "one reads up to %3). Update Loadstone to read it."),
                     path, format, archiveFormat),
            {}};
    const Result<RunArchive> archive = decodeArchive(object);
    if (!archive)
        return Error{archive.error().code, Sentence(u"%1: %2"_s.arg(path, archive.error().text())), {}};
    return archive;
}

bool isJson(const QByteArray &text)
{
    return text.trimmed().startsWith('{') || text.trimmed().startsWith('[');
}

/// The archive that a JSON result carries.
Result<QByteArray> archiveInResult(const QByteArray &text, const QString &path)
{
    QJsonParseError fault;
    const QJsonObject json = QJsonDocument::fromJson(text, &fault).object();
    if (fault.error != QJsonParseError::NoError)
        return unreadable(
            path,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "it is damaged or cut off at byte %1"), fault.offset));
    if (!json.contains(u"loadstone_result"_s))
        return unreadable(path, Sentence(QT_TRANSLATE_NOOP("Sentence", "it is not a JSON result")));
    if (json[u"detail"_s] == u"brief"_s)
        return Error{
            ErrorCode::Usage,
            Sentence(QT_TRANSLATE_NOOP("Sentence",
                                       "%1 has the figures of a long run only, without its seconds and "
                                       "histograms. Import what `loadstone export RUN` writes."),
                     path),
            {}};
    if (!json.contains(resultArchiveKey()))
        return Error{
            ErrorCode::Usage,
            Sentence(QT_TRANSLATE_NOOP("Sentence",
                                       "%1 was written by an older version of Loadstone, whose JSON results "
                                       "cannot be imported. Import what `loadstone export RUN` writes."),
                     path),
            {}};
    const auto packed = QByteArray::fromBase64Encoding(json[resultArchiveKey()].toString().toLatin1(),
                                                       QByteArray::AbortOnBase64DecodingErrors);
    if (!packed)
        return unreadable(path, Sentence(QT_TRANSLATE_NOOP("Sentence", "its archive is damaged")));
    return packed.decoded;
}

} // namespace

QString resultArchiveKey() { return u"archive"_s; }

QMap<QString, QByteArray> readLogs(const QString &runFolder, QStringList &leftOut)
{
    QMap<QString, QByteArray> logs;
    if (runFolder.isEmpty())
        return logs;
    qint64 room = largestLogs;
    const QStringList names =
        QDir(runFolder).entryList({u"*.log"_s}, QDir::Files | QDir::NoSymLinks, QDir::Name);
    for (const QString &name : names) {
        const Result<QByteArray> log = readRegularFile(QDir(runFolder).filePath(name), room);
        if (!log || !isPlainLogName(name)) {
            leftOut << name;
            continue;
        }
        room -= log->size();
        logs.insert(name, *log);
    }
    return logs;
}

Result<QByteArray> packArchive(const RunArchive &archive)
{
    RunRecord head = archive.run;
    head.trials.clear();
    QJsonArray trials;
    for (const TrialRecord &trial : archive.run.trials)
        trials.append(parsed(encodeTrial(trial)));
    QJsonObject logs;
    for (auto it = archive.logs.begin(); it != archive.logs.end(); ++it)
        logs.insert(it.key(), QString::fromLatin1(it.value().toBase64()));
    const QJsonObject object{
        {formatKey(), archiveFormat},
        {u"run"_s, parsed(encodeRun(head))},
        {u"trials"_s, trials},
        {u"name"_s, archive.name},
        {u"note"_s, archive.note},
        {u"tags"_s, QJsonArray::fromStringList(archive.tags)},
        {u"logs"_s, logs},
    };
    const QByteArray packed = compressed(QJsonDocument(object).toJson(QJsonDocument::Compact));
    if (packed.isEmpty())
        return Error{ErrorCode::Internal, u"zlib failed"_s, {}};
    return packed;
}

Status writeArchive(const RunArchive &archive, QIODevice &device)
{
    const Result<QByteArray> packed = packArchive(archive);
    if (!packed)
        return packed.error();
    device.write(*packed);
    return success();
}

Result<RunArchive> readArchive(const QString &path)
{
    const Result<QByteArray> packed = readRegularFile(path, largeFile);
    if (!packed)
        return Error{
            packed.error().code,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 cannot be read: %2."), path, packed.error().message),
            {}};
    if (!isJson(packed->left(mostBlanks)))
        return unpackArchive(*packed, path);
    const Result<QByteArray> archive = archiveInResult(*packed, path);
    return archive ? unpackArchive(*archive, path) : archive.error();
}

RunRecord movedTo(const RunRecord &run, const QString &runFolder)
{
    RunRecord moved = run;
    for (TrialRecord &trial : moved.trials) {
        QString &log = trial.server.logFile;
        if (!log.isEmpty())
            log = QDir(runFolder).filePath(QFileInfo(log).fileName());
    }
    return moved;
}

} // namespace loadstone
