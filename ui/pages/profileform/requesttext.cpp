// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/requesttext.h"

#include "core/profile/enumids.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class RequestText
{
    Q_DECLARE_TR_FUNCTIONS(RequestText)
};

QStringList splitLines(const QString &text)
{
    QStringList lines;
    for (const QString &line : text.split(u'\n')) {
        if (!line.trimmed().isEmpty())
            lines << line.trimmed();
    }
    return lines;
}

/// The parts before and after the first `separator`, trimmed; the second is null without one.
std::pair<QString, QString> splitAt(const QString &line, QChar separator)
{
    const qsizetype at = line.indexOf(separator);
    if (at < 0)
        return {line, QString()};
    const QString after = line.mid(at + 1).trimmed();
    return {line.left(at).trimmed(), after.isNull() ? u""_s : after};
}

// QJsonDocument supports objects and arrays only.
QByteArray toJsonText(const QJsonValue &value)
{
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return list.mid(1, list.size() - 2);
}

QJsonValue jsonOrText(const QString &text)
{
    const QJsonArray list = QJsonDocument::fromJson('[' + text.toUtf8() + ']').array();
    return list.size() == 1 ? list.first() : QJsonValue(text);
}

} // namespace

QString headersText(const QList<Header> &headers)
{
    QStringList lines;
    for (const Header &header : headers)
        lines << u"%1: %2"_s.arg(QString::fromUtf8(header.name), QString::fromUtf8(header.value));
    return lines.join(u'\n');
}

QList<Header> parseHeaders(const QString &text)
{
    QList<Header> headers;
    for (const QString &line : splitLines(text)) {
        const auto [name, value] = splitAt(line, u':');
        headers << Header{name.toUtf8(), value.toUtf8()};
    }
    return headers;
}

QString statusesText(const QList<int> &statuses)
{
    QStringList texts;
    for (const int status : statuses)
        texts << QString::number(status);
    return texts.join(u", "_s);
}

QList<int> parseStatuses(const QString &text)
{
    QList<int> statuses;
    for (const QString &part : text.split(u',', Qt::SkipEmptyParts))
        statuses << part.trimmed().toInt();
    return statuses;
}

QString expectedHeadersText(const QList<ExpectedHeader> &headers)
{
    QStringList lines;
    for (const ExpectedHeader &header : headers) {
        const QString name = QString::fromUtf8(header.name);
        lines << (header.value ? u"%1: %2"_s.arg(name, QString::fromUtf8(*header.value)) : name);
    }
    return lines.join(u'\n');
}

QList<ExpectedHeader> parseExpectedHeaders(const QString &text)
{
    QList<ExpectedHeader> headers;
    for (const QString &line : splitLines(text)) {
        const auto [name, value] = splitAt(line, u':');
        headers << ExpectedHeader{name.toUtf8(),
                                  value.isNull() ? std::nullopt : std::optional(value.toUtf8())};
    }
    return headers;
}

QString expectedJsonText(const QList<ExpectedJson> &values)
{
    QStringList lines;
    for (const ExpectedJson &expected : values)
        lines << u"%1 = %2"_s.arg(expected.pointer, QString::fromUtf8(toJsonText(expected.value)));
    return lines.join(u'\n');
}

QList<ExpectedJson> parseExpectedJson(const QString &text, QString &problem)
{
    QList<ExpectedJson> values;
    for (const QString &line : splitLines(text)) {
        // A pointer may contain '=': the last " = " followed by JSON separates, or by an incomplete input.
        const qsizetype spaced = line.indexOf(u" = "_s);
        const auto [pointer, value] = spaced >= 0
            ? std::pair(line.left(spaced).trimmed(), line.mid(spaced + 3).trimmed())
            : splitAt(line, u'=');
        if (value.isEmpty())
            problem = RequestText::tr("“%1” has no value. Example: /user/name = \"Ann\".").arg(line);
        else
            values << ExpectedJson{pointer, jsonOrText(value)};
    }
    return values;
}

QString capturesText(const QList<Capture> &captures)
{
    QStringList lines;
    for (const Capture &capture : captures)
        lines << u"%1 = %2 %3"_s.arg(capture.variable, enumId(capture.from), capture.where);
    return lines.join(u'\n');
}

QList<Capture> parseCaptures(const QString &text, QString &problem)
{
    QList<Capture> captures;
    for (const QString &line : splitLines(text)) {
        const auto [variable, source] = splitAt(line, u'=');
        const auto [key, where] = splitAt(source, u' ');
        std::optional<Capture::From> from;
        for (const Capture::From each : {Capture::From::Header, Capture::From::Json, Capture::From::Cookie}) {
            if (key == enumId(each))
                from = each;
        }
        if (from && !where.isEmpty())
            captures << Capture{variable, *from, where};
        else
            problem = RequestText::tr(
                          "“%1” has no source. Examples: token = json /token, place = header Location, id = "
                          "cookie session.")
                          .arg(line);
    }
    return captures;
}

} // namespace loadstone
