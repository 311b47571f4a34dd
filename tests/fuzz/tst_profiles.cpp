// SPDX-License-Identifier: GPL-3.0-or-later
// A short, deterministic run of the fuzz target.
#include "tests/fuzz/profiles.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <array>
#include <random>

using namespace Qt::StringLiterals;

class TestProfiles : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void readsEveryBeginning();
    void survivesMutations();

private:
    static void read(const QByteArray &text)
    {
        LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(text.constData()),
                               static_cast<size_t>(text.size()));
    }
    QByteArray mutated();
    qsizetype upTo(qsizetype most)
    {
        return static_cast<qsizetype>(m_random() % static_cast<size_t>(most + 1));
    }
    QByteArray any() { return m_corpus.at(upTo(m_corpus.size() - 1)); }

    QByteArrayList m_corpus;
    std::mt19937_64 m_random{11};
};

void TestProfiles::initTestCase()
{
    // The shipped profiles, and those of the corpus.
    for (const QString &folder : {QStringLiteral(PROFILES), QStringLiteral(CORPUS)}) {
        const QFileInfoList files = QDir(folder).entryInfoList({u"*.json"_s}, QDir::Files, QDir::Name);
        QVERIFY(files.size() > 5);
        for (const QFileInfo &info : files) {
            QFile file(info.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            m_corpus.append(file.readAll());
        }
    }
}

void TestProfiles::readsEveryBeginning()
{
    for (const QByteArray &each : std::as_const(m_corpus)) {
        // Every position in a short text, a hundred in a long one.
        const qsizetype step = 1 + each.size() / (each.size() < 1000 ? 1000 : 100);
        for (qsizetype length = 0; length <= each.size(); length += step)
            read(each.left(length));
        read(each);
    }
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
            // In place of a value, so that much of the rest stays valid.
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
    // More by hand: LOADSTONE_MUTATIONS=1000000.
    const int asked = qEnvironmentVariableIntValue("LOADSTONE_MUTATIONS");
    const int mutations = asked > 0 ? asked : 20'000;
    m_random.seed(static_cast<unsigned>(mutations));
    for (int i = 0; i < mutations; ++i)
        read(mutated());
}

LOADSTONE_TEST(TestProfiles, QCoreApplication)
#include "tst_profiles.moc"
