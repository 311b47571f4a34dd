// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/recordcodec.h"

#include "core/profile/limits.h"
#include "core/profile/reader.h"
#include "core/profile/writer.h"
#include "core/results/recordfields.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

Error damaged(const QString &why) { return {ErrorCode::Io, u"The record is damaged: %1."_s.arg(why), {}}; }

/// The object of a record of the kind whose version stands under `key`.
Result<QJsonObject> parseRecord(const QByteArray &text, const QString &key)
{
    QJsonParseError fault;
    const QJsonDocument document = QJsonDocument::fromJson(text, &fault);
    if (fault.error != QJsonParseError::NoError)
        return damaged(u"it is not JSON (%1 at byte %2)"_s.arg(fault.errorString()).arg(fault.offset));
    const QJsonValue format = document.object().value(key);
    if (!format.isDouble() || format.toInteger(-1) < 1)
        return damaged(u"\"%1\" with a format number is missing"_s.arg(key));
    if (format.toInteger() > recordFormat)
        return Error{ErrorCode::Usage,
                     u"The record was written by a newer version of Loadstone (format %1; this one reads up "
                     "to %2). Update Loadstone to open it."_s.arg(format.toInteger())
                         .arg(recordFormat),
                     {}};
    return document.object();
}

template<typename T>
Result<T> decodeRecord(const QByteArray &text, const QString &key)
{
    const Result<QJsonObject> object = parseRecord(text, key);
    if (!object)
        return object.error();
    T value;
    ReadFault fault;
    fieldsFromJson(*object, value, {}, fault);
    if (fault.isSet())
        return damaged(fault.text());
    return value;
}

template<typename T>
QByteArray encodeRecord(const T &value, const QString &key, QJsonObject more = {})
{
    QJsonObject object = fieldsToJson(value);
    object.insert(key, recordFormat);
    for (auto it = more.begin(); it != more.end(); ++it)
        object.insert(it.key(), it.value());
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

QString runKey() { return u"loadstone_run"_s; }
QString trialKey() { return u"loadstone_trial"_s; }

} // namespace

QByteArray encodeRun(const RunRecord &run)
{
    QJsonObject more{{u"profile_id"_s, run.profile.id}, {u"profile_folder"_s, run.profile.folder}};
    if (run.profileJson.isEmpty())
        more.insert(u"profile"_s, QString::fromUtf8(writeProfile(run.profile)));
    return encodeRecord(run, runKey(), more);
}

Result<RunRecord> decodeRun(const QByteArray &text)
{
    const Result<RunRecord> decoded = decodeRecord<RunRecord>(text, runKey());
    if (!decoded)
        return decoded.error();
    RunRecord run = *decoded;
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    const ProfileReading reading = readProfile(run.profileJson, object[u"profile_id"_s].toString());
    if (!reading.draft)
        return damaged(u"its profile cannot be read"_s);
    run.profile = *reading.draft;
    run.profile.folder = object[u"profile_folder"_s].toString();
    // Both become parts of file names.
    if (run.id.isEmpty() || run.id.startsWith(u'.') || run.id.contains(u'/'))
        return damaged(u"its id is not a file name"_s);
    for (const ResolvedServer &server : std::as_const(run.servers)) {
        if (server.stack.id.contains(u'/'))
            return damaged(u"the id of a stack is not a file name"_s);
    }
    for (const PlannedTrial &planned : std::as_const(run.plan)) {
        if (planned.key.server < 0 || planned.key.server >= run.servers.size())
            return damaged(u"its plan names a server that it does not have"_s);
        if (planned.key.level < 0 || planned.key.repeat < 0 || planned.key.repeat >= limits::repeats.most)
            return damaged(u"its plan names a repeat that no profile has"_s);
    }
    return run;
}

QByteArray encodeTrial(const TrialRecord &trial) { return encodeRecord(trial, trialKey()); }

Result<TrialRecord> decodeTrial(const QByteArray &text)
{
    return decodeRecord<TrialRecord>(text, trialKey());
}

} // namespace loadstone
