// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/store/trialrows.h"

#include "core/results/recordcodec.h"
#include "core/results/recordfields.h"

#include <QHash>
#include <QJsonDocument>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString hdrKey() { return u"hdr"_s; }

/// Takes the packed histograms out of a record.
QJsonValue withoutHistograms(const QJsonValue &value, const QString &place, QList<PlacedHistogram> &taken)
{
    if (value.isArray()) {
        QJsonArray array;
        const QJsonArray items = value.toArray();
        for (qsizetype i = 0; i < items.size(); ++i)
            array.append(withoutHistograms(items[i], u"%1/%2"_s.arg(place).arg(i), taken));
        return array;
    }
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    if (const QJsonValue hdr = object.value(hdrKey()); hdr.isString()) {
        taken.append({place, QByteArray::fromBase64(hdr.toString().toLatin1())});
        object.remove(hdrKey());
        return object;
    }
    for (auto it = object.begin(); it != object.end(); ++it)
        it.value() =
            withoutHistograms(it.value(), place.isEmpty() ? it.key() : place + u'/' + it.key(), taken);
    return object;
}

QJsonValue withHistograms(const QJsonValue &value, const QString &place,
                          const QHash<QString, QByteArray> &hdrs)
{
    if (value.isArray()) {
        QJsonArray array;
        const QJsonArray items = value.toArray();
        for (qsizetype i = 0; i < items.size(); ++i)
            array.append(withHistograms(items[i], u"%1/%2"_s.arg(place).arg(i), hdrs));
        return array;
    }
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    if (const auto hdr = hdrs.constFind(place); hdr != hdrs.constEnd()) {
        object.insert(hdrKey(), QString::fromLatin1(hdr->toBase64()));
        return object;
    }
    for (auto it = object.begin(); it != object.end(); ++it)
        it.value() = withHistograms(it.value(), place.isEmpty() ? it.key() : place + u'/' + it.key(), hdrs);
    return object;
}

template<typename T>
QByteArray encodeRow(const T &value)
{
    return QJsonDocument(fieldsToJson(value)).toJson(QJsonDocument::Compact);
}

template<typename T>
Result<T> decodeRow(const QByteArray &json)
{
    T value;
    ReadFault fault;
    fieldsFromJson(QJsonDocument::fromJson(json).object(), value, {}, fault);
    if (fault.isSet())
        return Error{ErrorCode::Io, u"The record is damaged: %1."_s.arg(fault.text()), {}};
    return value;
}

} // namespace

TrialRows splitTrial(TrialRecord trial)
{
    trial.timeline.seconds.clear();
    trial.timeline.resources.clear();
    trial.timeline.intervals.clear();
    TrialRows rows;
    const QJsonObject object = QJsonDocument::fromJson(encodeTrial(trial)).object();
    rows.record = QJsonDocument(withoutHistograms(object, {}, rows.histograms).toObject())
                      .toJson(QJsonDocument::Compact);
    return rows;
}

Result<TrialRecord> joinTrial(const TrialRows &rows)
{
    QHash<QString, QByteArray> hdrs;
    for (const PlacedHistogram &histogram : rows.histograms)
        hdrs.insert(histogram.place, histogram.hdr);
    const QJsonObject object = QJsonDocument::fromJson(rows.record).object();
    return decodeTrial(
        QJsonDocument(withHistograms(object, {}, hdrs).toObject()).toJson(QJsonDocument::Compact));
}

QByteArray encodeSecond(const SecondBucket &second) { return encodeRow(second); }

Result<SecondBucket> decodeSecond(const QByteArray &json) { return decodeRow<SecondBucket>(json); }

QByteArray encodeSample(const ResourceSample &sample) { return encodeRow(sample); }

Result<ResourceSample> decodeSample(const QByteArray &json) { return decodeRow<ResourceSample>(json); }

} // namespace loadstone
