// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <QStringList>

namespace loadstone
{

// What jsonschema.h says to a person: each sentence tells what is wrong with a value and what to
// write instead. `schema` is the part of the schema that the value has to fit.

/// A value as it looks in the file, short enough for a sentence.
QString shownJson(const QJsonValue &value);
/// What a value is called: "users" in quotes, or Item 2 of its list.
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
/// For a rule that has no sentence of its own.
QString otherSentence(const QString &name, const QJsonObject &schema);
/// @param pointer the object that lacks the key. @param schema the object's
QString missingSentence(const QString &pointer, const QString &key, const QJsonObject &schema);
/// @param pointer the object that has the key. @param known the keys it may have
QString unknownSentence(const QString &pointer, const QString &key, const QStringList &known);

} // namespace loadstone
