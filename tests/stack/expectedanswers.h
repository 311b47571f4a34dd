// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QMap>
#include <QString>

namespace loadstone
{

inline QByteArray fileContent(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Expected response of a stack to one endpoint.
struct Expected {
    QByteArray body;
    QByteArray contentType; ///< without its charset, which varies by framework
};

/// The JSON payload of the comparison of micro-frameworks.
inline const QByteArray sample = R"({"test":true,"date":1551000000,"values":[1,2,3,4,5],)"
                                 R"("sub_attributes":{"attribute1":1,"attribute2":"True"}})";

/// Responses that are the same for all stacks. Conditional endpoints have separate tests.
inline QMap<QString, Expected> plainAnswers()
{
    const Expected text{"Hello World!", "text/plain"};
    const Expected json{sample, "application/json"};
    const QByteArray file =
        fileContent(QStringLiteral(LOADSTONE_SOURCE_DIR "/resources/stacks/_shared/static/small.txt"));
    return {
        {QStringLiteral("GET /"), {"ready", "text/plain"}},
        {QStringLiteral("GET /text"), text},
        {QStringLiteral("GET /text/"), text},
        {QStringLiteral("GET /json"), json},
        {QStringLiteral("GET /json/"), json},
        {QStringLiteral("GET /simple-response"), {R"({"message":"Hello, world!"})", "application/json"}},
        {QStringLiteral("GET /static/small.txt"), {file, "text/plain"}},
    };
}

} // namespace loadstone
