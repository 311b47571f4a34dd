// SPDX-License-Identifier: GPL-3.0-or-later
// A short, deterministic run of the fuzz target.
#include "tests/fuzz/responses.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <array>
#include <random>

using namespace Qt::StringLiterals;

class TestFuzzResponses : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void readsTheCorpus();
    void survivesMutations();

private:
    static void read(const QByteArray &bytes)
    {
        LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(bytes.constData()),
                               static_cast<size_t>(bytes.size()));
    }
    QByteArray mutated();
    qsizetype placeIn(const QByteArray &bytes)
    {
        return static_cast<qsizetype>(m_random() % static_cast<size_t>(bytes.size() + 1));
    }

    QByteArrayList m_corpus;
    std::mt19937_64 m_random{7};
};

void TestFuzzResponses::initTestCase()
{
    const QFileInfoList files =
        QDir(QStringLiteral(CORPUS)).entryInfoList({u"*.http"_s}, QDir::Files, QDir::Name);
    for (const QFileInfo &info : files) {
        QFile file(info.filePath());
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_corpus.append(file.readAll());
    }
    QVERIFY(m_corpus.size() > 10);
}

void TestFuzzResponses::readsTheCorpus()
{
    for (const QByteArray &each : std::as_const(m_corpus)) {
        for (qsizetype length = 0; length <= each.size(); ++length)
            read(each.left(length));
    }
}

QByteArray TestFuzzResponses::mutated()
{
    const auto any = [this] {
        return m_corpus.at(static_cast<qsizetype>(m_random() % size_t(m_corpus.size())));
    };
    QByteArray bytes = any();
    for (size_t changes = 1 + m_random() % 4; changes > 0; --changes) {
        const qsizetype at = placeIn(bytes);
        switch (m_random() % 6) {
        case 0:
            bytes.insert(at, static_cast<char>(m_random()));
            break;
        case 1:
            bytes.remove(at, 1 + static_cast<qsizetype>(m_random() % 8));
            break;
        case 2:
            if (at < bytes.size())
                bytes[at] = static_cast<char>(m_random());
            break;
        case 3:
            bytes.insert(at, any());
            break;
        case 4: {
            static constexpr std::array words{"\r\n", "\n", "0\r\n\r\n", "chunked", "ffffffffffffffff",
                                              ":",    " ",  "5\r\n"};
            bytes.insert(at, words[m_random() % words.size()]);
            break;
        }
        default:
            bytes.insert(at, bytes.mid(placeIn(bytes), 20));
        }
    }
    return bytes;
}

void TestFuzzResponses::survivesMutations()
{
    constexpr int mutations = 20'000;
    for (int i = 0; i < mutations; ++i)
        read(mutated());
}

LOADSTONE_TEST(TestFuzzResponses, QCoreApplication)
#include "tst_fuzzresponses.moc"
