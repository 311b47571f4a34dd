// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/target.h"

#include "core/base/loopback.h"

#include <QHostAddress>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr auto example = "http://127.0.0.1:8000/";

Error usage(const QString &message) { return {ErrorCode::Usage, message, {}}; }

/// Scheme, user and password, host, port and the rest, as in the text.
struct Parts {
    QString scheme;
    QString user;
    QString host;
    qsizetype hostAt = 0; ///< index in the text
    QString rest;         ///< path and query
    qsizetype restAt = 0;
    bool mayShow = true; ///< it cannot contain an unencoded /, ? or # of a password
};

/// For sentences: without user and password.
QString shown(const Parts &parts) { return parts.scheme + u"://"_s + parts.host + parts.rest; }

bool isOdd(QChar c) { return c <= u' ' || c >= u'\x7f'; }

bool isOfScheme(QChar c)
{
    return (c.isLetterOrNumber() && c < u'\x7f') || c == u'+' || c == u'-' || c == u'.';
}

/// "ä", or U+00A0 for an invisible character.
QString named(QStringView character)
{
    if (character == u" ")
        return u"a space"_s;
    const char32_t point = character.toUcs4().value(0);
    if (QChar::isPrint(point) && !QChar::isSpace(point))
        return u"\"%1\""_s.arg(character);
    return u"U+%1"_s.arg(QString::number(point, 16).toUpper().rightJustified(4, u'0'));
}

/// The whole character at that index, possibly a surrogate pair.
QStringView characterAt(QStringView text, qsizetype at)
{
    const bool isPair = text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate();
    return text.mid(at, isPair ? 2 : 1);
}

qsizetype firstOdd(QStringView text)
{
    const auto found = std::find_if(text.begin(), text.end(), isOdd);
    return found == text.end() ? -1 : found - text.begin();
}

QString encoded(QStringView text) { return QString::fromLatin1(text.toUtf8().toPercentEncoding()); }

Result<Parts> divide(const QString &text)
{
    const qsizetype colon = text.indexOf(u"://"_s);
    const qsizetype end = text.indexOf(u'#');
    const QString whole = text.left(end);
    const bool hasScheme = colon > 0 && std::all_of(text.begin(), text.begin() + colon, isOfScheme);
    if (!hasScheme) {
        const bool isSchemeMissing = firstOdd(text) < 0 && !text.contains(u'@') && !text.startsWith(u"http:");
        return usage(u"The URL has no scheme. Write http:// before it, for example %1."_s.arg(
            isSchemeMissing ? u"http://"_s + text : QLatin1String(example)));
    }
    Parts parts;
    parts.scheme = whole.left(colon).toLower();
    const qsizetype authorityAt = colon + 3;
    static const QString ends = u"/?"_s;
    const auto rest =
        std::find_if(whole.begin() + authorityAt, whole.end(), [](QChar c) { return ends.contains(c); });
    parts.restAt = rest - whole.begin();
    parts.rest = whole.mid(parts.restAt);
    const QString authority = whole.mid(authorityAt, parts.restAt - authorityAt);
    const qsizetype at = parts.scheme == unixSocketScheme() ? -1 : authority.lastIndexOf(u'@');
    parts.user = authority.left(std::max<qsizetype>(at, 0));
    parts.host = authority.mid(at + 1);
    parts.hostAt = authorityAt + at + 1;
    parts.mayShow = text.indexOf(u'@', parts.restAt) < 0;
    return parts;
}

/// The characters that cannot be sent, and how to encode them.
Status checkCharacters(const Parts &parts)
{
    const QString place = u"The URL contains %1 at character %2, which cannot be sent. %3"_s;
    if (firstOdd(parts.user) >= 0)
        return usage(u"The user name or password in the URL contains a character that cannot be "
                     "sent. Write it percent-encoded, a space as %20."_s);
    if (const qsizetype at = firstOdd(parts.host); at >= 0) {
        const QByteArray ascii = QUrl::toAce(parts.host.left(parts.host.indexOf(u':')));
        const QString remedy = ascii.isEmpty() ? u"Remove it from the host."_s
                                               : u"Write the host as %1."_s.arg(QString::fromLatin1(ascii));
        return usage(
            place.arg(named(characterAt(parts.host, at)), QString::number(parts.hostAt + at + 1), remedy));
    }
    if (const qsizetype at = firstOdd(parts.rest); at >= 0) {
        const QStringView odd = characterAt(parts.rest, at);
        return usage(place.arg(named(odd), QString::number(parts.restAt + at + 1),
                               u"Write it as %1."_s.arg(encoded(odd))));
    }
    return success();
}

/// Host and port of a URL's authority, with brackets for an IPv6 address.
Status readHost(const Parts &parts, QUrl &baseUrl)
{
    const bool isBracketed = parts.host.startsWith(u'[');
    const qsizetype bracket = parts.host.indexOf(u']');
    if (isBracketed && bracket < 0)
        return usage(u"The bracket before the IPv6 address in %1 is not closed. Write it like "
                     "http://[::1]:8000/."_s.arg(shown(parts)));
    if (!isBracketed && parts.host.count(u':') > 1)
        return usage(u"%1 has more than one colon in its host. An IPv6 address stands in brackets: "
                     "http://[::1]:8000/."_s.arg(shown(parts)));
    const qsizetype colon = parts.host.indexOf(u':', isBracketed ? bracket : 0);
    const QString host = parts.host.left(colon);
    if (host.isEmpty())
        return usage(u"%1 names no host. Write one after ://, for example %2."_s.arg(shown(parts),
                                                                                     QLatin1String(example)));
    baseUrl.setHost(host, QUrl::StrictMode);
    if (baseUrl.host().isEmpty()) {
        const auto odd = std::find_if(host.begin(), host.end(),
                                      [](QChar c) { return !c.isLetterOrNumber() && !u".-_"_s.contains(c); });
        if (isBracketed || odd == host.end())
            return usage(u"\"%1\" is not a host name or IP address."_s.arg(host));
        return usage(
            u"The host \"%1\" contains \"%2\" at character %3 of the URL, which no host name "
            "has. Remove it."_s.arg(host, *odd, QString::number(parts.hostAt + (odd - host.begin()) + 1)));
    }
    const QString port = colon < 0 ? QString() : parts.host.mid(colon + 1);
    if (port.isEmpty())
        return success();
    constexpr int highestPort = 65'535;
    bool isNumber = false;
    const int number = port.toInt(&isNumber);
    const bool isPlain =
        std::all_of(port.begin(), port.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    if (!isNumber || !isPlain || number < 1 || number > highestPort)
        return usage(u"\"%1\" in %2 is not a port. Write a number from 1 to %3."_s.arg(
            port, shown(parts), QString::number(highestPort)));
    baseUrl.setPort(number);
    return success();
}

/// Replaces an error that would quote a possible password.
Error unreadableUser()
{
    return usage(u"Host or port of the URL cannot be read. If a user name and password are before "
                 "the host, write / as %2F, ? as %3F and # as %23 in them."_s);
}

/// Like curl: percent-encoding denotes bytes, and a missing password is an empty one.
QByteArray basicAuthorization(const QString &user)
{
    const qsizetype colon = user.indexOf(u':');
    const QByteArray name = QByteArray::fromPercentEncoding(user.left(colon).toUtf8());
    const QByteArray password =
        colon < 0 ? QByteArray() : QByteArray::fromPercentEncoding(user.mid(colon + 1).toUtf8());
    return "Basic " + (name + ':' + password).toBase64();
}

} // namespace

bool isThisMachine(const QString &host)
{
    const QHostAddress address(host);
    return host == QLatin1String("localhost") || address.isLoopback() || address == QHostAddress::AnyIPv4
        || address == QHostAddress::AnyIPv6;
}

Result<Target> parseTarget(const QString &text)
{
    const Result<Parts> parts = divide(text);
    if (!parts)
        return parts.error();
    const bool isUnix = parts->scheme == unixSocketScheme();
    if (!isUnix && parts->scheme != QLatin1String("http") && parts->scheme != QLatin1String("https"))
        return usage(u"%1 cannot be loaded. Write http://…, https://…, or "
                     "http+unix://%2Fpath%2Fof%2Fsocket/…."_s.arg(parts->scheme + u"://"_s));
    if (const Status sound = checkCharacters(*parts); !sound)
        return sound.error();
    Target target;
    target.path = parts->rest.toLatin1();
    if (!target.path.startsWith('/'))
        target.path.prepend('/');
    target.baseUrl.setScheme(parts->scheme);
    if (!isUnix) {
        if (const Status read = readHost(*parts, target.baseUrl); !read)
            return parts->mayShow ? read.error() : unreadableUser();
        if (!parts->user.isEmpty())
            target.authorization = basicAuthorization(parts->user);
        return target;
    }
    const QString socket = QUrl::fromPercentEncoding(parts->host.toUtf8());
    if (!socket.startsWith(u'/'))
        return usage(u"The URL has no socket's whole path in place of the host. Write its slashes as "
                     "%2F: http+unix://%2Frun%2Fapp.sock/."_s);
    target.baseUrl.setPath(socket);
    return target;
}

QString makeUrl(const QUrl &baseUrl, const QByteArray &target)
{
    const QString path = QString::fromLatin1(target);
    if (baseUrl.scheme() != unixSocketScheme())
        return baseUrl.toString(QUrl::FullyEncoded | QUrl::RemoveUserInfo) + path;
    return unixSocketScheme() + u"://"_s + encoded(baseUrl.path()) + path;
}

QByteArray hostHeader(const QUrl &baseUrl)
{
    if (baseUrl.scheme() == unixSocketScheme())
        return QByteArrayLiteral("localhost");
    const int usualPort = baseUrl.scheme() == u"https"_s ? 443 : 80;
    const int port = baseUrl.port(usualPort);
    const QByteArray host = bracketed(baseUrl.host(QUrl::FullyEncoded)).toLatin1();
    return port == usualPort ? host : host + ':' + QByteArray::number(port);
}

void authorize(RequestTemplate &request, const QByteArray &authorization)
{
    const QByteArray name = QByteArrayLiteral("Authorization");
    const bool hasOwn =
        std::any_of(request.headers.begin(), request.headers.end(), [&](const Header &header) {
            return header.name.compare(name, Qt::CaseInsensitive) == 0;
        });
    if (!authorization.isEmpty() && !hasOwn)
        request.headers.append({name, authorization});
}

} // namespace loadstone
