// SPDX-License-Identifier: GPL-3.0-or-later
// The card of a stack.
#include "core/present/stackcard.h"
#include "core/stack/environmentfolder.h"
#include "core/stack/environmentstore.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace loadstone;
using namespace Qt::StringLiterals;

class StackCardTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void showsAllFacts();
    void omitsUnknownFacts();
    void showsTheCommandAsItCanBeTyped();
    void showsParametersOfTheEnvironment();
    void reportsWhyItIsUnavailable();
    void listsInstalledPackages();
    void escapesForRichText();

private:
    static Stack sound()
    {
        Stack stack;
        stack.id = u"mine"_s;
        stack.title = u"Mine & <yours>"_s;
        stack.framework = u"F"_s;
        stack.server = u"S"_s;
        stack.concurrency = u"threads"_s;
        stack.processModel = u"One process."_s;
        stack.summary = u"Short."_s;
        stack.license = u"MIT"_s;
        stack.homepage = u"https://a.b/"_s;
        stack.command = {{{u"${program:sh}"_s, u"-c"_s, u"echo ${port} it's"_s}, {}}};
        stack.presets = {Preset{u"tuned"_s, u"Tuned"_s, u"As it is."_s, {}}};
        stack.endpoints = {u"GET /"_s};
        stack.traps = {{u"It bites."_s}};
        stack.features = {{u"tls"_s, true}, {u"debugger"_s, false}};
        return stack;
    }
    static CardSection section(const QList<CardSection> &card, const QString &title)
    {
        const auto it = std::find_if(card.cbegin(), card.cend(), [&title](const CardSection &section) {
            return section.title.startsWith(title);
        });
        return it == card.cend() ? CardSection() : *it;
    }
    void install(const QString &name, const QByteArray &metadata)
    {
        const QString folder = m_folder->filePath(
            u"cache/known-0123456789abcdef/lib/python3.11/site-packages/"_s + name + u".dist-info"_s);
        QVERIFY(QDir().mkpath(folder));
        QFile file(folder + u"/METADATA"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(metadata);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EnvironmentStore> m_environments;
};

void StackCardTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const QString lock = m_folder->filePath(u"environments/known/requirements.lock"_s);
    QVERIFY(QDir().mkpath(QFileInfo(lock).path()));
    QFile file(lock);
    QVERIFY(file.open(QIODevice::WriteOnly));
    m_environments = std::make_unique<EnvironmentStore>(m_folder->filePath(u"environments"_s),
                                                        m_folder->filePath(u"cache"_s), QString());
}

void StackCardTest::showsAllFacts()
{
    const QList<CardSection> card = stackCard(sound(), *m_environments);
    const QList<CardLine> first = card.first().lines;
    for (const CardLine &line : {CardLine{{}, u"Short."_s}, CardLine{u"processes"_s, u"One process."_s},
                                 CardLine{u"licence"_s, u"MIT"_s}, CardLine{u"available"_s, u"yes"_s}})
        QVERIFY2(first.contains(line), qPrintable(line.text));
    QCOMPARE(section(card, u"Known traps"_s).lines, (QList<CardLine>{{{}, u"It bites."_s}}));
    QCOMPARE(section(card, u"Features"_s).lines,
             (QList<CardLine>{{u"debugger"_s, u"no"_s}, {u"TLS"_s, u"yes"_s}}));
    QCOMPARE(section(card, u"Endpoints"_s).lines, (QList<CardLine>{{{}, u"GET /"_s}}));
    const QString text = cardText(card);
    QVERIFY2(text.contains(u"\nFeatures\n  debugger  no\n  TLS       yes\n"_s), qPrintable(text));
}

void StackCardTest::omitsUnknownFacts()
{
    Stack stack = sound();
    stack.features.clear();
    stack.processModel.clear();
    const QList<CardSection> card = stackCard(stack, *m_environments);
    QVERIFY(section(card, u"Features"_s).lines.isEmpty());
    QVERIFY(section(card, u"Versions"_s).lines.isEmpty());
    QVERIFY(!cardText(card).contains(u"processes"_s));
}

void StackCardTest::showsTheCommandAsItCanBeTyped()
{
    const QList<CardLine> lines = section(stackCard(sound(), *m_environments), u"Presets"_s).lines;
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines.first(), (CardLine{u"tuned"_s, u"As it is."_s}));
    QVERIFY2(lines.last().text.endsWith(uR"(/sh -c 'echo 8000 it'\''s')"_s), qPrintable(lines.last().text));
}

void StackCardTest::showsParametersOfTheEnvironment()
{
    Stack stack = sound();
    const auto add = [&stack](const QString &name, const QJsonValue &value) {
        ParameterSpec spec;
        spec.name = name;
        spec.type = value.isBool() ? ParameterSpec::Type::Boolean : ParameterSpec::Type::Integer;
        spec.max = 100;
        spec.defaultValue = value;
        stack.parameters << spec;
    };
    add(u"threads"_s, 7);
    add(u"access_log"_s, false);
    add(u"backlog"_s, 9);
    stack.command << CommandPart{{u"--threads=${threads}"_s}, {}}
                  << CommandPart{{u"--quiet"_s}, {{u"access_log"_s, false}}};
    const QList<CardLine> lines = section(stackCard(stack, *m_environments), u"Presets"_s).lines;
    QCOMPARE(lines.size(), 3);
    QVERIFY2(lines.at(1).text.endsWith(u" --threads=7 --quiet"_s), qPrintable(lines.at(1).text));
    QCOMPARE(lines.at(2).text.trimmed(), u"with LOADSTONE_PARAM_BACKLOG=9"_s);
}

void StackCardTest::reportsWhyItIsUnavailable()
{
    Stack stack = sound();
    stack.unavailable = u"Too old."_s;
    const QList<CardSection> card = stackCard(stack, *m_environments);
    QVERIFY(card.first().lines.contains({u"available"_s, u"Too old."_s}));
}

void StackCardTest::listsInstalledPackages()
{
    Stack stack = sound();
    stack.environment = u"known"_s;
    stack.packages = {u"flask"_s, u"absent"_s};
    QVERIFY(section(stackCard(stack, *m_environments), u"Versions"_s)
                .lines.first()
                .text.contains(u"known when the environment is built"_s));

    install(u"Flask-3"_s,
            "Name: Flask\nVersion: 3.1\nRequires-Dist: werkzeug>=3\nRequires-Dist: asgiref>=3; extra == "
            "\"async\"\n"
            "Requires-Dist: importlib-metadata>=3; python_version < \"3.10\"\nRequires-Dist: Jinja2 (>=3)\n\n"
            "Requires-Dist: not-in-the-head\n");
    install(u"werkzeug-3"_s, "Name: Werkzeug\nVersion: 3.2\nRequires-Dist: MarkupSafe>=2\n\n");
    install(u"jinja2-3"_s,
            "Name: Jinja2\nVersion: 3.3\nRequires-Dist: markupsafe>=2\nRequires-Dist: Flask\n\n");
    install(u"asgiref-3"_s, "Name: asgiref\nVersion: 3.4\n\n");
    install(u"markupsafe-3"_s, "Name: MarkupSafe\nVersion: 3.5\n\n");
    install(u"not_in_the_head-1"_s, "Name: not-in-the-head\nVersion: 1\n\n");
    const QString folder = m_folder->filePath(u"cache/known-0123456789abcdef"_s);
    const EnvironmentSpec spec{u"known"_s, m_folder->filePath(u"environments/known/requirements.lock"_s)};
    QVERIFY(QDir().mkpath(folder + u"/bin"_s));
    QVERIFY(QFile::link(u"/bin/sh"_s, folder + u"/bin/python"_s));
    QVERIFY(writeMarker({folder, lockHash(spec), {u"/bin/sh"_s, u"CPython 3.11.2"_s}}).isOk());
    qunsetenv("LOADSTONE_PYTHON");
    QStringList lines;
    for (const CardLine &line : section(stackCard(stack, *m_environments), u"Versions"_s).lines)
        lines << line.text;
    QCOMPARE(lines,
             QStringList({u"Flask 3.1"_s, u"  Werkzeug 3.2"_s, u"    MarkupSafe 3.5"_s, u"  Jinja2 3.3"_s,
                          u"    MarkupSafe 3.5"_s, u"    Flask 3.1"_s}));
}

void StackCardTest::escapesForRichText()
{
    const QString html = cardHtml(stackCard(sound(), *m_environments));
    QVERIFY(html.contains(u"Mine &amp; &lt;yours&gt;"_s));
    QVERIFY(html.contains(u"<a href=\"https://a.b/\">https://a.b/</a>"_s));
    QVERIFY(!html.contains(u"<yours>"_s));
}

LOADSTONE_TEST(StackCardTest, QCoreApplication)
#include "tst_stackcard.moc"
