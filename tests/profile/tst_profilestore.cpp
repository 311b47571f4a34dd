// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/profilestore.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace loadstone;

class TestProfileStore : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void listsTheUsersFirst();
    void findsByIdAndPath();
    void prefersTheUsersProfile();
    void guessesMisspeltIds();
    void isEmptyWithoutFolders();

private:
    void write(const QString &path, const QByteArray &text);
    ProfileStore store() const
    {
        return {{m_folder->filePath(QStringLiteral("built-in"))},
                {m_folder->filePath(QStringLiteral("own"))}};
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestProfileStore::write(const QString &path, const QByteArray &text)
{
    QFile file(m_folder->filePath(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

void TestProfileStore::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("built-in/reference")));
    QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("own")));
    const QByteArray sound = R"({"loadstone_profile": 1, "name": "Sound", "description": "About",
        "servers": [{"stack": "sanic"}], "requests": [{"name": "a", "path": "/"}],
        "variables": [{"name": "unused", "last": 1}], "load": {"users": 2, "duration_s": 1}})";
    write(QStringLiteral("built-in/quick.json"), sound);
    write(QStringLiteral("built-in/mixed-streaming.json"), sound);
    write(QStringLiteral("built-in/reference/figures.json"), "{}");
    write(QStringLiteral("built-in/notes.txt"), "no profile");
    write(QStringLiteral("own/broken.json"), "{\"name\": ");
    write(QStringLiteral("own/faulty.json"), "{\"name\": \"Faulty\"}");
}

void TestProfileStore::listsTheUsersFirst()
{
    const QList<ProfileEntry> entries = store().list();
    QCOMPARE(entries.size(), 4);
    const auto path = [this](const char *name) { return m_folder->filePath(QString::fromLatin1(name)); };
    QVERIFY(
        (entries.at(0)
         == ProfileEntry{
             QStringLiteral("broken"), path("own/broken.json"), QStringLiteral("broken"), {}, false, 1, 0}));
    QVERIFY(
        (entries.at(1)
         == ProfileEntry{
             QStringLiteral("faulty"), path("own/faulty.json"), QStringLiteral("Faulty"), {}, false, 4, 0}));
    QVERIFY((entries.at(2)
             == ProfileEntry{QStringLiteral("mixed-streaming"), path("built-in/mixed-streaming.json"),
                             QStringLiteral("Sound"), QStringLiteral("About"), true, 0, 1}));
    QCOMPARE(entries.at(3).id, QStringLiteral("quick"));
}

void TestProfileStore::findsByIdAndPath()
{
    const QString file = m_folder->filePath(QStringLiteral("built-in/quick.json"));
    QCOMPARE(store().find(QStringLiteral("quick")).value(), file);
    QCOMPARE(store().find(QStringLiteral("quick.json")).value(), file);
    QCOMPARE(store().find(file).value(), file);
    QVERIFY(!store().find(QStringLiteral("/nowhere/quick.json")));
    QVERIFY(!store().find(QStringLiteral("figures")));
}

void TestProfileStore::prefersTheUsersProfile()
{
    write(QStringLiteral("own/quick.json"), "{}");
    QCOMPARE(store().find(QStringLiteral("quick")).value(),
             m_folder->filePath(QStringLiteral("own/quick.json")));
}

void TestProfileStore::guessesMisspeltIds()
{
    const Result<QString> found = store().find(QStringLiteral("mixed-steraming"));
    QVERIFY(!found);
    QCOMPARE(found.error().code, ErrorCode::NotFound);
    QCOMPARE(found.error().message,
             QStringLiteral("There is no profile \"mixed-steraming\". Did you mean \"mixed-streaming\"?"));
    QCOMPARE(store().nearest(QStringLiteral("qiuck")), QStringLiteral("quick"));
    QVERIFY(
        store().find(QStringLiteral("zzz")).error().message.contains(QStringLiteral("`loadstone profiles`")));
}

void TestProfileStore::isEmptyWithoutFolders()
{
    QVERIFY(ProfileStore({QStringLiteral("/nowhere")}, {}).list().isEmpty());
}

QTEST_GUILESS_MAIN(TestProfileStore)
#include "tst_profilestore.moc"
