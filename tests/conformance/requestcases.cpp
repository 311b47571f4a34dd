// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/requestcases.h"

#include <QFile>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

RequestTemplate requestTo(const QByteArray &path)
{
    RequestTemplate request;
    request.path = path;
    return request;
}

RequestTemplate withMethod(const QByteArray &method, const QByteArray &body = {},
                           const QList<Header> &headers = {})
{
    RequestTemplate request = requestTo("/items?page=2");
    request.method = method;
    request.body = body;
    request.headers = headers;
    return request;
}

RequestTemplate withHeaders(const QList<Header> &headers) { return withMethod("GET", {}, headers); }

QList<RequestCase> paths()
{
    QList<RequestCase> cases;
    const auto add = [&cases](const QString &row, const QByteArrayList &targets) {
        for (const QByteArray &target : targets)
            cases.append({row, requestTo(target)});
    };
    add(u"Path and query"_s,
        {"/",
         "/a",
         "/a/",
         "/a/b.html",
         "/a:b@c!$'()*,;=",
         "/%2F/a%2Fb",
         "/a%2Fb",
         "/;a=b;c",
         "/%C3%A4/%E4%B8%AD",
         "/%20",
         "/a.b/..c/d../...",
         "/?a=b",
         "/a?",
         "/a?b",
         "/a?b?c/d",
         "/a?x=+&y=%20&z=%2B&&",
         "/a?b=/../c",
         "/[1]?a[0]=b",
         "/%00",
         "/%23?%23",
         "/a?next=http://h/../x"});
    add(u"Empty segments"_s, {"//", "//a//b", "///", "/a//", "//?a=b"});
    add(u"Dot segments"_s, {"/a/../b", "/..", "/.", "/./a", "/a/.", "/a/./?b=c", "/../../a"});
    add(u"Encoded dots"_s, {"/%2e%2e/x", "/%2E/x", "/a%2eb"});
    add(u"Unnecessary encoding"_s, {"/%41", "/%7Ea", "/a?%61=%2D%5F"});
    add(u"Lower-case hexadecimal digits"_s, {"/%c3%a4", "/a%2fb", "/a?b=%3d"});
    add(u"Characters outside RFC 3986"_s,
        {"/a|b", "/a\"b", "/<a>", "/a\\b", "/a^b", "/a`b", "/{a}", "/a?q={\"a\":1}", "/a?b|c"});
    add(u"Percent sign without two digits"_s, {"/100%", "/%zz", "/a?b=%"});
    return cases;
}

QList<RequestCase> methods()
{
    const QString with = u"Body with POST, PUT, PATCH, DELETE, OPTIONS, GET"_s;
    const QString without = u"No body"_s;
    QList<RequestCase> cases;
    for (const char *method : {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "GET"}) {
        cases.append({with, withMethod(method, "some body")});
        cases.append({with, withMethod(method, QByteArray("\0\r\n\r\n\xff", 6), {{"Content-Type", "a/b"}})});
        cases.append({without, withMethod(method)});
        cases.append({without, withMethod(method, {}, {{"Content-Type", "a/b"}})});
    }
    cases.append({without, withMethod("HEAD")});
    cases.append({u"Body with HEAD"_s, withMethod("HEAD", "some body")});
    return cases;
}

QList<RequestCase> headers()
{
    const QString own = u"Headers of the request"_s;
    const QString repeated = u"A header twice"_s;
    const QString empty = u"An empty value"_s;
    const QString usual = u"An empty User-Agent, Accept-Language, Accept-Encoding or Host"_s;
    return {
        {own, withHeaders({{"X-One", "1"}, {"x-MiXed-CASE", "Value: with colon"}, {"X-Last", "\"quoted\""}})},
        {own, withHeaders({{"X-Latin", "\xe4\xf6"}, {"X-Utf8", "\xc3\xa4"}, {"X-Tab", "a\tb"}})},
        {own, withHeaders({{"user-agent", "me"}, {"ACCEPT", "a/b"}, {"accept-encoding", "gzip, br"}})},
        {own, withHeaders({{"Host", "other.example"}, {"Accept-Language", "de"}})},
        {own, withHeaders({{"Authorization", "Basic dTpw"}, {"Cookie", "a=b; c=d"}, {"Range", "bytes=0-3"}})},
        {own,
         withHeaders({{"If-None-Match", "\"x\""}, {"If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"}})},
        {own, withHeaders({{"Cache-Control", "no-store"}, {"Pragma", "x"}, {"Expect", "nothing"}})},
        {own, withMethod("POST", "{}", {{"content-type", "application/json"}, {"X-After", "1"}})},
        {repeated, withHeaders({{"X-A", "1"}, {"X-B", "2"}, {"x-a", "3"}, {"X-C", "4"}})},
        {repeated, withHeaders({{"Cookie", "a=b"}, {"Cookie", "c=d"}})},
        {repeated, withHeaders({{"Accept", "a/b"}, {"Accept", "c/d"}})},
        {repeated, withMethod("POST", "some body", {{"X-A", "1"}, {"X-A", "1"}})},
        {empty, withHeaders({{"X-Empty", ""}, {"X-After", "1"}})},
        {empty, withHeaders({{"X-Null", QByteArray()}})},
        {empty, withHeaders({{"X-A", ""}, {"X-A", ""}})},
        {empty, withHeaders({{"Accept", ""}})},
        {usual, withHeaders({{"User-Agent", ""}})},
        {usual, withHeaders({{"Accept-Language", ""}, {"X-After", "1"}})},
        {usual, withHeaders({{"accept-encoding", ""}})},
        {usual, withHeaders({{"Host", ""}})},
        {u"A new connection for each request"_s, withHeaders({}), false},
        {u"A new connection for each request"_s, withMethod("POST", "some body"), false},
    };
}

QStringList splitCells(const QString &line)
{
    // A bar inside a cell is escaped with a backslash.
    static const QRegularExpression border(u"(?<!\\\\)\\|"_s);
    QStringList cells = line.trimmed().split(border);
    cells.removeFirst();
    cells.removeLast();
    for (QString &cell : cells)
        cell = cell.trimmed().replace(u"\\|"_s, u"|"_s);
    return cells;
}

} // namespace

QString RequestCase::name() const
{
    QString name = QString::fromLatin1(request.method + ' ' + request.path + (reuse ? "" : " closing"));
    for (const Header &header : request.headers)
        name += u' ' + QString::fromLatin1(header.name + ": " + header.value.toPercentEncoding(" :/\""));
    return name + u' ' + QString::fromLatin1(request.body.toPercentEncoding(" "));
}

QList<RequestCase> requestCases() { return paths() + methods() + headers(); }

QByteArray requestBytes(const RequestCase &each, const QByteArray &host)
{
    const RequestTemplate &request = each.request;
    QList<Header> lines{{"Host", host},
                        {"User-Agent", "Loadstone/" LOADSTONE_VERSION},
                        {"Accept", "*/*"},
                        {"Accept-Language", "*"},
                        {"Accept-Encoding", "identity"},
                        {"Connection", each.reuse ? "Keep-Alive" : "close"}};
    if (!request.body.isEmpty())
        lines << Header{"Content-Type", "application/octet-stream"};
    lines.removeIf([&request](const Header &line) {
        return std::any_of(request.headers.begin(), request.headers.end(),
                           [&line](const Header &own) { return own.name.toLower() == line.name.toLower(); });
    });
    lines += request.headers;
    if (!request.body.isEmpty() || QByteArrayList{"POST", "PUT", "PATCH"}.contains(request.method))
        lines << Header{"Content-Length", QByteArray::number(request.body.size())};
    QByteArray bytes = request.method + ' ' + request.path + " HTTP/1.1\r\n";
    for (const Header &line : lines)
        bytes += line.name + ": " + line.value + "\r\n";
    return bytes + "\r\n" + request.body;
}

EnginesTable readEnginesTable(const QString &section)
{
    QFile file(QStringLiteral(ENGINES_PAGE));
    EnginesTable table;
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
        return table;
    QStringList columns;
    bool isInside = false;
    bool isInBlock = false;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    for (const QString &line : lines) {
        if (!isInBlock && line.startsWith(u'#'))
            isInside = line == u"## "_s + section || line == u"### "_s + section;
        if (!isInside)
            continue;
        if (line.startsWith(u"```"_s)) {
            isInBlock = !isInBlock;
            if (isInBlock)
                table.blocks.append(QByteArray());
        } else if (isInBlock) {
            table.blocks.last() += line.toUtf8() + "\r\n";
        } else if (line.startsWith(u'|') && !line.startsWith(u"|--"_s)) {
            const QStringList cells = splitCells(line);
            if (columns.isEmpty()) {
                columns = cells;
                continue;
            }
            for (qsizetype i = 1; i < std::min(cells.size(), columns.size()); ++i)
                table.rows[cells.first()][columns.at(i)] = cells.at(i);
        }
    }
    return table;
}

QStringList codeSpans(const QString &cell)
{
    static const QRegularExpression form(u"(``?)(.+?)\\1"_s);
    QStringList spans;
    auto matches = form.globalMatch(cell);
    while (matches.hasNext())
        spans.append(matches.next().captured(2).trimmed());
    return spans;
}

} // namespace loadstone
