// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/meaningcheck.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace loadstone
{

namespace
{

// `{name}`; JSON's own braces are never followed by a bare word and a closing brace.
QStringList placeholders(const QByteArray &text)
{
    static const QRegularExpression form(QStringLiteral(R"(\{([A-Za-z_][A-Za-z0-9_]*)\})"));
    QStringList names;
    auto matches = form.globalMatch(QString::fromUtf8(text));
    while (matches.hasNext())
        names.append(matches.next().captured(1));
    return names;
}

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
    static const QRegularExpression token(QStringLiteral(R"(^[!#$%&'*+.^_`|~0-9A-Za-z-]+$)"));
    if (!token.match(name).hasMatch())
        check.error(pointer,
                    QStringLiteral("%1 cannot be the name of a header. Use letters, digits and - only.")
                        .arg(quoted(name)));
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

void checkRequest(MeaningCheck &check, const QString &pointer, const RequestTemplate &request)
{
    static const QRegularExpression unsendable(QStringLiteral(R"([^\x21-\x7e]|#)"));
    const auto match = unsendable.match(QString::fromUtf8(request.path));
    if (match.hasMatch())
        check.error(
            pointer + QStringLiteral("/path"),
            QStringLiteral("The path contains %1, which cannot be sent. Write it percent-encoded: %2.")
                .arg(quoted(match.captured()),
                     QString::fromLatin1(match.captured().toUtf8().toPercentEncoding())));
    if (!request.body.isEmpty() && (request.method == "GET" || request.method == "HEAD"))
        check.warn(pointer + QStringLiteral("/body"),
                   QStringLiteral(
                       "%1 requests seldom have a body and many servers ignore it. Use \"method\": \"POST\", "
                       "or remove the body.")
                       .arg(QString::fromLatin1(request.method)));
    for (const Header &header : request.headers)
        checkHeader(check, pointer + QStringLiteral("/headers"), header);
    const Expectation &expect = request.expect;
    if (expect.body && expect.bodyLength && expect.body->size() != *expect.bodyLength)
        check.error(
            pointer + QStringLiteral("/expect/body_bytes"),
            QStringLiteral("\"body_bytes\" is %1, but the expected body has %2 bytes. Remove \"body_bytes\".")
                .arg(*expect.bodyLength)
                .arg(expect.body->size()));
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

void checkVariables(MeaningCheck &check)
{
    QSet<QString> names;
    for (qsizetype i = 0; i < check.profile().variables.size(); ++i) {
        const Variable &variable = check.profile().variables.at(i);
        const QString pointer = childPointer(QStringLiteral("/variables"), i);
        if (names.contains(variable.name))
            check.error(pointer + QStringLiteral("/name"),
                        QStringLiteral("There are two variables %1. Rename or remove one.")
                            .arg(quoted(variable.name)));
        names.insert(variable.name);
        if (variable.first > variable.last)
            check.error(pointer,
                        QStringLiteral("%1 counts from %2 to %3, which is downwards. Make \"last\" at least "
                                       "%2.")
                            .arg(quoted(variable.name), QString::number(variable.first),
                                 QString::number(variable.last)));
    }
}

void checkPlaceholders(MeaningCheck &check)
{
    QStringList known;
    for (const Variable &variable : check.profile().variables)
        known.append(variable.name);
    QSet<QString> used;
    // With a variable that could not be read, every use of it would seem unknown.
    const bool areVariablesSound = check.isSound(QStringLiteral("/variables"));
    for (qsizetype i = 0; i < check.profile().requests.size(); ++i) {
        const RequestTemplate &request = check.profile().requests.at(i);
        const QString pointer = childPointer(QStringLiteral("/requests"), i);
        for (const QString &name : placeholders(request.path)) {
            used.insert(name);
            if (areVariablesSound && !known.contains(name))
                check.error(pointer + QStringLiteral("/path"),
                            QStringLiteral(
                                "The path uses {%1}, but there is no such variable. Add {\"name\": \"%1\", "
                                "\"first\": 0, \"last\": 9} to /variables.")
                                .arg(name));
        }
        for (const QString &name : placeholders(request.body)) {
            used.insert(name);
            if (areVariablesSound && !known.contains(name))
                check.warn(pointer + QStringLiteral("/body"),
                           QStringLiteral(
                               "The body contains {%1}, but there is no such variable, so it is sent as it "
                               "stands. Add the variable, or ignore this if it is meant so.")
                               .arg(name));
        }
    }
    for (qsizetype i = 0; i < known.size(); ++i) {
        if (!used.contains(known.at(i)) && check.isSound(QStringLiteral("/requests")))
            check.warn(
                childPointer(QStringLiteral("/variables"), i),
                QStringLiteral("No request uses the variable %1. Write {%2} into a path, or remove it.")
                    .arg(quoted(known.at(i)), known.at(i)));
    }
}

} // namespace

void checkServersAndRequests(MeaningCheck &check)
{
    checkServers(check);
    const bool isRpc = protocolOf(check.profile().connection.engine) == grpcProtocol();
    const auto checkOne = isRpc ? checkRpcRequest : checkRequest;
    for (qsizetype i = 0; i < check.profile().requests.size(); ++i)
        checkOne(check, childPointer(QStringLiteral("/requests"), i), check.profile().requests.at(i));
    checkRpcConnection(check);
    checkNativeConnection(check);
    checkRequestNames(check);
    checkVariables(check);
    checkPlaceholders(check);
}

} // namespace loadstone
