// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sentence.h"
#include "tests/support/testmain.h"

#include <QTest>
#include <QTranslator>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// Puts the arguments in another order, as other languages do.
class OtherOrder : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *source, const char *, int) const override
    {
        if (qstrcmp(context, "Sentence") != 0)
            return {};
        return qstrcmp(source, "%1 of %2") == 0 ? u"von %2 %1"_s : u"unbekannt (%2): %1"_s;
    }
};

} // namespace

class TestSentence : public QObject
{
    Q_OBJECT
private slots:
    void isRecordedInEnglishAndShownTranslated()
    {
        const Sentence share("%1 of %2", u"3"_s, 10);
        const Sentence whole("%1 is unknown: %2", u"p99"_s, share);
        QCOMPARE(whole.translated(), u"p99 is unknown: 3 of 10"_s);
        OtherOrder translator;
        QCoreApplication::installTranslator(&translator);
        QCOMPARE(share.translated(), u"von 10 3"_s);
        QCOMPARE(whole.translated(), u"unbekannt (von 10 3): p99"_s);
        QCOMPARE(whole.english(), u"p99 is unknown: 3 of 10"_s);
    }

    void isTheSameAfterARecord()
    {
        const Sentence plain(u"disk full"_s);
        const Sentence share("%1 of %2", u"3"_s, 10);
        const Sentence whole("%1 is unknown: %2 (%3)", u"p99"_s, share, plain);
        for (const Sentence &each : {Sentence(), plain, share, whole, Sentence::joined({share, plain})})
            QCOMPARE(Sentence::fromJson(each.toJson()), each);
        QCOMPARE(plain.toJson(), QJsonValue(u"disk full"_s)); // as before there were sentences
        QVERIFY(Sentence("a") != Sentence(u"a"_s));
        QCOMPARE(Sentence::joined({share, plain}).english(), u"3 of 10 disk full"_s);
    }

    void hasMoreThanNineParts()
    {
        const Sentence sentence("%1%2%3%4%5%6%7%8%9%10 %11", 1, 2, 3, 4, 5, 6, 7, 8, 9, u"x"_s);
        QCOMPARE(sentence.english(), u"123456789x %11"_s);
    }

    void partsInPartsHaveABound()
    {
        Sentence sentence(u"0123456789"_s);
        for (int depth = 0; depth < 100; ++depth)
            sentence = Sentence("%1%1%1%1%1%1%1%1%1%1", sentence);
        QCOMPARE(sentence.english().size(), 64 << 10);
    }

    void takesArgumentsAsTheyAre()
    {
        QCOMPARE(Sentence("%1: %2 %", u"/a%20b"_s, u"%1"_s).english(), u"/a%20b: %1 %"_s);
        QCOMPARE(Sentence("%1 and %3", u"a"_s).english(), u"a and %3"_s);
        QVERIFY(Sentence().english().isEmpty());
    }
};

LOADSTONE_TEST(TestSentence, QCoreApplication)
#include "tst_sentence.moc"
