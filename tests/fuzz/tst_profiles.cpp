// SPDX-License-Identifier: GPL-3.0-or-later
// Profiles that nobody wrote: the shipped ones with deliberate damage, always the same.
#include "core/profile/reader.h"
#include "core/profile/writer.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <array>
#include <random>

using namespace loadstone;

class TestProfiles : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void readsEveryBeginning();
    void survivesMutations();

private:
    static void read(const QByteArray &text);
    QByteArray mutated();
    qsizetype upTo(qsizetype most)
    {
        return static_cast<qsizetype>(m_random() % static_cast<size_t>(most + 1));
    }
    QByteArray any() { return m_corpus.at(upTo(m_corpus.size() - 1)); }

    QByteArrayList m_corpus;
    std::mt19937_64 m_random{11};
};

/// Whatever the text, reading it gives a profile or at least one error, never both, and every
/// profile can be written and read again as the same.
void TestProfiles::read(const QByteArray &text)
{
    const ProfileReading reading = readProfile(text, QStringLiteral("fuzz"));
    QVERIFY2(reading.profile.has_value() != hasErrors(reading.problems), text.constData());
    for (const ProfileProblem &problem : reading.problems)
        QVERIFY2(!problem.message.isEmpty(), text.constData());
    if (reading.draft)
        QCOMPARE(rewriteProfile(*reading.draft, text), text);
    if (!reading.profile)
        return;
    const ProfileReading again = readProfile(writeProfile(*reading.profile), QStringLiteral("fuzz"));
    QVERIFY2(again.profile, text.constData());
    QVERIFY2(*again.profile == *reading.profile, text.constData());
}

void TestProfiles::initTestCase()
{
    const QFileInfoList files =
        QDir(QStringLiteral(PROFILES)).entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
    for (const QFileInfo &info : files) {
        QFile file(info.filePath());
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_corpus.append(file.readAll());
    }
    QVERIFY(m_corpus.size() > 10);
    m_corpus.append(R"({"loadstone_profile": 1, "name": "n", "servers": [{"stack": "sanic"}],
"requests": [{"name": "a", "path": "/{k}", "capture": [{"variable": "t", "header": "X"}]}],
"variables": [{"name": "k", "kind": "random", "first": 0, "last": 9}],
"load": {"model": "open", "rate_per_s": 5, "arrivals": "poisson", "queue": 0,
         "stages": [{"rate_per_s": 9.5, "duration_s": 1, "ramp": false}]},
"capacity": {"until": "server-cpu", "objectives": ["p99<1ms"], "lowest": 1, "highest": 2},
"affinity": {"server": [0], "generator": [1]}})");
}

void TestProfiles::readsEveryBeginning()
{
    const QByteArray last = m_corpus.last();
    for (qsizetype length = 0; length <= last.size(); ++length)
        read(last.left(length));
}

QByteArray TestProfiles::mutated()
{
    static constexpr std::array words{"null",    "-1",  "1e999", "\"\"", "[]", "{}",
                                      "true",    ",",   "\"",    "\\u0", "{",  "9223372036854775808",
                                      "0.00001", "\xff"};
    QByteArray text = any();
    for (qsizetype changes = 1 + upTo(3); changes > 0; --changes) {
        const qsizetype at = upTo(text.size());
        switch (m_random() % 5) {
        case 0:
            text.remove(at, 1 + upTo(20));
            break;
        case 1:
            text.insert(at, words[static_cast<size_t>(upTo(words.size() - 1))]);
            break;
        case 2: {
            // In the place of a value, so that much of the rest stays sound.
            const qsizetype colon = text.indexOf(':', at);
            if (colon > 0)
                text.replace(colon + 1, 1 + upTo(8), words[static_cast<size_t>(upTo(words.size() - 1))]);
            break;
        }
        case 3:
            if (at < text.size())
                text[at] = static_cast<char>(m_random());
            break;
        default:
            text.insert(at, any().mid(upTo(500), upTo(100)));
        }
    }
    return text;
}

void TestProfiles::survivesMutations()
{
    // More and others by hand: LOADSTONE_MUTATIONS=1000000.
    const int asked = qEnvironmentVariableIntValue("LOADSTONE_MUTATIONS");
    const int mutations = asked > 0 ? asked : 20'000;
    m_random.seed(static_cast<unsigned>(mutations));
    for (int i = 0; i < mutations && !QTest::currentTestFailed(); ++i)
        read(mutated());
}

QTEST_GUILESS_MAIN(TestProfiles)
#include "tst_profiles.moc"
