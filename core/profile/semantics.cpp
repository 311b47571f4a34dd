// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/semantics.h"

#include "core/profile/thinktime.h"
#include "core/profile/threshold.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

#include <numeric>

namespace loadstone
{

namespace
{

using Severity = ProfileProblem::Severity;

QString quoted(const QString &text) { return u'"' + text.left(100) + u'"'; }

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

class MeaningCheck
{
public:
    MeaningCheck(const Profile &profile, const JsonDocument &document, const QStringList &faulty)
        : m_profile(profile), m_document(document), m_faulty(faulty)
    {
    }

    QList<ProfileProblem> run()
    {
        checkServers();
        for (qsizetype i = 0; i < m_profile.requests.size(); ++i)
            checkRequest(childPointer(QStringLiteral("/requests"), i), m_profile.requests.at(i));
        checkRequestNames();
        checkVariables();
        checkPlaceholders();
        checkEndOfLoad();
        checkUsers();
        checkThinkTime();
        checkRareRequests();
        checkTimes();
        checkResolution();
        checkThresholds();
        checkPort();
        return m_problems;
    }

private:
    bool isSound(const QString &pointer) const
    {
        return std::none_of(m_faulty.begin(), m_faulty.end(), [&pointer](const QString &faulty) {
            return faulty == pointer || faulty.startsWith(pointer + u'/')
                || pointer.startsWith(faulty + u'/');
        });
    }

    bool isGiven(const QString &pointer) const { return !m_document.valueText(pointer).isEmpty(); }

    void add(Severity severity, const QString &pointer, const QString &message)
    {
        if (!isSound(pointer))
            return;
        const JsonPosition at = m_document.valuePosition(pointer);
        m_problems.append({severity, pointer, at.line, at.column, message});
    }
    void error(const QString &pointer, const QString &message) { add(Severity::Error, pointer, message); }
    void warn(const QString &pointer, const QString &message) { add(Severity::Warning, pointer, message); }

    void checkServers()
    {
        const QList<StackVariant> &servers = m_profile.stacks;
        const bool isAnyEnabled =
            std::any_of(servers.begin(), servers.end(), [](const StackVariant &s) { return s.isEnabled; });
        if (!servers.isEmpty() && !isAnyEnabled)
            error(QStringLiteral("/servers"),
                  QStringLiteral("All servers are switched off. Set \"enabled\" of at least one to true."));
        for (qsizetype i = 0; i < servers.size(); ++i)
            checkAgainstEarlier(i);
    }

    void checkAgainstEarlier(qsizetype index)
    {
        const QString pointer = childPointer(QStringLiteral("/servers"), index);
        const StackVariant &server = m_profile.stacks.at(index);
        for (qsizetype i = 0; i < index; ++i) {
            const StackVariant &earlier = m_profile.stacks.at(i);
            if (!server.label.isEmpty() && server.label == earlier.label)
                return error(
                    pointer + QStringLiteral("/label"),
                    QStringLiteral("Servers %1 and %2 both have the label %3. Give one another label.")
                        .arg(QString::number(i + 1), QString::number(index + 1), quoted(server.label)));
            const bool isSame = server.stackId == earlier.stackId && server.preset == earlier.preset
                && server.parameters == earlier.parameters && server.label == earlier.label;
            if (isSame)
                return error(
                    pointer,
                    QStringLiteral("Server %1 (%2) is the same as server %3. Change its preset or "
                                   "parameters, or remove it and raise \"repeats\".")
                        .arg(QString::number(index + 1), quoted(server.stackId), QString::number(i + 1)));
        }
    }

    void checkRequest(const QString &pointer, const RequestTemplate &request)
    {
        static const QRegularExpression unsendable(QStringLiteral(R"([^\x21-\x7e]|#)"));
        const auto match = unsendable.match(QString::fromUtf8(request.path));
        if (match.hasMatch())
            error(pointer + QStringLiteral("/path"),
                  QStringLiteral("The path contains %1, which cannot be sent. Write it percent-encoded: %2.")
                      .arg(quoted(match.captured()),
                           QString::fromLatin1(match.captured().toUtf8().toPercentEncoding())));
        if (!request.body.isEmpty() && (request.method == "GET" || request.method == "HEAD"))
            warn(pointer + QStringLiteral("/body"),
                 QStringLiteral(
                     "%1 requests seldom have a body and many servers ignore it. Use \"method\": \"POST\", "
                     "or remove the body.")
                     .arg(QString::fromLatin1(request.method)));
        for (const Header &header : request.headers)
            checkHeader(pointer + QStringLiteral("/headers"), header);
        const Expectation &expect = request.expect;
        if (expect.body && expect.bodyLength && expect.body->size() != *expect.bodyLength)
            error(pointer + QStringLiteral("/expect/body_bytes"),
                  QStringLiteral(
                      "\"body_bytes\" is %1, but the expected body has %2 bytes. Remove \"body_bytes\".")
                      .arg(*expect.bodyLength)
                      .arg(expect.body->size()));
    }

    void checkHeader(const QString &headers, const Header &header)
    {
        const QString name = QString::fromUtf8(header.name);
        const QString pointer = childPointer(headers, name);
        static const QRegularExpression token(QStringLiteral(R"(^[!#$%&'*+.^_`|~0-9A-Za-z-]+$)"));
        if (!token.match(name).hasMatch())
            error(pointer,
                  QStringLiteral("%1 cannot be the name of a header. Use letters, digits and - only.")
                      .arg(quoted(name)));
        const bool hasControl = std::any_of(header.value.begin(), header.value.end(), [](char c) {
            return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
        });
        if (hasControl)
            error(pointer,
                  QStringLiteral("The value of header %1 has a line break or control character. Remove it.")
                      .arg(quoted(name)));
        const QByteArray lower = header.name.toLower();
        if (lower == "content-length" || lower == "transfer-encoding")
            error(pointer,
                  QStringLiteral("Loadstone writes the header %1 itself. Remove it.").arg(quoted(name)));
        if (lower == "connection")
            error(pointer,
                  QStringLiteral("Loadstone writes the header \"Connection\" itself. Remove it and set "
                                 "\"reuse\" of /connection instead."));
    }

    void checkRequestNames()
    {
        QSet<QString> names;
        for (qsizetype i = 0; i < m_profile.requests.size(); ++i) {
            const QString &name = m_profile.requests.at(i).name;
            if (names.contains(name))
                error(QStringLiteral("/requests/%1/name").arg(i),
                      QStringLiteral(
                          "Another request is already called %1, so tables would mix them. Rename one.")
                          .arg(quoted(name)));
            names.insert(name);
        }
    }

    void checkVariables()
    {
        QSet<QString> names;
        for (qsizetype i = 0; i < m_profile.variables.size(); ++i) {
            const Variable &variable = m_profile.variables.at(i);
            const QString pointer = childPointer(QStringLiteral("/variables"), i);
            if (names.contains(variable.name))
                error(pointer + QStringLiteral("/name"),
                      QStringLiteral("There are two variables %1. Rename or remove one.")
                          .arg(quoted(variable.name)));
            names.insert(variable.name);
            if (variable.first > variable.last)
                error(pointer,
                      QStringLiteral("%1 counts from %2 to %3, which is downwards. Make \"last\" at least "
                                     "%2.")
                          .arg(quoted(variable.name))
                          .arg(variable.first)
                          .arg(variable.last));
        }
    }

    void checkPlaceholders()
    {
        QStringList known;
        for (const Variable &variable : m_profile.variables)
            known.append(variable.name);
        QSet<QString> used;
        // With a variable that could not be read, every use of it would seem unknown.
        const bool areVariablesSound = isSound(QStringLiteral("/variables"));
        for (qsizetype i = 0; i < m_profile.requests.size(); ++i) {
            const RequestTemplate &request = m_profile.requests.at(i);
            const QString pointer = childPointer(QStringLiteral("/requests"), i);
            for (const QString &name : placeholders(request.path)) {
                used.insert(name);
                if (areVariablesSound && !known.contains(name))
                    error(pointer + QStringLiteral("/path"),
                          QStringLiteral(
                              "The path uses {%1}, but there is no such variable. Add {\"name\": \"%1\", "
                              "\"first\": 0, \"last\": 9} to /variables.")
                              .arg(name));
            }
            for (const QString &name : placeholders(request.body)) {
                used.insert(name);
                if (areVariablesSound && !known.contains(name))
                    warn(pointer + QStringLiteral("/body"),
                         QStringLiteral(
                             "The body contains {%1}, but there is no such variable, so it is sent as it "
                             "stands. Add the variable, or ignore this if it is meant so.")
                             .arg(name));
            }
        }
        for (qsizetype i = 0; i < known.size(); ++i) {
            if (!used.contains(known.at(i)) && isSound(QStringLiteral("/requests")))
                warn(childPointer(QStringLiteral("/variables"), i),
                     QStringLiteral("No request uses the variable %1. Write {%2} into a path, or remove it.")
                         .arg(quoted(known.at(i)), known.at(i)));
        }
    }

    void checkEndOfLoad()
    {
        if (!m_profile.load.duration && !m_profile.load.requests)
            error(QStringLiteral("/load"),
                  QStringLiteral("The load would never end. Add \"duration_s\", \"requests\" or both."));
    }

    void checkUsers()
    {
        if (!isSound(QStringLiteral("/load/users")))
            return;
        const ClosedLoad &load = m_profile.load;
        // Linux hands out about 28,000 local ports for connections to one address.
        constexpr int portsOfOneClient = 28'000;
        if (load.users > portsOfOneClient)
            warn(QStringLiteral("/load/users"),
                 QStringLiteral(
                     "%1 users need as many local ports; Linux gives about 28,000 by default. Use fewer "
                     "users, or widen net.ipv4.ip_local_port_range.")
                     .arg(load.users));
        if (m_profile.connection.threads > load.users)
            warn(QStringLiteral("/connection/threads"),
                 QStringLiteral(
                     "%1 threads have nothing to do, as there are only %2 users. Use at most %2 threads.")
                     .arg(m_profile.connection.threads - load.users)
                     .arg(load.users));
        if (load.requests && *load.requests < load.users)
            warn(QStringLiteral("/load/requests"),
                 QStringLiteral(
                     "Some users send nothing, as %1 requests end the load and there are %2 users. Use "
                     "fewer users or more requests.")
                     .arg(*load.requests)
                     .arg(load.users));
        const Seconds spawning(load.spawnRate > 0 ? load.users / load.spawnRate : 0);
        if (spawning > Seconds(m_profile.measurement.warmUp) && isSound(QStringLiteral("/measurement")))
            warn(QStringLiteral("/load/spawn_rate_per_s"),
                 QStringLiteral(
                     "Starting %1 users takes %2 s, longer than the warm-up, so measuring begins with "
                     "fewer users. Raise \"spawn_rate_per_s\" or \"warm_up_s\".")
                     .arg(load.users)
                     .arg(spawning.count()));
    }

    void checkThinkTime()
    {
        const QString pointer = QStringLiteral("/load/think_time");
        const ThinkTime &think = m_profile.load.thinkTime;
        const bool isUniform = think.kind == ThinkTime::Kind::Uniform;
        const bool hasMean =
            think.kind == ThinkTime::Kind::Constant || think.kind == ThinkTime::Kind::Exponential;
        const QString kind = thinkTimeId(think.kind);
        if (isUniform && think.min > think.max)
            error(pointer,
                  QStringLiteral("The shortest think time (\"min_s\") is above the longest (\"max_s\"). Swap "
                                 "them."));
        else if (isUniform && think.max == Milliseconds(0))
            error(pointer,
                  QStringLiteral("A uniform think time needs a \"max_s\" above 0. Add it, or use \"kind\": "
                                 "\"none\"."));
        if (hasMean && think.mean == Milliseconds(0))
            error(pointer,
                  QStringLiteral("A think time of kind \"%1\" needs a \"mean_s\" above 0. Add it, or use "
                                 "\"kind\": \"none\".")
                      .arg(kind));
        QStringList meaningless;
        if (!isUniform)
            meaningless << QStringLiteral("min_s") << QStringLiteral("max_s");
        if (!hasMean)
            meaningless << QStringLiteral("mean_s");
        for (const QString &key : meaningless) {
            if (isGiven(childPointer(pointer, key)) && isSound(pointer + QStringLiteral("/kind")))
                warn(childPointer(pointer, key),
                     QStringLiteral("\"%1\" has no meaning for a think time of kind \"%2\". Remove it.")
                         .arg(key, kind));
        }
    }

    void checkRareRequests()
    {
        if (!m_profile.load.requests || !isSound(QStringLiteral("/requests")))
            return;
        const double sum =
            std::accumulate(m_profile.requests.begin(), m_profile.requests.end(), 0.0,
                            [](double total, const RequestTemplate &r) { return total + r.weight; });
        for (qsizetype i = 0; i < m_profile.requests.size(); ++i) {
            const RequestTemplate &request = m_profile.requests.at(i);
            const double expected = static_cast<double>(*m_profile.load.requests) * request.weight / sum;
            if (expected < 1)
                warn(QStringLiteral("/requests/%1/weight").arg(i),
                     QStringLiteral(
                         "%1 is likely never sent: its weight is %2 of %3, and only %4 requests are made. "
                         "Raise its weight or \"requests\" of /load.")
                         .arg(quoted(request.name))
                         .arg(request.weight)
                         .arg(sum)
                         .arg(*m_profile.load.requests));
        }
    }

    void checkTimes()
    {
        if (m_profile.measurement.warmUp == Milliseconds(0))
            add(Severity::Note, QStringLiteral("/measurement/warm_up_s"),
                QStringLiteral("Warm-up is 0 s. First requests will be counted; results are marked cold. Set "
                               "\"warm_up_s\" to a few seconds to measure warm servers."));
        if (m_profile.service.processDelay >= m_profile.connection.timeout
            && isSound(QStringLiteral("/service")))
            warn(QStringLiteral("/connection/timeout_s"),
                 QStringLiteral(
                     "The timeout is not longer than \"process_delay_s\" of /service, so these requests all "
                     "fail. Raise it."));
    }

    // Times are kept in whole milliseconds; a finer one would silently become another.
    void checkResolution()
    {
        static const QStringList times{
            QStringLiteral("/load/think_time/min_s"),  QStringLiteral("/load/think_time/max_s"),
            QStringLiteral("/load/think_time/mean_s"), QStringLiteral("/load/duration_s"),
            QStringLiteral("/connection/timeout_s"),   QStringLiteral("/service/process_delay_s"),
            QStringLiteral("/measurement/warm_up_s"),  QStringLiteral("/measurement/drain_s"),
            QStringLiteral("/measurement/pause_s")};
        for (const QString &pointer : times) {
            const double milliseconds = m_document.valueText(pointer).toDouble() * 1000;
            const double rounded = std::round(milliseconds);
            if (milliseconds > 0 && rounded == 0)
                error(
                    pointer,
                    QStringLiteral("\"%1\" is under half a millisecond, which rounds to 0. Use 0 or at least "
                                   "0.001.")
                        .arg(lastOfPointer(pointer)));
            else if (std::abs(milliseconds - rounded) > 1e-6)
                warn(pointer,
                     QStringLiteral(
                         "\"%1\" is rounded to %2 s, as times are kept in whole milliseconds. Write "
                         "it so.")
                         .arg(lastOfPointer(pointer))
                         .arg(rounded / 1000, 0, 'g', 12));
        }
    }

    void checkThresholds()
    {
        const QJsonArray texts = m_document.root()[QStringLiteral("thresholds")].toArray();
        for (qsizetype i = 0; i < texts.size(); ++i) {
            const Result<Threshold> threshold = parseThreshold(texts.at(i).toString());
            if (!threshold)
                error(childPointer(QStringLiteral("/thresholds"), i), threshold.error().message);
        }
    }

    void checkPort()
    {
        constexpr int firstFreePort = 1024;
        if (m_profile.port > 0 && m_profile.port < firstFreePort)
            warn(QStringLiteral("/port"),
                 QStringLiteral(
                     "Only root may listen on port %1. Use a port from 1024 on, or 0 for a free one.")
                     .arg(m_profile.port));
    }

    const Profile &m_profile;
    const JsonDocument &m_document;
    const QStringList &m_faulty;
    QList<ProfileProblem> m_problems;
};

} // namespace

QList<ProfileProblem> checkMeaning(const Profile &draft, const JsonDocument &document,
                                   const QStringList &faulty)
{
    return MeaningCheck(draft, document, faulty).run();
}

} // namespace loadstone
