// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/stack.h"
#include "tests/support/testmain.h"
#include "tests/ui/windowfixture.h"
#include "ui/mainwindow.h"
#include "ui/models/profiledocument.h"
#include "ui/models/requestsmodel.h"
#include "ui/models/variablesmodel.h"
#include "ui/pages/profileform/loadsection.h"
#include "ui/pages/profileform/parametereditor.h"
#include "ui/pages/profileform/requesttext.h"
#include "ui/pages/profilespage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/durationedit.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPointer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QTextBrowser>
#include <QToolButton>
#include <QWheelEvent>

using namespace loadstone;
using namespace Qt::StringLiterals;

class TestProfileForm : public test::WindowTest
{
    Q_OBJECT

private slots:
    void headersCanBeEdited()
    {
        find<QAction>(u"actionDuplicate"_s)->trigger();
        const ProfileDocument *document = m_window->profilesPage().current();
        auto *headers = find<QPlainTextEdit>(u"requestHeaders"_s);
        headers->setFocus();
        QTest::keyClicks(headers, u"Accept: text/html"_s);
        QCOMPARE(headers->toPlainText(), u"Accept: text/html"_s);
        QCOMPARE(document->profile().requests.first().headers, (QList<Header>{{"Accept", "text/html"}}));
        find<QAction>(u"actionUndo"_s)->trigger();
        QVERIFY(headers->toPlainText().isEmpty());
        QVERIFY(document->profile().requests.first().headers.isEmpty());
    }

    void variablesCanBeEdited()
    {
        find<QAction>(u"actionNew"_s)->trigger();
        const ProfileDocument *document = m_window->profilesPage().current();
        find<QAbstractButton>(u"variableAdd"_s)->click();
        auto *view = find<QAbstractItemView>(u"variables"_s);
        QAbstractItemModel *model = view->model();
        QCOMPARE(model->rowCount(), 1);
        QVERIFY(model->setData(model->index(0, VariablesModel::Name), u"page"_s, Qt::EditRole));
        QVERIFY(model->setData(model->index(0, VariablesModel::First), u"3"_s, Qt::EditRole));
        QVERIFY(model->setData(model->index(0, VariablesModel::Last), u"70"_s, Qt::EditRole));
        QVERIFY(!model->setData(model->index(0, VariablesModel::Last), u"many"_s, Qt::EditRole));
        QCOMPARE(document->profile().variables, (QList<Variable>{{u"page"_s, 3, 70}}));
        find<QAbstractButton>(u"variableRemove"_s)->click();
        QVERIFY(document->profile().variables.isEmpty());
        QVERIFY(!find<QAbstractButton>(u"variableRemove"_s)->isEnabled());
    }

    void variablesOfEveryKindCanBeEdited()
    {
        find<QAction>(u"actionNew"_s)->trigger();
        ProfileDocument *document = m_window->profilesPage().current();
        find<QAbstractButton>(u"variableAdd"_s)->click();
        QAbstractItemModel *model = find<QAbstractItemView>(u"variables"_s)->model();
        const auto at = [model](int column) { return model->index(0, column); };
        QVERIFY(!at(VariablesModel::Rows).flags().testFlag(Qt::ItemIsEditable));
        QVERIFY(!model->setData(at(VariablesModel::Kind), 17));
        for (const auto kind : {Variable::Kind::Sequence, Variable::Kind::Random, Variable::Kind::Csv}) {
            QVERIFY(model->setData(at(VariablesModel::Kind), int(kind)));
            QCOMPARE(document->profile().variables.first().kind, kind);
        }
        document->checkNow();
        QVERIFY(document->hasErrors()); // a file is needed now
        QVERIFY(model->setData(at(VariablesModel::First), u"accounts.csv"_s));
        QVERIFY(model->setData(at(VariablesModel::Last), u"login"_s));
        QVERIFY(at(VariablesModel::Rows).flags().testFlag(Qt::ItemIsEditable));
        QVERIFY(model->setData(at(VariablesModel::Rows), int(Variable::Rows::Next)));
        Variable wanted{u"number1"_s, 0, 9};
        wanted.kind = Variable::Kind::Csv;
        wanted.file = u"accounts.csv"_s;
        wanted.column = u"login"_s;
        wanted.rows = Variable::Rows::Next;
        QCOMPARE(document->profile().variables, QList<Variable>{wanted});
    }

    void kindOfAVariableIsChosenFromAList()
    {
        find<QAction>(u"actionNew"_s)->trigger();
        find<QAbstractButton>(u"variableAdd"_s)->click();
        auto *view = find<QAbstractItemView>(u"variables"_s);
        QTest::keyClick(view->findChild<QLineEdit *>(), Qt::Key_Escape); // the name of the new one
        view->edit(view->model()->index(0, VariablesModel::Kind));
        auto *list = view->findChild<QComboBox *>();
        QVERIFY(list);
        QCOMPARE(list->count(), 4);
        QCOMPARE(list->currentData().toInt(), int(Variable::Kind::Counter));
        list->setCurrentIndex(2);
        emit list->activated(2);
        QCOMPARE(m_window->profilesPage().current()->profile().variables.first().kind,
                 Variable::Kind::Random);
    }

    void scenarioCanBeEdited()
    {
        find<QAction>(u"actionDuplicate"_s)->trigger();
        ProfileDocument *document = m_window->profilesPage().current();
        auto *view = find<QAbstractItemView>(u"requests"_s);
        QAbstractItemModel *model = view->model();
        const int before = model->rowCount();

        find<QAbstractButton>(u"requestLogin"_s)->click();
        QCOMPARE(model->rowCount(), before + 1);
        QCOMPARE(view->currentIndex().row(), 0);
        QCOMPARE(document->profile().scenario.login->path, QByteArray("/login"));
        QVERIFY(model->setData(model->index(0, RequestsModel::Path), u"/enter"_s));
        QCOMPARE(document->profile().scenario.login->path, QByteArray("/enter"));
        QVERIFY(!model->index(0, RequestsModel::Weight).flags().testFlag(Qt::ItemIsEditable));
        find<QPlainTextEdit>(u"requestCaptures"_s)->setPlainText(u"token = json /token"_s);
        QCOMPARE(document->profile().scenario.login->captures,
                 (QList<Capture>{{u"token"_s, Capture::From::Json, u"/token"_s}}));

        view->setCurrentIndex(model->index(1, 0));
        QVERIFY(find<QPlainTextEdit>(u"requestCaptures"_s)->toPlainText().isEmpty());
        find<QPlainTextEdit>(u"requestExpectedHeaders"_s)->setPlainText(u"Location"_s);
        QCOMPARE(document->profile().requests.first().expect.headers,
                 (QList<ExpectedHeader>{{"Location", std::nullopt}}));
        QVERIFY(model->setData(model->index(1, RequestsModel::Group), u"browse"_s));
        QCOMPARE(document->profile().requests.first().group, u"browse"_s);
        QVERIFY(model->setData(model->index(1, RequestsModel::Weight), 3));
        QCOMPARE(document->profile().requests.first().weight, 3.0);

        auto *order = find<QComboBox>(u"requestOrder"_s);
        order->setCurrentIndex(1);
        emit order->activated(1);
        QCOMPARE(document->profile().scenario.order, Scenario::Order::Sequence);
        QVERIFY(!model->index(1, RequestsModel::Weight).flags().testFlag(Qt::ItemIsEditable));
        QCOMPARE(model->index(1, RequestsModel::Share).data(RequestsModel::SortRole).toDouble(),
                 100.0 / before);

        view->setCurrentIndex(model->index(0, 0));
        QCOMPARE(find<QPlainTextEdit>(u"requestCaptures"_s)->toPlainText(), u"token = json /token"_s);
        find<QAbstractButton>(u"requestRemove"_s)->click();
        QVERIFY(!document->profile().scenario.login);
        QVERIFY(!find<QAbstractButton>(u"requestLogin"_s)->isChecked());
        QCOMPARE(document->profile().requests.size(), before);
        find<QAction>(u"actionUndo"_s)->trigger();
        QVERIFY(document->profile().scenario.login);
        QVERIFY(find<QAbstractButton>(u"requestLogin"_s)->isChecked());
    }

    void linesThatCannotBeReadAreTold()
    {
        find<QAction>(u"actionDuplicate"_s)->trigger();
        const ProfileDocument *document = m_window->profilesPage().current();
        auto *json = find<QPlainTextEdit>(u"requestExpectedJson"_s);
        auto *told = find<QLabel>(u"requestUnread"_s);
        QVERIFY(told->isHidden());
        json->setPlainText(u"/a = 1\n/b"_s);
        QVERIFY2(told->text().contains(u"“/b” has no value"_s), qPrintable(told->text()));
        QCOMPARE(document->profile().requests.first().expect.json, (QList<ExpectedJson>{{u"/a"_s, 1}}));
        QCOMPARE(json->toPlainText(), u"/a = 1\n/b"_s); // what is being typed stays
        json->setPlainText(u"/a = 1\n/b = Ann"_s);
        QVERIFY(told->isHidden());
        QCOMPARE(document->profile().requests.first().expect.json,
                 (QList<ExpectedJson>{{u"/a"_s, 1}, {u"/b"_s, u"Ann"_s}}));
        find<QPlainTextEdit>(u"requestCaptures"_s)->setPlainText(u"token = body"_s);
        QVERIFY2(told->text().contains(u"“token = body” has no source"_s), qPrintable(told->text()));
    }

    void whatIsWrittenInTheFormIsReadAgain()
    {
        const QList<ExpectedJson> json{{QString(), QJsonArray{1, u"two"_s}},
                                       {u"/a=b"_s, u"5"_s},
                                       {u"/c"_s, QJsonObject{{u"d = e"_s, QJsonValue::Null}}},
                                       {u"/f"_s, false}};
        QString problem;
        QCOMPARE(parseExpectedJson(expectedJsonText(json), problem), json);
        const QList<Capture> captures{{u"a"_s, Capture::From::Json, u"/x = y/0"_s},
                                      {u"b"_s, Capture::From::Header, u"Location"_s},
                                      {u"c"_s, Capture::From::Cookie, u"session"_s}};
        QCOMPARE(parseCaptures(capturesText(captures), problem), captures);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        const QList<ExpectedHeader> headers{{"Location", std::nullopt}, {"X-Empty", ""}, {"Date", "a: b"}};
        QCOMPARE(parseExpectedHeaders(expectedHeadersText(headers)), headers);
        const QList<Header> sent{{"A", "b: c"}, {"D", ""}};
        QCOMPARE(parseHeaders(headersText(sent)), sent);
    }

    void wrongLimitsAreToldBesideTheField()
    {
        find<QAction>(u"actionDuplicate"_s)->trigger();
        const ProfileDocument *document = m_window->profilesPage().current();
        auto *limits = find<QPlainTextEdit>(u"thresholds"_s);
        const auto *told = find<QLabel>(u"thresholdsProblems"_s);
        limits->setPlainText(u"p99<200ms\nsoon"_s);
        QVERIFY(told->text().contains(u"soon"_s));
        QTRY_VERIFY(document->hasErrors());
        QVERIFY(document->problems().first().pointer.startsWith(u"/thresholds/1"_s));
        limits->setPlainText(u"p99<200ms\nrps>=10"_s);
        QVERIFY(told->text().isEmpty());
        QTRY_VERIFY(!document->hasErrors());
        QCOMPARE(document->profile().thresholds.at(1).metric, Metric::Rps);
        QCOMPARE(document->profile().thresholds.at(1).value, 10.0);
    }

    void thresholdsNameEndpointsAndServers()
    {
        find<QAction>(u"actionDuplicate"_s)->trigger();
        ProfileDocument *document = m_window->profilesPage().current();
        auto *limits = find<QPlainTextEdit>(u"thresholds"_s);
        const auto *problem = find<QLabel>(u"thresholdsProblems"_s);
        const Profile profile = document->profile();
        const auto quoted = [](const QString &name) { return u'"' + name + u'"'; };
        const QString sound = u"p99{endpoint:%1, server:%2}<200ms"_s.arg(
            quoted(profile.requests.first().name), quoted(profile.servers.first().stackId));
        limits->setPlainText(sound);
        document->checkNow();
        QVERIFY(problem->text().isEmpty() && !document->hasErrors());
        QCOMPARE(document->profile().thresholds.at(0).text, sound);
        QCOMPARE(document->profile().thresholds.at(0).scope.endpoint, profile.requests.first().name);
        limits->setPlainText(u"p99{endpoint:nowhere}<200ms\np99{server:nobody}<200ms"_s);
        document->checkNow();
        QStringList places;
        for (const ProfileProblem &one : document->problems())
            places << one.pointer;
        QVERIFY2(places.contains(u"/thresholds/0"_s) && places.contains(u"/thresholds/1"_s),
                 qPrintable(places.join(u' ')));
        limits->setPlainText(u"p99{endpont:a}<200ms"_s);
        QVERIFY2(problem->text().contains(u"Did you mean \"endpoint\"?"_s), qPrintable(problem->text()));
    }

    void whatOnlyTheCatalogueKnowsIsChecked()
    {
        find<QAction>(u"actionDuplicate"_s)->trigger();
        ProfileDocument *document = m_window->profilesPage().current();
        document->edit({}, u"Break"_s, [](Profile &profile) {
            profile.servers[0].preset = u"tunde"_s;
            profile.servers[1].parameters.insert(u"no_such_parameter"_s, 1);
        });
        document->checkNow();
        QStringList pointers;
        for (const ProfileProblem &problem : document->problems())
            pointers << problem.pointer;
        QVERIFY2(pointers.contains(u"/servers/0/preset"_s), qPrintable(pointers.join(u'\n')));
        QVERIFY(pointers.contains(u"/servers/1/parameters/no_such_parameter"_s));
        const auto *told = find<QListWidget>(u"problems"_s);
        QCOMPARE(told->findItems(u"Error in server 1: "_s, Qt::MatchStartsWith).size(), 1);
        QCOMPARE(told->findItems(u"Error in server 2: "_s, Qt::MatchStartsWith).size(), 1);
        QVERIFY(!find<QAction>(u"actionRun"_s)->isEnabled());
    }

    void editsUndoesSavesAndMarks()
    {
        ProfilesPage &page = m_window->profilesPage();
        QVERIFY(page.current()->isBuiltIn());
        find<QAction>(u"actionDuplicate"_s)->trigger();
        ProfileDocument *document = page.current();
        QVERIFY(!document->isBuiltIn());
        const int before = document->profile().load.users;
        auto *users = find<QSpinBox>(u"loadUsers"_s);
        users->setValue(before + 7);
        QCOMPARE(document->profile().load.users, before + 7);
        QVERIFY(m_window->isWindowModified());
        find<QAction>(u"actionUndo"_s)->trigger();
        QCOMPARE(users->value(), before);
        find<QAction>(u"actionRedo"_s)->trigger();
        QCOMPARE(users->value(), before + 7);
        find<QAction>(u"actionSave"_s)->trigger();
        QVERIFY(!document->isModified());
        QVERIFY(!m_window->isWindowModified());
        QVERIFY(document->path().startsWith(m_fixture->userFolder));
        const auto saved = ProfileFile::open(document->path());
        QVERIFY(saved.isOk());
        QCOMPARE(saved->reading().draft->load.users, before + 7);

        const QString path = document->path();
        find<QAction>(u"actionDelete"_s)->trigger();
        QVERIFY(!QFile::exists(path));
        find<QAbstractButton>(u"undoDelete"_s)->click();
        QVERIFY(QFile::exists(path));
        QCOMPARE(page.current()->path(), path);
    }

    void builtInProfilesCanBeReadButNotChanged()
    {
        ProfilesPage &page = m_window->profilesPage();
        QVERIFY(page.current()->isBuiltIn());
        auto *servers = find<QAbstractItemView>(u"servers"_s);
        const QString note = find<QLabel>(u"serverNote"_s)->text();
        servers->setCurrentIndex(servers->model()->index(2, 0));
        QVERIFY(servers->isEnabled());
        QVERIFY(find<QLabel>(u"serverNote"_s)->text() != note);
        QVERIFY(!find<QComboBox>(u"serverPreset"_s)->isEnabled());
        QVERIFY(!find<QAbstractButton>(u"serverAdd"_s)->isEnabled());
        QVERIFY(!find<QSpinBox>(u"loadUsers"_s)->isEnabled());
        find<QAbstractButton>(u"duplicateToEdit"_s)->click();
        QVERIFY(!page.current()->isBuiltIn());
        QVERIFY(find<QSpinBox>(u"loadUsers"_s)->isEnabled());
        QVERIFY(find<QComboBox>(u"serverPreset"_s)->isEnabled());
    }

    void unavailableServersAreGreyAndSayWhy()
    {
        find<QAction>(u"actionDuplicate"_s)->trigger();
        const QString id = m_window->profilesPage().current()->profile().servers.at(1).stackId;
        auto *servers = find<QAbstractItemView>(u"servers"_s);
        const QModelIndex row = servers->model()->index(1, 0);
        QVERIFY(!row.data(Qt::ForegroundRole).isValid());
        m_fixture->unavailable.insert(id, u"There is no Python. Install one."_s);
        QCOMPARE(row.data(Qt::ForegroundRole).value<QColor>(),
                 QGuiApplication::palette().color(QPalette::Disabled, QPalette::Text));
        QCOMPARE(row.data(Qt::ToolTipRole).toString(), u"There is no Python. Install one."_s);
        servers->setCurrentIndex(row);
        QVERIFY(find<QLabel>(u"serverNote"_s)->text().contains(u"There is no Python. Install one."_s));

        QMenu *menu = find<QToolButton>(u"serverAdd"_s)->menu();
        emit menu->aboutToShow();
        const QList<QAction *> actions = allActions(menu);
        QCOMPARE(actions.size(), m_fixture->catalogue.stacks().size());
        for (const QAction *action : actions) {
            const bool isIt = action->toolTip() == u"There is no Python. Install one."_s;
            QCOMPARE(action->isEnabled(), !isIt);
            QCOMPARE(action->text() == m_fixture->catalogue.find(id)->title, isIt);
        }
        const int count = servers->model()->rowCount();
        actions.first()->setEnabled(true);
        actions.first()->trigger();
        QCOMPARE(servers->model()->rowCount(), count + 1);
    }

    void cardOfAServerOpensForBuiltInProfilesToo()
    {
        QVERIFY(m_window->profilesPage().current()->isBuiltIn());
        const QString id = m_window->profilesPage().current()->profile().servers.first().stackId;
        find<QAbstractButton>(u"serverCard"_s)->click();
        auto *text = find<QTextBrowser>(u"stackCardText"_s);
        QVERIFY(text->toPlainText().contains(u"Those of "_s + id));
        QPointer<QDialog> dialog = find<QDialog>(u"stackCard"_s);
        QVERIFY(dialog->isVisible());
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(dialog.isNull());
    }

    void undoKeyInAFieldReachesTheProfile()
    {
        find<QAction>(u"actionDuplicate"_s)->trigger();
        auto *name = find<QLineEdit>(u"profileName"_s);
        const QString before = name->text();
        name->setFocus();
        name->end(false);
        QTest::keyClicks(name, u"xyz"_s);
        QCOMPARE(m_window->profilesPage().current()->profile().name, before + u"xyz"_s);
        QTest::keyClick(name, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_window->profilesPage().current()->profile().name, before);
        QCOMPARE(name->text(), before);
    }

    void wheelOverAnUnfocusedFieldChangesNothing()
    {
        find<QAction>(u"actionDuplicate"_s)->trigger();
        auto *users = find<QSpinBox>(u"loadUsers"_s);
        users->clearFocus();
        const int before = users->value();
        QWheelEvent wheel(QPointF(5, 5), users->mapToGlobal(QPointF(5, 5)), {}, QPoint(0, 120), Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(users, &wheel);
        QCOMPARE(users->value(), before);
    }

    void wrongValuesAreToldAndKeepFromRunning()
    {
        find<QAction>(u"actionDuplicate"_s)->trigger();
        auto *name = find<QLineEdit>(u"profileName"_s);
        name->setFocus();
        name->selectAll();
        QTest::keyClick(name, Qt::Key_Delete);
        auto *problems = find<QListWidget>(u"problems"_s);
        QTRY_VERIFY(problems->count() > 0);
        QTRY_VERIFY(!find<QAction>(u"actionRun"_s)->isEnabled());
        QTest::keyClicks(name, u"A name"_s);
        QTRY_COMPARE(problems->count(), 0);
        QTRY_VERIFY(find<QAction>(u"actionRun"_s)->isEnabled());
    }

    void loadEngineDecidesWhatIsAsked()
    {
        find<QAction>(u"actionDuplicate"_s)->trigger();
        ProfileDocument *document = m_window->profilesPage().current();
        auto *engine = find<QComboBox>(u"connectionEngine"_s);
        auto *channel = find<QCheckBox>(u"connectionShared"_s);
        auto *reuse = find<QCheckBox>(u"connectionReuse"_s);
        QCOMPARE(engine->currentData().toString(), u"native"_s);
        QVERIFY(channel->isHidden() && !reuse->isHidden());
        engine->setCurrentIndex(engine->findData(u"grpc"_s));
        emit engine->activated(engine->currentIndex());
        QCOMPARE(document->profile().connection.engine, u"grpc"_s);
        QVERIFY(!channel->isHidden() && reuse->isHidden());
        channel->setChecked(false);
        QVERIFY(!document->profile().connection.sharesChannel);
        // Its servers speak HTTP.
        document->checkNow();
        QVERIFY(document->hasErrors());
        find<QAction>(u"actionUndo"_s)->trigger();
        find<QAction>(u"actionUndo"_s)->trigger();
        QCOMPARE(engine->currentData().toString(), u"native"_s);
        QVERIFY(channel->isHidden());
    }

    void oneIsSingular()
    {
        find<QAction>(u"actionDuplicate"_s)->trigger();
        auto *users = find<QSpinBox>(u"loadUsers"_s);
        users->setValue(2);
        QCOMPARE(users->suffix(), u" users"_s);
        users->setFocus();
        users->selectAll();
        QTest::keyClicks(users, u"1"_s);
        QCOMPARE(users->suffix(), u" user"_s);
        QTest::keyClicks(users, u"5"_s); // the cursor stays behind the digit
        QCOMPARE(users->text(), u"15 users"_s);

        ParameterEditor editor;
        Stack stack;
        stack.id = u"some"_s;
        ParameterSpec workers;
        workers.name = u"workers"_s;
        workers.unit = u"processes"_s;
        workers.min = 1;
        workers.max = 8;
        workers.defaultValue = 1;
        stack.parameters = {workers};
        editor.show(&stack, {});
        auto *box = editor.findChild<QDoubleSpinBox *>(u"parameter-workers"_s);
        QCOMPARE(box->text(), u"1 process"_s);
        box->setValue(3);
        QCOMPARE(box->text(), u"3 processes"_s);
    }

    void everyPluralHasASingular()
    {
        static const QRegularExpression call(u"tr\\(\\s*\"([^\"]*%n[^\"]*)\""_s);
        int found = 0;
        QDirIterator files(QStringLiteral(LOADSTONE_SOURCE_DIR "/ui"), {u"*.cpp"_s}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            for (auto calls = call.globalMatch(QString::fromUtf8(file.readAll())); calls.hasNext(); ++found) {
                const QByteArray text = calls.next().captured(1).toUtf8();
                QVERIFY2(!EnglishPlurals().translate("", text.constData(), "", 1).isEmpty(),
                         text.constData());
            }
        }
        QVERIFY(found > 3);
        Profile profile;
        profile.servers.append(ServerEntry());
        QVERIFY2(describePlan(profile).contains(u"1 server;"_s)
                     || describePlan(profile).contains(u"1 server "_s),
                 qPrintable(describePlan(profile)));
    }

    void durationsAreReadAndRefused()
    {
        DurationEdit edit;
        QSignalSpy edited(&edit, &DurationEdit::valueEdited);
        edit.setValue(Milliseconds(90'000));
        QCOMPARE(edit.text(), u"1 min 30 s"_s);
        edit.selectAll();
        QTest::keyClicks(&edit, u"2m"_s);
        QCOMPARE(edit.value(), Milliseconds(120'000));
        QVERIFY(!edited.isEmpty());
        QTest::keyClicks(&edit, u"??"_s);
        QVERIFY(!edit.isValid());
        QVERIFY(!edit.problem().isEmpty());
        QCOMPARE(edit.value(), Milliseconds(120'000));
    }

private:
    static QList<QAction *> allActions(const QMenu *menu)
    {
        QList<QAction *> actions;
        for (QAction *action : menu->actions())
            actions += action->menu() ? allActions(action->menu()) : QList<QAction *>{action};
        return actions;
    }
};

LOADSTONE_TEST(TestProfileForm, QApplication)
#include "tst_profileform.moc"
