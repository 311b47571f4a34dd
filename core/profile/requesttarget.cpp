// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/requesttarget.h"

#include <QCoreApplication>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class RequestTarget
{
    Q_DECLARE_TR_FUNCTIONS(RequestTarget)
};

QByteArray targetSentByQt(QUrl url)
{
    QUrl::FormattingOptions format = QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment;
    format |= QUrl::FullyEncoded;
    if (url.path().isEmpty())
        url.setPath(u"/"_s);
    else
        format |= QUrl::NormalizePathSegments;
    return url.toEncoded(format);
}

QUrl plainUrl(const QByteArray &origin, const QByteArray &target)
{
    return QUrl::fromEncoded(origin + target);
}

QString shortened(const QByteArray &path)
{
    constexpr qsizetype most = 200;
    const QString text = QString::fromLatin1(path);
    return text.size() > most ? text.left(most) + u'…' : text;
}

/// Arbitrary: Qt's handling of a target does not depend on it.
QByteArray someOrigin() { return QByteArrayLiteral("http://127.0.0.1"); }

} // namespace

std::optional<QUrl> urlForQt(const QByteArray &origin, const QByteArray &target)
{
    const QUrl url = plainUrl(origin, target);
    if (targetSentByQt(url) == target)
        return url;
    // Qt removes one of several leading slashes.
    const QUrl longer = plainUrl(origin, '/' + target);
    return targetSentByQt(longer) == target ? std::optional(longer) : std::nullopt;
}

QString qnamPathProblem(const QByteArray &path, const QStringList &variables)
{
    // Values are unknown here; a word that Qt leaves unchanged replaces each.
    QByteArray target = path;
    QList<std::pair<QByteArray, QByteArray>> standIns;
    for (const QString &variable : variables)
        standIns.append(
            {'{' + variable.toUtf8() + '}', "value-" + QByteArray::number(standIns.size()) + '-'});
    for (const auto &[shown, standIn] : standIns)
        target.replace(shown, standIn);
    if (urlForQt(someOrigin(), target))
        return {};
    QByteArray sent = targetSentByQt(plainUrl(someOrigin(), target));
    for (const auto &[shown, standIn] : standIns)
        sent.replace(standIn, shown);
    return RequestTarget::tr(
               "The engine qnam cannot send the path %1 as it is written: Qt would make %2 of it. "
               "Write %2, or use the engine native.")
        .arg(shortened(path), shortened(sent));
}

QString qnamBodyProblem(const QByteArray &method, bool hasBody)
{
    if (method != "HEAD" || !hasBody)
        return {};
    return RequestTarget::tr(
        "The engine qnam cannot send a body with HEAD. Remove the body, or use the engine "
        "native.");
}

} // namespace loadstone
