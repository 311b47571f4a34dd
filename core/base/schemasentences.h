// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <QStringList>

namespace loadstone
{

// The error messages of jsonschema.h: each names the problem with a value and the remedy. `schema` is the
// part of the schema that applies to the value.

/// A value as written in the file, shortened for a sentence.
QString shownJson(const QJsonValue &value);
/// The name of a value: "users" in quotes, or Item 2 of its list.
QString displayName(const QString &pointer);
/// The types that a schema allows.
QStringList allowedTypes(const QJsonObject &schema);
/// The schema of an object's member.
QJsonObject childSchema(const QJsonObject &schema, const QString &key);

QString typeSentence(const QString &name, const QJsonObject &schema, const QJsonValue &value);
QString rangeSentence(const QString &name, const QJsonObject &schema, const QJsonValue &value);
QString enumSentence(const QString &name, const QJsonObject &schema, const QJsonValue &value);
QString patternSentence(const QString &name, const QJsonObject &schema, const QJsonValue &value);
/// @param length of the text, in characters
QString textLengthSentence(const QString &name, const QJsonObject &schema, qsizetype length);
/// @param length number of items
QString listLengthSentence(const QString &name, const QJsonObject &schema, qsizetype length);
/// For a keyword without a sentence of its own.
QString fallbackSentence(const QString &name, const QJsonObject &schema);
/// @param pointer the incomplete object. @param schema the object's
QString missingSentence(const QString &pointer, const QString &key, const QJsonObject &schema);
/// @param pointer the object with the key. @param known its valid keys
QString unknownSentence(const QString &pointer, const QString &key, const QStringList &known);

} // namespace loadstone
