// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/servicebodies.h"

#include "core/text/format.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrlQuery>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class ServiceBodies
{
    Q_DECLARE_TR_FUNCTIONS(ServiceBodies)
};

constexpr qint64 chunkBytes = 1 << 20;

QString queryValue(const RequestTemplate &request, const QString &name)
{
    const qsizetype query = request.path.indexOf('?');
    return query < 0 ? QString()
                     : QUrlQuery(QString::fromUtf8(request.path.mid(query + 1))).queryItemValue(name);
}

/// What the slow upstream answers when it is asked to wait so long; nothing where that is not known.
std::optional<QByteArray> apiAnswer(const Upstream &upstream, std::optional<double> delayS)
{
    if (upstream.api == Upstream::Api::SlowApi)
        return QByteArray("slow api response");
    // The servers write the seconds with six digits, and small ones with an exponent.
    constexpr double plainFrom = 1e-4;
    if (!delayS || (*delayS != 0 && *delayS < plainFrom))
        return {};
    const double asked = QString::number(*delayS, 'g', 6).toDouble();
    return "Sleep " + QByteArray::number(asked, 'f', 6) + " seconds";
}

/// The delay of /io_bound: the query's, or the profile's; nothing for a variable one.
std::optional<double> askedDelay(const RequestTemplate &request, const Upstream &upstream)
{
    const QString text = queryValue(request, u"delay"_s);
    if (text.isEmpty())
        return Seconds(upstream.delay).count();
    bool isNumber = false;
    const double delayS = text.toDouble(&isNumber);
    return isNumber ? std::optional(delayS) : std::nullopt;
}

std::optional<ServiceBody> ofCalls(int calls, std::optional<double> delayS, const Upstream &upstream)
{
    const std::optional<QByteArray> answer = apiAnswer(upstream, delayS);
    if (upstream.api == Upstream::Api::None || !answer)
        return {};
    const QByteArray body = QByteArrayList(calls, *answer).join('\n');
    return ServiceBody{body, body.size(), u"/upstream"_s};
}

/// True for JSON that Python's encoder would write in the very same bytes: without white space, escapes,
/// numbers other than whole ones, and names that come twice.
bool isPlainJson(const QByteArray &text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (document.isNull() || text.contains('\\'))
        return false;
    static const QRegularExpression string(u"\"[^\"]*\""_s);
    static const QRegularExpression plain(u"^(?:[\\[\\]{},:s]|true|false|null|0|-?[1-9][0-9]{0,14})*$"_s);
    QString outside = QString::fromUtf8(text);
    outside.replace(string, u"s"_s);
    // Of a name that comes twice only one is left in the document.
    const QByteArray written = document.toJson(QJsonDocument::Compact);
    return plain.match(outside).hasMatch() && written.size() == text.size();
}

std::optional<ServiceBody> ofProcessing(const RequestTemplate &request)
{
    static const QRegularExpression variable(u"\\{[A-Za-z0-9_-]+\\}"_s);
    const bool isVariable = QString::fromUtf8(request.body).contains(variable);
    if (!request.bodyFile.isEmpty() || isVariable || !isPlainJson(request.body))
        return {};
    const QByteArray body = R"({"status":"Processed","data":)" + request.body + '}';
    return ServiceBody{body, body.size(), u"\"body\""_s};
}

/// The highest index that a request asks for; nothing where that is not known.
std::optional<qint64> highestChunk(const RequestTemplate &request, const QList<Variable> &variables)
{
    const QString index = queryValue(request, u"chunk_index"_s);
    bool isNumber = false;
    if (const qint64 fixed = index.toLongLong(&isNumber); isNumber)
        return fixed;
    const auto found = std::find_if(variables.begin(), variables.end(), [&index](const Variable &variable) {
        return variable.isNumber() && index == u'{' + variable.name + u'}';
    });
    return found == variables.end() ? std::nullopt : std::optional(found->last);
}

} // namespace

std::optional<ServiceBody> serviceBody(const QString &endpoint, const RequestTemplate &request,
                                       const Profile &profile)
{
    const Upstream &upstream = profile.upstream;
    const double delayS = Seconds(upstream.delay).count();
    if (endpoint == u"GET /single"_s)
        return ofCalls(1, delayS, upstream);
    if (endpoint == u"GET /multiple"_s)
        return ofCalls(2, delayS / 2, upstream);
    if (endpoint == u"GET /io_bound"_s)
        return ofCalls(upstream.calls, askedDelay(request, upstream), upstream);
    if (endpoint == u"GET /stream-file"_s)
        return ServiceBody{{}, chunkBytes, {}};
    if (endpoint == u"POST /process-jwe"_s)
        return ofProcessing(request);
    return {};
}

QString streamFileProblem(const QString &endpoint, const RequestTemplate &request, const Profile &profile)
{
    if (endpoint != u"GET /stream-file"_s)
        return {};
    const std::optional<qint64> highest = highestChunk(request, profile.variables);
    const qint64 chunks = profile.service.streamFileBytes / chunkBytes;
    if (!highest || *highest < chunks)
        return {};
    return ServiceBodies::tr(
               "The request \"%1\" asks for chunk %2 of the stream file, which has %3 MiB and so "
               "ends with chunk %4. Raise \"stream_file_mib\" of /service to %5, or ask for lower "
               "ones.")
        .arg(request.name.left(100), formatCount(*highest), formatCount(chunks), formatCount(chunks - 1),
             formatCount(*highest + 1));
}

} // namespace loadstone
