// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/outcome.h"
#include "core/text/outcometext.h"
#include "tests/support/testmain.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

class OutcomeTest : public QObject
{
    Q_OBJECT
private slots:
    /// These ids are part of file formats: a change breaks readers.
    void hasStableIds()
    {
        const QStringList expected{
            u"ok"_s,    u"http-status"_s,    u"wrong-body"_s,       u"refused"_s,     u"connect-timeout"_s,
            u"reset"_s, u"closed-early"_s,   u"protocol"_s,         u"timeout"_s,     u"tls"_s,
            u"dns"_s,   u"fd-unavailable"_s, u"port-unavailable"_s, u"grpc-status"_s, u"cancelled"_s};
        QStringList ids;
        for (int i = 0; i < outcomeClassCount; ++i)
            ids.append(outcomeClassId(OutcomeClass(i)));
        QCOMPARE(ids, expected);
    }

    void hasStablePhaseIds()
    {
        QStringList ids;
        for (int i = 0; i < requestPhaseCount; ++i)
            ids.append(requestPhaseId(RequestPhase(i)));
        QCOMPARE(ids,
                 QStringList({u"blocked"_s, u"connect"_s, u"tls"_s, u"send"_s, u"wait"_s, u"receive"_s}));
    }

    void hasADistinctTitleForEachClass()
    {
        static const QRegularExpression words(u"^[A-Z][A-Za-z ]+$"_s);
        QSet<QString> titles;
        for (int i = 0; i < outcomeClassCount; ++i) {
            const QString title = outcomeClassTitle(OutcomeClass(i));
            QVERIFY2(words.match(title).hasMatch(), qPrintable(title));
            titles.insert(title);
        }
        QCOMPARE(titles.size(), qsizetype(outcomeClassCount));
    }

    void countsEverythingButOkAndCancelledAsFailure()
    {
        for (int i = 0; i < outcomeClassCount; ++i) {
            const bool isSpared = i == 0 || i == outcomeClassCount - 1;
            QCOMPARE(isFailure(OutcomeClass(i)), !isSpared);
        }
    }

    void chargesOnlyFilesAndPortsToTheGenerator()
    {
        QStringList limits;
        for (int i = 0; i < outcomeClassCount; ++i) {
            if (isGeneratorLimit(OutcomeClass(i)))
                limits.append(outcomeClassId(OutcomeClass(i)));
        }
        QCOMPARE(limits, QStringList({u"fd-unavailable"_s, u"port-unavailable"_s}));
    }

    void distinguishesFailuresToConnect()
    {
        QStringList failures;
        for (int i = 0; i < outcomeClassCount; ++i) {
            if (isFailureToConnect(OutcomeClass(i)))
                failures.append(outcomeClassId(OutcomeClass(i)));
        }
        QCOMPARE(failures, QStringList({u"refused"_s, u"dns"_s, u"fd-unavailable"_s, u"port-unavailable"_s}));
    }
};

LOADSTONE_TEST(OutcomeTest, QCoreApplication)
#include "tst_outcome.moc"
