// SPDX-License-Identifier: GPL-3.0-or-later
// Every text that people read goes through translation: with a translator that puts each text in brackets,
// nothing with letters is left outside them, in the window and in the reports.
#include "core/export/htmlreport.h"
#include "core/export/textreport.h"
#include "core/present/runview.h"
#include "core/results/recordcodec.h"
#include "tests/support/brackets.h"
#include "tests/support/openrun.h"
#include "tests/support/sweptrun.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"
#include "tests/ui/windowfixture.h"
#include "ui/charts/drawnchart.h"
#include "ui/charts/timechart.h"
#include "ui/models/profiledocument.h"
#include "ui/pages/profilespage.h"
#include "ui/pages/runpage.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSet>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <QTextEdit>

#include <algorithm>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

/// What is shown as it is in all languages.
struct Data {
    QSet<QString> texts; ///< of profiles, stacks and records: descriptions, paths, commands, logs
    QSet<QString> names; ///< of servers, packages and parameters, which may be plain words

    void collect(const QJsonValue &value)
    {
        static const QSet<QString> named{u"parameters"_s, u"versions"_s};
        for (const QJsonValue item : value.toArray())
            collect(item);
        const QJsonObject object = value.toObject();
        if (object.size() == 2 && object.contains(u"source"_s) && object.contains(u"parts"_s)) {
            collect(object.value(u"parts"_s)); // a Sentence is translated, its texts are not
            return;
        }
        for (auto it = object.begin(); it != object.end(); ++it) {
            collect(it.value());
            if (named.contains(it.key())) {
                const QStringList keys = it.value().toObject().keys();
                names.unite(QSet(keys.begin(), keys.end()));
            }
        }
        if (value.isString())
            texts.insert(value.toString().simplified());
    }
    void collectFiles(const QString &folder, const QString &pattern)
    {
        for (const QString &name : QDir(folder).entryList({pattern})) {
            QFile file(QDir(folder).filePath(name));
            texts.insert(file.fileName());
            if (file.open(QIODevice::ReadOnly))
                collect(QJsonDocument::fromJson(file.readAll()).object());
        }
    }
    void collect(const RunRecord &run)
    {
        const Profile &profile = run.profile;
        texts += {profile.name, profile.description, profile.source, profile.connection.engine};
        for (const ResolvedServer &server : run.servers) {
            names += {server.name, server.baseName};
            for (const SweepValue &value : server.cell)
                names += {value.setting, sweepValueText(value.value)};
        }
        collect(QJsonDocument::fromJson(encodeRun(run)).object());
        for (const TrialRecord &trial : run.trials) {
            texts.insert(trial.server.commandLine.join(u' '));
            collect(QJsonDocument::fromJson(encodeTrial(trial)).object());
        }
    }
    void collectSources()
    {
        const QString source = QStringLiteral(LOADSTONE_SOURCE_DIR);
        collectFiles(source + u"/profiles"_s, u"*.json"_s);
        const QDir stacks(source + u"/resources/stacks"_s);
        for (const QString &stack : stacks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            collectFiles(stacks.filePath(stack), u"stack.json"_s);
            names.insert(stack);
        }
    }
};

class PseudoLocale
{
public:
    explicit PseudoLocale(const Data &data) : m_names(data.names.values())
    {
        static const QRegularExpression word(u"^[a-z]+$"_s);
        for (const QString &text : data.texts + data.names) {
            // A plain word may be one of a sentence, too.
            if (word.match(text).hasMatch() && !data.names.contains(text))
                m_words.insert(text);
            else if (text.contains(s_letters))
                m_parts.append(
                    {text,
                     QRegularExpression(u"(?<!\\pL)%1(?!\\pL)"_s.arg(QRegularExpression::escape(text)))});
        }
        std::sort(m_parts.begin(), m_parts.end(), [](const Part &a, const Part &b) {
            return a.text.size() != b.text.size() ? a.text.size() > b.text.size() : a.text < b.text;
        });
    }

    /// What of a text is neither translated nor data; empty when all is.
    QString untranslated(const QString &text) const
    {
        if (isShortenedName(text))
            return {};
        QString rest = outside(text).simplified();
        for (const Part &data : m_parts) {
            if (!rest.contains(s_letters))
                return {};
            if (rest.contains(data.text))
                rest.replace(data.whole, u"·"_s);
        }
        // Units, names, and values as a profile writes them.
        static const QRegularExpression constant(
            u"(?<!\\pL)(Loadstone|SHA|true|false|min|ms|µs|[KMGTPE]iB|px|UTC)(?!\\pL)"_s);
        rest.remove(constant);
        const bool isTranslated = !rest.contains(s_letters) || m_words.contains(text);
        return isTranslated ? QString() : rest.simplified();
    }

private:
    struct Part {
        QString text;
        QRegularExpression whole;
    };

    /// Charts leave out a part of the middle of names.
    bool isShortenedName(const QString &text) const
    {
        const qsizetype gap = text.indexOf(u'…');
        return gap > 0 && std::any_of(m_names.begin(), m_names.end(), [&](const QString &name) {
                   return name.startsWith(text.first(gap)) && name.endsWith(text.mid(gap + 1));
               });
    }

    static QString outside(const QString &text)
    {
        QString rest;
        int depth = 0;
        for (const QChar c : text) {
            depth += c == u'⟦' ? 1 : 0;
            if (depth == 0)
                rest += c;
            depth -= c == u'⟧' ? 1 : 0;
        }
        return rest;
    }

    inline static const QRegularExpression s_letters{u"\\pL\\pL"_s};
    QList<Part> m_parts; ///< longest first
    QSet<QString> m_words;
    QStringList m_names;
};

using Texts = QMap<QString, QString>; ///< text → where it is

/// Rich text without its tags.
QString plain(QString text)
{
    if (!text.startsWith(u'<'))
        return text;
    return text.remove(QRegularExpression(u"<[^>]*>"_s));
}

void addProperties(const QObject &object, Texts &texts)
{
    static const QByteArrayList properties{"text",           "title",           "toolTip",
                                           "statusTip",      "whatsThis",       "windowTitle",
                                           "accessibleName", "placeholderText", "accessibleDescription",
                                           "prefix",         "suffix",          "specialValueText"};
    const bool isEdited =
        qobject_cast<const QLineEdit *>(&object) || qobject_cast<const QTextEdit *>(&object);
    for (const QByteArray &property : properties) {
        if (isEdited && property == "text")
            continue;
        const QString where = u"%1 %2.%3"_s.arg(QLatin1StringView(object.metaObject()->className()),
                                                object.objectName(), QLatin1StringView(property));
        texts.insert(plain(object.property(property.constData()).toString()), where);
    }
}

void addModel(const QAbstractItemModel &model, Texts &texts, const QModelIndex &parent = {})
{
    constexpr int mostRows = 50;
    const QString where = QString::fromLatin1(model.metaObject()->className());
    const QList<int> roles{Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole};
    for (int column = 0; column < model.columnCount(parent); ++column) {
        for (const int role : roles) {
            texts.insert(plain(model.headerData(column, Qt::Horizontal, role).toString()),
                         u"%1, header %2"_s.arg(where).arg(column));
            for (int row = 0; row < std::min(mostRows, model.rowCount(parent)); ++row)
                texts.insert(plain(model.index(row, column, parent).data(role).toString()),
                             u"%1, column %2, row %3"_s.arg(where).arg(column).arg(row));
        }
    }
    for (int row = 0; row < std::min(mostRows, model.rowCount(parent)); ++row) {
        if (const QModelIndex index = model.index(row, 0, parent); model.hasChildren(index))
            addModel(model, texts, index);
    }
}

void addChart(const ChartModel &chart, Texts &texts)
{
    QStringList all{chart.title,   chart.explanation, chart.emptyText,
                    chart.x.title, chart.y.title,     chart.summary()};
    all += chart.x.labels + chart.y.labels;
    for (const ChartSeries &series : chart.series)
        all += {series.name, series.unit};
    for (const ChartAnnotation &annotation : chart.annotations)
        all += annotation.label;
    for (const ChartNote &note : chart.notes)
        all += note.text;
    for (const ChartRow &row : chart.rows)
        all += {row.name, row.text};
    for (const QString &text : all)
        texts.insert(text, u"chart "_s + chart.id);
}

Texts textsOf(QWidget &window)
{
    Texts texts;
    QList<QObject *> objects = window.findChildren<QObject *>();
    objects.append(&window);
    for (const QObject *object : std::as_const(objects)) {
        if (object->isWidgetType() || qobject_cast<const QAction *>(object))
            addProperties(*object, texts);
        if (const auto *tabs = qobject_cast<const QTabBar *>(object)) {
            for (int i = 0; i < tabs->count(); ++i) {
                texts.insert(tabs->tabText(i), u"tab"_s);
                texts.insert(tabs->tabToolTip(i), u"tab"_s);
            }
        }
        if (const auto *box = qobject_cast<const QComboBox *>(object))
            addModel(*box->model(), texts);
        if (const auto *view = qobject_cast<const QAbstractItemView *>(object); view && view->model())
            addModel(*view->model(), texts);
        if (const auto *chart = qobject_cast<const TimeChart *>(object))
            addChart(chart->model(), texts);
        if (const auto *chart = qobject_cast<const DrawnChart *>(object)) {
            addChart(chart->model(), texts);
            for (const ChartShape &shape : chart->drawing().shapes) {
                if (const auto *text = std::get_if<TextShape>(&shape))
                    texts.insert(text->text, u"drawing of "_s + chart->model().id);
            }
        }
    }
    return texts;
}

QString unescaped(QString text)
{
    text.replace(u"&lt;"_s, u"<"_s).replace(u"&gt;"_s, u">"_s).replace(u"&quot;"_s, u"\""_s);
    return text.replace(u"&amp;"_s, u"&"_s);
}

/// The texts and labels of a page, without its style sheet, script and data.
Texts textsOfHtml(const QByteArray &html)
{
    QString page = QString::fromUtf8(html);
    const auto dotAll = QRegularExpression::DotMatchesEverythingOption;
    page.remove(QRegularExpression(u"<(style|script|pre)\\b.*?</\\1>"_s, dotAll));
    Texts texts;
    static const QRegularExpression piece(u">([^<]+)|(?:aria-label|title|alt)=\"([^\"]+)\""_s);
    for (auto it = piece.globalMatch(page); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        texts.insert(unescaped(match.captured(1) + match.captured(2)), u"HTML"_s);
    }
    return texts;
}

Texts textsOfLines(const QString &text, const QString &where)
{
    Texts texts;
    for (const QString &line : text.split(u'\n'))
        texts.insert(line, where);
    return texts;
}

} // namespace

class TestPseudoLocale : public QObject
{
    Q_OBJECT
private slots:
    void window_data();
    void window();
    void profileForm_data();
    void profileForm();
    void reports_data();
    void reports();
    void seesWhatIsNotTranslated();

private:
    void verify(const PseudoLocale &locale, const Texts &texts) const
    {
        QStringList left;
        for (auto it = texts.begin(); it != texts.end(); ++it) {
            if (const QString rest = locale.untranslated(it.key()); !rest.isEmpty())
                left.append(u"%1: \"%2\" in \"%3\""_s.arg(it.value(), rest.left(200), it.key().left(300)));
        }
        const QString message = u"not translated:\n%1"_s.arg(left.join(u'\n'));
        QVERIFY2(left.isEmpty(), qPrintable(message));
    }
};

void TestPseudoLocale::window_data()
{
    QTest::addColumn<QString>("state");
    for (const char *state :
         {"empty", "running", "failed", "finished", "results", "open", "open-results", "curves", "grid"})
        QTest::newRow(state) << QString::fromLatin1(state);
}

void TestPseudoLocale::window()
{
    QFETCH(QString, state);
    test::WindowFixture fixture;
    test::Brackets brackets;
    QCoreApplication::installTranslator(&brackets);
    MainWindow window(fixture.dependencies());
    window.resize(1280, 800);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    const RunRecord run = state == u"curves"_s ? test::sweptCurveRun()
        : state == u"grid"_s                   ? test::sweptGridRun()
        : state.startsWith(u"open"_s)          ? test::syntheticOpenRun()
                                               : test::syntheticRun();
    test::RunScript script(fixture.controller, run);
    window.showPage(window.runPage());
    if (state != u"empty"_s) {
        script.begin();
        if (state == u"running"_s || state == u"open"_s)
            script.playUntil(run.trials.at(1).timeline.startedAtS + 16);
        else if (state == u"failed"_s)
            script.playUntil(run.trials.at(2).timeline.startedAtS + 4);
        else
            script.finish();
    }
    if (state.endsWith(u"results"_s))
        window.findChild<QTabWidget *>(u"runTabs"_s)->setCurrentIndex(1);
    else if (state == u"curves"_s || state == u"grid"_s)
        window.findChild<QTabWidget *>(u"runTabs"_s)->setCurrentIndex(2);
    QCoreApplication::processEvents();
    Data data;
    data.collectSources();
    data.collect(run);
    const PseudoLocale locale(data);
    const Texts texts = textsOf(window);
    QVERIFY2(texts.size() > 100, qPrintable(QString::number(texts.size())));
    verify(locale, texts);
}

void TestPseudoLocale::profileForm_data()
{
    QTest::addColumn<QString>("profile");
    for (const QString &file :
         QDir(QStringLiteral(LOADSTONE_SOURCE_DIR "/profiles")).entryList({u"*.json"_s}))
        QTest::newRow(qPrintable(file)) << file.chopped(5);
}

void TestPseudoLocale::profileForm()
{
    QFETCH(QString, profile);
    test::WindowFixture fixture;
    test::Brackets brackets;
    QCoreApplication::installTranslator(&brackets);
    MainWindow window(fixture.dependencies());
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QVERIFY(window.profilesPage().choose(profile));
    Data data;
    data.collectSources();
    const PseudoLocale locale(data);
    verify(locale, textsOf(window));
    // The other load model, with stages and a mistake in it.
    window.findChild<QAction *>(u"actionDuplicate"_s)->trigger();
    window.profilesPage().current()->edit({}, {}, [](Profile &edited) {
        edited.load.model = edited.load.isOpen() ? LoadModel::Closed : LoadModel::Open;
        edited.load.duration.reset();
        edited.load.stages = {{100, Milliseconds(10'000), true}, {200, Milliseconds(5'000), false}};
        edited.requests.append(edited.requests.first());
    });
    QCoreApplication::processEvents();
    verify(locale, textsOf(window));
}

void TestPseudoLocale::reports_data()
{
    QTest::addColumn<RunRecord>("run");
    QTest::newRow("closed") << test::syntheticRun();
    QTest::newRow("open") << test::syntheticOpenRun();
    QTest::newRow("curves") << test::sweptCurveRun();
    QTest::newRow("grid") << test::sweptGridRun();
}

void TestPseudoLocale::reports()
{
    QFETCH(RunRecord, run);
    test::Brackets brackets;
    QCoreApplication::installTranslator(&brackets);
    Data data;
    data.collect(run);
    const PseudoLocale locale(data);
    const RunView report = makeRunView(run);
    verify(locale, textsOfHtml(toHtml(makeDocument(report), "{}")));
    verify(locale, textsOfLines(toText(report, 0), u"text"_s));
    verify(locale, textsOfLines(unescaped(toMarkdown(report)), u"Markdown"_s));
}

void TestPseudoLocale::seesWhatIsNotTranslated()
{
    const PseudoLocale locale({{u"Two servers"_s, u"answered"_s}, {u"sanic"_s}});
    QVERIFY(locale.untranslated(u"⟦⟦%1⟧ served %2⟧: sanic, 12 ms, p99"_s).isEmpty());
    QCOMPARE(locale.untranslated(u"⟦sanic⟧ failed"_s), u"failed"_s);
    QCOMPARE(locale.untranslated(u"sanics"_s), u"sanics"_s);
    QVERIFY(locale.untranslated(u"sa…c"_s).isEmpty());
    QCOMPARE(locale.untranslated(u"sa…nics"_s), u"sa…nics"_s);
    QVERIFY(locale.untranslated(u"answered"_s).isEmpty());
    QVERIFY(!locale.untranslated(u"⟦%1⟧ answered"_s).isEmpty());
    QWidget widget;
    widget.setToolTip(u"Not translated"_s);
    QVERIFY(textsOf(widget).contains(u"Not translated"_s));
    QVERIFY(textsOfHtml("<p aria-label=\"Warnings\">Text</p>").keys()
            == QStringList({u"Text"_s, u"Warnings"_s}));
}

LOADSTONE_TEST(TestPseudoLocale, QApplication)
#include "tst_pseudolocale.moc"
