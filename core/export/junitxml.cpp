// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/junitxml.h"

#include "core/analysis/serverstats.h"
#include "core/present/thresholdverdicts.h"

#include <QXmlStreamWriter>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// XML 1.0 has no way to write these, not even as references. Names and problems come from profiles and servers.
QString xmlText(QString text)
{
    for (QChar &c : text) {
        const ushort code = c.unicode();
        const bool isForbidden = (code < 0x20 && code != '\t' && code != '\n') || code >= 0xFFFE;
        if (isForbidden)
            c = u'\uFFFD';
    }
    return text;
}

double secondsOf(const RunRecord &run, int server)
{
    double seconds = 0;
    for (const TrialRecord &trial : run.trials) {
        if (trial.planned.key.server == server)
            seconds += trial.load.measuredS;
    }
    return seconds;
}

enum class CaseEnd { Passed, Failed, Unknown };

struct TestCase {
    QString name;
    int server = 0;
    CaseEnd end = CaseEnd::Passed;
    QString message;
};

/// What was asked of each server: its thresholds, and without any that it was measured.
QList<TestCase> testCases(const RunRecord &run)
{
    const QList<ServerStats> servers = analyseServers(run);
    QList<TestCase> cases;
    for (const ThresholdVerdict &verdict : thresholdVerdicts(run, servers)) {
        const CaseEnd end = verdict.isMet ? CaseEnd::Passed
            : verdict.value               ? CaseEnd::Failed
                                          : CaseEnd::Unknown;
        cases.append({verdict.threshold.text, verdict.server, end, verdict.text});
    }
    for (const ServerStats &server : servers) {
        const bool isCovered = std::any_of(cases.begin(), cases.end(), [&server](const TestCase &each) {
            return each.server == server.server;
        });
        if (isCovered)
            continue;
        QString message;
        for (const TrialRecord &trial : run.trials) {
            if (trial.planned.key.server == server.server && !trial.problem.isEmpty())
                message = trial.problem.english();
        }
        cases.append({u"measured"_s, server.server, server.isMeasured() ? CaseEnd::Passed : CaseEnd::Unknown,
                      message});
    }
    return cases;
}

void writeCase(QXmlStreamWriter &xml, const RunRecord &run, const TestCase &test)
{
    xml.writeStartElement(u"testcase"_s);
    xml.writeAttribute(u"classname"_s, xmlText(run.servers.at(test.server).name));
    xml.writeAttribute(u"name"_s, xmlText(test.name));
    xml.writeAttribute(u"time"_s, QString::number(secondsOf(run, test.server), 'f', 3));
    if (test.end != CaseEnd::Passed) {
        xml.writeStartElement(test.end == CaseEnd::Failed ? u"failure"_s : u"error"_s);
        xml.writeAttribute(u"message"_s, xmlText(test.message));
        xml.writeAttribute(u"type"_s, test.end == CaseEnd::Failed ? u"violated"_s : u"unknown"_s);
        xml.writeEndElement();
    }
    xml.writeEndElement();
}

} // namespace

QByteArray junitXml(const RunRecord &run)
{
    const QList<TestCase> cases = testCases(run);
    const auto count = [&cases](CaseEnd end) {
        return QString::number(std::count_if(cases.begin(), cases.end(),
                                             [end](const TestCase &each) { return each.end == end; }));
    };
    QByteArray bytes;
    QXmlStreamWriter xml(&bytes);
    xml.setAutoFormatting(true);
    xml.writeStartDocument();
    xml.writeStartElement(u"testsuites"_s);
    xml.writeStartElement(u"testsuite"_s);
    xml.writeAttribute(u"name"_s, xmlText(run.profile.id.isEmpty() ? run.id : run.profile.id));
    xml.writeAttribute(u"tests"_s, QString::number(cases.size()));
    xml.writeAttribute(u"failures"_s, count(CaseEnd::Failed));
    xml.writeAttribute(u"errors"_s, count(CaseEnd::Unknown));
    xml.writeAttribute(u"time"_s, QString::number(run.lengthS, 'f', 3));
    xml.writeAttribute(u"timestamp"_s, run.startedAt.toUTC().toString(u"yyyy-MM-ddTHH:mm:ss"_s));
    for (const TestCase &test : cases)
        writeCase(xml, run, test);
    xml.writeEndDocument();
    return bytes;
}

} // namespace loadstone
