// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/profilestore.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

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
        return {{m_folder->filePath(u"built-in"_s)}, {m_folder->filePath(u"own"_s)}};
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
    QVERIFY(QDir(m_folder->path()).mkpath(u"built-in/reference"_s));
    QVERIFY(QDir(m_folder->path()).mkpath(u"own"_s));
    const QByteArray sound = R"({"loadstone_profile": 1, "name": "Sound", "description": "About",
        "servers": [{"stack": "sanic"}], "requests": [{"name": "a", "path": "/"}],
        "variables": [{"name": "unused", "last": 1}], "load": {"users": 2, "duration_s": 1}})";
    write(u"built-in/quick.json"_s, sound);
    write(u"built-in/mixed-streaming.json"_s, sound);
    write(u"built-in/reference/figures.json"_s, "{}");
    write(u"built-in/notes.txt"_s, "no profile");
    write(u"own/broken.json"_s, "{\"name\": ");
    write(u"own/faulty.json"_s, "{\"name\": \"Faulty\"}");
}

void TestProfileStore::listsTheUsersFirst()
{
    const QList<ProfileEntry> entries = store().list();
    QCOMPARE(entries.size(), 4);
    const auto path = [this](const char *name) { return m_folder->filePath(QString::fromLatin1(name)); };
    QVERIFY(
        (entries.at(0) == ProfileEntry{u"broken"_s, path("own/broken.json"), u"broken"_s, {}, false, 1, 0}));
    QVERIFY(
        (entries.at(1) == ProfileEntry{u"faulty"_s, path("own/faulty.json"), u"Faulty"_s, {}, false, 4, 0}));
    QVERIFY((entries.at(2)
             == ProfileEntry{u"mixed-streaming"_s, path("built-in/mixed-streaming.json"), u"Sound"_s,
                             u"About"_s, true, 0, 1}));
    QCOMPARE(entries.at(3).id, u"quick"_s);
}

void TestProfileStore::findsByIdAndPath()
{
    const QString file = m_folder->filePath(u"built-in/quick.json"_s);
    QCOMPARE(store().find(u"quick"_s).value(), file);
    QCOMPARE(store().find(u"quick.json"_s).value(), file);
    QCOMPARE(store().find(file).value(), file);
    QVERIFY(!store().find(u"/nowhere/quick.json"_s));
    QVERIFY(!store().find(u"figures"_s));
}

void TestProfileStore::prefersTheUsersProfile()
{
    write(u"own/quick.json"_s, "{}");
    QCOMPARE(store().find(u"quick"_s).value(), m_folder->filePath(u"own/quick.json"_s));
}

void TestProfileStore::guessesMisspeltIds()
{
    const Result<QString> found = store().find(u"mixed-steraming"_s);
    QVERIFY(!found);
    QCOMPARE(found.error().code, ErrorCode::NotFound);
    QCOMPARE(found.error().text(),
             u"There is no profile \"mixed-steraming\". Did you mean \"mixed-streaming\"?"_s);
    QCOMPARE(store().nearest(u"qiuck"_s), u"quick"_s);
    QVERIFY(store().find(u"zzz"_s).error().text().contains(u"`loadstone profiles`"_s));
}

void TestProfileStore::isEmptyWithoutFolders()
{
    QVERIFY(ProfileStore({u"/nowhere"_s}, {}).list().isEmpty());
}

LOADSTONE_TEST(TestProfileStore, QCoreApplication)
#include "tst_profilestore.moc"
