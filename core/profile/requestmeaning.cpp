// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/meaningcheck.h"

#include "core/profile/requesttarget.h"
#include "core/profile/requesttemplates.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace loadstone
{

namespace
{

void checkAgainstEarlier(MeaningCheck &check, qsizetype index)
{
    const QString pointer = childPointer(QStringLiteral("/servers"), index);
    const StackVariant &server = check.profile().stacks.at(index);
    for (qsizetype i = 0; i < index; ++i) {
        const StackVariant &earlier = check.profile().stacks.at(i);
        if (!server.label.isEmpty() && server.label == earlier.label)
            return check.error(
                pointer + QStringLiteral("/label"),
                QStringLiteral("Servers %1 and %2 both have the label %3. Give one another label.")
                    .arg(QString::number(i + 1), QString::number(index + 1), quoted(server.label)));
        const bool isSame = server.stackId == earlier.stackId && server.preset == earlier.preset
            && server.parameters == earlier.parameters && server.label == earlier.label;
        if (isSame)
            return check.error(
                pointer,
                QStringLiteral("Server %1 (%2) is the same as server %3. Change its preset or "
                               "parameters, or remove it and raise \"repeats\".")
                    .arg(QString::number(index + 1), quoted(server.stackId), QString::number(i + 1)));
    }
}

void checkServers(MeaningCheck &check)
{
    const QList<StackVariant> &servers = check.profile().stacks;
    const bool isAnyEnabled =
        std::any_of(servers.begin(), servers.end(), [](const StackVariant &s) { return s.isEnabled; });
    if (!servers.isEmpty() && !isAnyEnabled)
        check.error(QStringLiteral("/servers"),
                    QStringLiteral("All servers are switched off. Set \"enabled\" of at least one to true."));
    for (qsizetype i = 0; i < servers.size(); ++i)
        checkAgainstEarlier(check, i);
}

void checkHeader(MeaningCheck &check, const QString &headers, const Header &header)
{
    const QString name = QString::fromUtf8(header.name);
    const QString pointer = childPointer(headers, name);
    checkHeaderName(check, pointer, name);
    const bool hasControl = std::any_of(header.value.begin(), header.value.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
    if (hasControl)
        check.error(pointer,
                    QStringLiteral("The value of header %1 has a line break or control character. Remove it.")
                        .arg(quoted(name)));
    const QByteArray lower = header.name.toLower();
    if (lower == "content-length" || lower == "transfer-encoding")
        check.error(pointer,
                    QStringLiteral("Loadstone writes the header %1 itself. Remove it.").arg(quoted(name)));
    if (lower == "connection")
        check.error(pointer,
                    QStringLiteral("Loadstone writes the header \"Connection\" itself. Remove it and set "
                                   "\"reuse\" of /connection instead."));
}

void checkPath(MeaningCheck &check, const QString &pointer, const QByteArray &path, bool isByQt)
{
    static const QRegularExpression unsendable(QStringLiteral(R"([^\x21-\x7e]|#)"));
    const auto match = unsendable.match(QString::fromUtf8(path));
    if (match.hasMatch())
        return check.error(
            pointer,
            QStringLiteral("The path contains %1, which cannot be sent. Write it percent-encoded: %2.")
                .arg(quoted(match.captured()),
                     QString::fromLatin1(match.captured().toUtf8().toPercentEncoding())));
    if (!isByQt)
        return;
    // What looks like a variable is one, or has an error of its own.
    if (const QString problem = qnamPathProblem(path, placeholders(path)); !problem.isEmpty())
        check.error(pointer, problem);
}

void checkBody(MeaningCheck &check, const QString &pointer, const RequestTemplate &request, bool isByQt)
{
    const bool hasBody = !request.body.isEmpty() || !request.bodyFile.isEmpty();
    if (!hasBody || (request.method != "GET" && request.method != "HEAD"))
        return;
    const QString place =
        pointer + (request.bodyFile.isEmpty() ? QStringLiteral("/body") : QStringLiteral("/body_file"));
    if (const QString problem = qnamBodyProblem(request.method, hasBody); isByQt && !problem.isEmpty())
        return check.error(place, problem);
    check.warn(place,
               QStringLiteral("%1 requests seldom have a body and many servers ignore it. Use \"method\": "
                              "\"POST\", or remove the body.")
                   .arg(QString::fromLatin1(request.method)));
}

void checkRequest(MeaningCheck &check, const QString &pointer, const RequestTemplate &request)
{
    const bool isByQt = check.profile().connection.engine != nativeEngine()
        && check.isSound(QStringLiteral("/connection/engine"));
    checkPath(check, pointer + QStringLiteral("/path"), request.path, isByQt);
    checkBody(check, pointer, request, isByQt);
    for (const Header &header : request.headers)
        checkHeader(check, pointer + QStringLiteral("/headers"), header);
}

void checkRequestNames(MeaningCheck &check)
{
    QSet<QString> names;
    for (qsizetype i = 0; i < check.profile().requests.size(); ++i) {
        const QString &name = check.profile().requests.at(i).name;
        if (names.contains(name))
            check.error(
                QStringLiteral("/requests/%1/name").arg(i),
                QStringLiteral("Another request is already called %1, so tables would mix them. Rename one.")
                    .arg(quoted(name)));
        names.insert(name);
    }
}

} // namespace

void checkServersAndRequests(MeaningCheck &check)
{
    checkServers(check);
    const bool isRpc = protocolOf(check.profile().connection.engine) == grpcProtocol();
    const auto checkOne = isRpc ? checkRpcRequest : checkRequest;
    forEachRequest(check.profile(), [&](const QString &pointer, const RequestTemplate &request) {
        checkOne(check, pointer, request);
        checkAnswer(check, pointer, request);
    });
    checkRpcConnection(check);
    checkNativeConnection(check);
    checkRequestNames(check);
    checkScenario(check);
}

} // namespace loadstone
