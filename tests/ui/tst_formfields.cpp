// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/stack.h"
#include "tests/support/testmain.h"
#include "tests/ui/windowfixture.h"
#include "ui/models/profiledocument.h"
#include "ui/models/profilelistmodel.h"
#include "ui/pages/profileform/parametereditor.h"
#include "ui/pages/profilespage.h"
#include "ui/widgets/durationedit.h"
#include "ui/widgets/numberbox.h"
#include "ui/widgets/textfield.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>
#include <QTreeView>

using namespace loadstone;
using namespace Qt::StringLiterals;

/// What the fields of a profile store of what is typed, or pasted, into them.
class TestFormFields : public test::WindowTest
{
    Q_OBJECT

private slots:
    void numbersAreStoredAsTyped_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<qint64>("stored");
        QTest::addColumn<QString>("shown");
        QTest::newRow("in the range") << u"7"_s << qint64(7) << u"7"_s;
        QTest::newRow("above") << u"100"_s << qint64(100) << u"100"_s;
        QTest::newRow("far above") << u"999999"_s << qint64(999'999) << u"999,999"_s;
        QTest::newRow("below") << u"-5"_s << qint64(-5) << u"-5"_s;
        QTest::newRow("beyond 32 bits") << u"99999999999"_s << qint64(99'999'999'999) << u"99,999,999,999"_s;
        QTest::newRow("beyond every number")
            << u"99999999999999999999"_s << qint64(1e15) << u"1,000,000,000,000,000"_s;
        QTest::newRow("no whole number") << u"10.5"_s << qint64(10) << u"10"_s; // as it was before the point
        QTest::newRow("no number") << u"x"_s << qint64(3) << u"3"_s;
    }

    void numbersAreStoredAsTyped()
    {
        QFETCH(QString, typed);
        ParameterEditor editor;
        Stack stack;
        stack.id = u"some"_s;
        ParameterSpec workers;
        workers.name = u"workers"_s;
        workers.min = 1;
        workers.max = 10;
        workers.defaultValue = 3;
        stack.parameters = {workers};
        editor.show(&stack, {});
        QJsonValue stored = 3;
        connect(&editor, &ParameterEditor::valueChanged, this,
                [&stored](const QString &, const QJsonValue &value) { stored = value; });
        auto *box = editor.findChild<QDoubleSpinBox *>(u"parameter-workers"_s);
        box->selectAll();
        QTest::keyClicks(box, typed);
        QString kept = box->text();
        QVERIFY2(kept.remove(u',').startsWith(typed), qPrintable(kept)); // no key was swallowed
        box->interpretText();
        QTEST(stored.toInteger(), "stored");
        QTEST(box->text(), "shown");
    }

    void whatIsRefusedIsSaid()
    {
        beginEditing();
        auto *users = find<QSpinBox>(u"loadUsers"_s);
        users->setFocus();
        users->selectAll();
        QTest::keyClicks(users, u"1e3"_s);
        find<QLineEdit>(u"profileName"_s)->setFocus();
        QTRY_VERIFY2(QToolTip::text().contains(u"“1e3” is not valid here; kept 1."_s),
                     qPrintable(QToolTip::text()));
    }

    void numbersBeyondTheRangeAreErrorsOfTheProfile_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("typed");
        QTest::newRow("users") << u"loadUsers"_s << u"1000000"_s;
        QTest::newRow("negative users") << u"loadUsers"_s << u"-3"_s;
        QTest::newRow("repeats") << u"measureRepeats"_s << u"0"_s;
        QTest::newRow("threads") << u"connectionThreads"_s << u"1000"_s;
        QTest::newRow("port") << u"profilePort"_s << u"80808"_s;
        QTest::newRow("file") << u"serviceFileSize"_s << u"0"_s;
    }

    void numbersBeyondTheRangeAreErrorsOfTheProfile()
    {
        beginEditing();
        QFETCH(QString, field);
        QFETCH(QString, typed);
        auto *box = find<QSpinBox>(field);
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box, typed);
        QTest::keyClick(box, Qt::Key_Tab);
        QCOMPARE(box->value(), typed.toInt());
        ProfileDocument *document = m_window->profilesPage().current();
        document->checkNow();
        QVERIFY(document->hasErrors());
        QVERIFY(!find<QAction>(u"actionRun"_s)->isEnabled());
    }

    void numbersOfRequestsBeyond32BitsAreKept()
    {
        beginEditing();
        ProfileDocument *document = m_window->profilesPage().current();
        static constexpr qint64 many = 5'000'000'000;
        document->edit({}, u"Count"_s, [](Profile &profile) { profile.load.requests = many; });
        auto *box = find<QDoubleSpinBox>(u"loadRequests"_s);
        QCOMPARE(box->text(), u"5,000,000,000 requests"_s);
        auto *duration = find<DurationEdit>(u"loadDuration"_s);
        duration->setFocus();
        duration->selectAll();
        QTest::keyClicks(duration, u"17s"_s);
        QCOMPARE(document->profile().load.duration, Milliseconds(17'000));
        const QString path = m_fixture->folder.filePath(u"saved.json"_s);
        QVERIFY(document->save(path));
        QCOMPARE(ProfileFile::open(path)->reading().profile->load.requests, many);

        box->selectAll();
        QTest::keyClicks(box, u"1000000000000"_s);
        QCOMPARE(document->profile().load.requests, 1'000'000'000'000);
        QTest::keyClicks(box, u"0"_s);
        document->checkNow();
        QVERIFY(document->hasErrors()); // the limit is the profile's, not the field's
    }

    void numbersThatTheFieldCannotHoldStayToo()
    {
        beginEditing();
        ProfileDocument *document = m_window->profilesPage().current();
        static constexpr qint64 odd = (1LL << 53) + 1;
        document->edit({}, u"Count"_s, [](Profile &profile) { profile.load.requests = odd; });
        auto *duration = find<DurationEdit>(u"loadDuration"_s);
        duration->setFocus();
        duration->selectAll();
        QTest::keyClicks(duration, u"17s"_s);
        QCOMPARE(document->profile().load.requests, odd);
    }

    void parametersBeyond32BitsAreKept()
    {
        ParameterEditor editor;
        Stack stack;
        stack.id = u"some"_s;
        ParameterSpec limit;
        limit.name = u"bytes"_s;
        limit.min = 0;
        limit.max = 1'000'000'000'000;
        limit.defaultValue = qint64(5'000'000'000);
        stack.parameters = {limit};
        QSignalSpy changed(&editor, &ParameterEditor::valueChanged);
        editor.show(&stack, {});
        QCOMPARE(editor.findChild<QDoubleSpinBox *>(u"parameter-bytes"_s)->text(), u"5,000,000,000"_s);
        QVERIFY(changed.isEmpty());
    }

    void unreadableDurationsAreKeptAndListed()
    {
        beginEditing();
        ProfileDocument *document = m_window->profilesPage().current();
        auto *drain = find<DurationEdit>(u"measureDrain"_s);
        const Profile before = document->profile();
        drain->setFocus();
        drain->selectAll();
        QTest::keyClicks(drain, u"5 parsecs"_s);
        find<QLineEdit>(u"profileName"_s)->setFocus();
        document->edit({}, u"Other"_s, [](Profile &profile) { profile.name += u'!'; });
        QCOMPARE(drain->text(), u"5 parsecs"_s);
        QVERIFY(drain->palette().color(QPalette::Text)
                != find<QLineEdit>(u"profileName"_s)->palette().color(QPalette::Text));
        QVERIFY(drain->accessibleDescription().contains(u"5 parsecs"_s));
        QVERIFY(document->hasErrors());
        QVERIFY(!find<QAction>(u"actionRun"_s)->isEnabled());
        auto *list = find<QListWidget>(u"problems"_s);
        QVERIFY(list->item(0)->text().contains(u"“5 parsecs” is not a duration"_s));
        emit list->itemActivated(list->item(0));
        QVERIFY(drain->hasFocus());

        // Other profiles have nothing of it, and here it comes back.
        auto *profiles = find<QListView>(u"profileList"_s);
        const QModelIndex own = profiles->currentIndex();
        profiles->setCurrentIndex(own.siblingAtRow(own.row() == 0 ? 1 : 0));
        QVERIFY(drain->text() != u"5 parsecs"_s && drain->isValid());
        profiles->setCurrentIndex(own);
        QCOMPARE(drain->text(), u"5 parsecs"_s);
        drain->setFocus();
        drain->selectAll();
        QTest::keyClicks(drain, u"7s"_s);
        QCOMPARE(document->profile().measurement.drain, Milliseconds(7'000));
        QVERIFY(!document->hasErrors());
        QVERIFY(drain->accessibleDescription().isEmpty());
        QVERIFY(before.measurement.drain != Milliseconds(7'000));
    }

    void unreadableDurationsThatNobodyCanCorrectAreForgotten()
    {
        beginEditing();
        ProfileDocument *document = m_window->profilesPage().current();
        document->edit({}, {}, [](Profile &profile) {
            profile.load.thinkTime = {ThinkTime::Kind::Constant, {}, {}, Milliseconds(1'000)};
        });
        auto *pause = find<DurationEdit>(u"loadThinkFrom"_s);
        pause->selectAll();
        QTest::keyClicks(pause, u"soon"_s);
        QVERIFY(document->hasErrors());
        document->edit({}, {}, [](Profile &profile) { profile.load.thinkTime = {}; });
        QVERIFY(!document->hasErrors());
    }

    void unreadableLinesStayWithTheirRequest_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("problem");
        QTest::newRow("captures") << u"requestCaptures"_s << u"token = somewhere"_s << u"has no source"_s;
        QTest::newRow("JSON") << u"requestExpectedJson"_s << u"/user/name"_s << u"has no value"_s;
    }

    void unreadableLinesStayWithTheirRequest()
    {
        QFETCH(QString, field);
        QFETCH(QString, typed);
        QFETCH(QString, problem);
        beginEditing();
        ProfileDocument *document = m_window->profilesPage().current();
        document->edit({}, {}, [](Profile &profile) {
            profile.requests = {profile.requests.first(), profile.requests.first(), profile.requests.first()};
            for (int i = 0; i < 3; ++i)
                profile.requests[i].name = QString::number(i);
        });
        auto *view = find<QTreeView>(u"requests"_s);
        auto *edit = find<TextField>(field);
        const auto choose = [view](int row) { view->setCurrentIndex(view->model()->index(row, 0)); };
        choose(1);
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, typed);
        choose(2);
        QCOMPARE(edit->text(), QString());
        QVERIFY(edit->accessibleDescription().isEmpty());
        auto *list = find<QListWidget>(u"problems"_s);
        QVERIFY2(list->item(0)->text().contains(problem), qPrintable(list->item(0)->text()));
        QVERIFY(list->item(0)->text().contains(u"in request 2"_s));
        QVERIFY(document->hasErrors());
        emit list->itemActivated(list->item(0));
        QCOMPARE(view->currentIndex().row(), 1);
        QCOMPARE(edit->text(), typed);
        QVERIFY(edit->accessibleDescription().contains(problem));

        // It goes with its request.
        document->edit({}, {}, [](Profile &profile) { profile.requests.removeFirst(); });
        choose(1);
        QCOMPARE(edit->text(), QString());
        choose(0);
        QCOMPARE(edit->text(), typed);
        document->undoStack().undo();
        choose(0);
        QCOMPARE(edit->text(), QString());
        choose(1);
        QCOMPARE(edit->text(), typed);
        document->edit({}, {}, [](Profile &profile) { profile.requests.removeAt(1); });
        QVERIFY(!document->hasErrors());
        QCOMPARE(edit->text(), QString());
    }

    void arrowsStayWithinTheRange()
    {
        IntegerBox box;
        box.setRange(1, 10);
        box.setValue(9);
        box.stepBy(5);
        QCOMPARE(box.value(), 10);
        box.setValue(100);
        box.stepBy(1);
        QCOMPARE(box.value(), 100);
        box.stepBy(-1);
        QCOMPARE(box.value(), 99);
        box.setValue(-5);
        box.stepBy(-1);
        QCOMPARE(box.value(), -5);
    }

    void aRunningLoadTakesNoNumberBeyondTheRange()
    {
        PlainSpinBox box(nullptr, PlainSpinBox::Beyond::Refused);
        box.setRange(0, 100);
        box.setDecimals(0);
        box.setKeyboardTracking(false);
        box.setValue(30);
        box.selectAll();
        QTest::keyClicks(&box, u"5000"_s);
        QCOMPARE(box.text(), u"5000"_s);
        box.interpretText();
        QCOMPARE(box.value(), 30.0);
    }

    void textsAreStoredOrRefusedAsAWhole_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("typed");
        QTest::newRow("statuses") << u"requestStatus"_s << u"200,abc"_s;
        QTest::newRow("length") << u"requestLength"_s << u"-12"_s;
        QTest::newRow("seed") << u"measureSeed"_s << u"-7"_s;
        QTest::newRow("cores") << u"coresServer"_s << u"0.5"_s;
    }

    void textsAreStoredOrRefusedAsAWhole()
    {
        beginEditing();
        QFETCH(QString, field);
        QFETCH(QString, typed);
        auto *edit = find<QLineEdit>(field);
        const Profile before = m_window->profilesPage().current()->profile();
        const QString shown = edit->text();
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, typed);
        QCOMPARE(edit->text(), typed);
        find<QLineEdit>(u"profileName"_s)->setFocus();
        QTRY_VERIFY2(QToolTip::text().contains(typed), qPrintable(QToolTip::text()));
        if (field == u"requestStatus"_s) { // what it was before the text could not be read any more
            QCOMPARE(edit->text(), u"200"_s);
            return;
        }
        if (field == u"coresServer"_s) {
            QCOMPARE(edit->text(), u"0"_s);
            return;
        }
        QCOMPARE(edit->text(), shown);
        QCOMPARE(m_window->profilesPage().current()->profile(), before);
    }

    void negativeWeightsHaveNoShares()
    {
        beginEditing();
        ProfileDocument *document = m_window->profilesPage().current();
        document->edit({}, {}, [](Profile &profile) {
            profile.requests = {profile.requests.first(), profile.requests.first()};
            profile.requests[0].weight = 1;
            profile.requests[1].weight = -3;
        });
        const QAbstractItemModel *model = find<QTreeView>(u"requests"_s)->model();
        for (int row = 0; row < 2; ++row)
            QCOMPARE(model->index(row, model->columnCount() - 1).data().toString(), u"–"_s);
    }

    void weightsAreEditedAsTheyAreStored()
    {
        beginEditing();
        ProfileDocument *document = m_window->profilesPage().current();
        document->edit({}, {}, [](Profile &profile) { profile.requests[0].weight = 0.125; });
        auto *view = find<QTreeView>(u"requests"_s);
        const int weight = view->model()->columnCount() - 2;
        const QModelIndex cell = view->model()->index(0, weight);
        view->setCurrentIndex(cell);
        view->edit(cell);
        auto *editor = view->findChild<QDoubleSpinBox *>();
        QVERIFY(editor);
        QCOMPARE(editor->text(), u"0.125"_s);
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(document->profile().requests[0].weight, 0.125);
    }

    void veryLongTextsAreKeptAndNotShown_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        const QString line(1'000'000, u'x');
        const QString lines = QString(u"some words: and more\n"_s).repeated(50'000);
        for (const QString &field : {u"requestBody"_s, u"requestHeaders"_s, u"requestCaptures"_s,
                                     u"requestExpected"_s, u"requestExpectedHeaders"_s,
                                     u"requestExpectedJson"_s, u"profileDescription"_s, u"thresholds"_s}) {
            QTest::addRow("a line, %s", qPrintable(field)) << field << line;
            QTest::addRow("lines, %s", qPrintable(field)) << field << lines;
        }
    }

    void veryLongTextsAreKeptAndNotShown()
    {
        beginEditing();
        QFETCH(QString, field);
        QFETCH(QString, text);
        auto *edit = find<TextField>(field);
        QGuiApplication::clipboard()->setText(text);
        edit->setFocus();
        edit->selectAll();
        edit->paste();
        QCoreApplication::processEvents();
        m_window->grab(); // laid out and painted
        QVERIFY(!edit->isTextShown());
        QVERIFY(edit->toPlainText().isEmpty());
        QVERIFY2(edit->placeholderText().contains(u"not shown"_s), qPrintable(edit->placeholderText()));
        const QString kept = edit->text();
        QVERIFY(kept == text);
        QTest::keyClicks(edit, u"x"_s); // changes nothing by accident
        QVERIFY(edit->text() == kept);
        QTest::keyClick(edit, Qt::Key_Delete);
        QVERIFY(edit->isTextShown() && edit->text().isEmpty() && !edit->isReadOnly());
    }

    void aLongBodyIsInTheProfileAndCanBeUndone()
    {
        beginEditing();
        auto *body = find<TextField>(u"requestBody"_s);
        ProfileDocument *document = m_window->profilesPage().current();
        const QByteArray before = document->profile().requests.first().body;
        QGuiApplication::clipboard()->setText(QString(1'000'000, u'x'));
        body->setFocus();
        body->paste();
        QCOMPARE(document->profile().requests.first().body.size(), before.size() + 1'000'000);
        QVERIFY2(body->placeholderText().contains(u"use a file"_s), qPrintable(body->placeholderText()));
        document->undoStack().undo();
        QVERIFY(body->isTextShown());
        QCOMPARE(body->text().toUtf8(), before);
    }

    void shortLinesOfProseAreWrapped()
    {
        beginEditing();
        auto *description = find<TextField>(u"profileDescription"_s);
        QCOMPARE(description->lineWrapMode(), QPlainTextEdit::WidgetWidth);
        description->setText(QString(10'000, u'x'));
        QCOMPARE(description->lineWrapMode(), QPlainTextEdit::NoWrap);
        QCOMPARE(find<TextField>(u"requestBody"_s)->lineWrapMode(), QPlainTextEdit::NoWrap);
    }

    void doubleClickAndF2RenameAProfile()
    {
        beginEditing();
        auto *list = find<QListView>(u"profileList"_s);
        const QModelIndex row = list->currentIndex();
        ProfileDocument *document = m_window->profilesPage().current();
        for (const bool isByKey : {false, true}) {
            list->setFocus();
            const QPoint middle = list->visualRect(row).center();
            if (isByKey) {
                QTest::keyClick(list, Qt::Key_F2);
            } else {
                QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, middle);
                QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, middle);
            }
            QVERIFY(!fake().startedWith);
            auto *editor = list->findChild<QLineEdit *>();
            QVERIFY(editor);
            QCOMPARE(editor->text(), document->profile().name);
            editor->selectAll();
            const QString name = isByKey ? u"By key"_s : u"By mouse"_s;
            QTest::keyClicks(editor, name);
            QTest::keyClick(editor, Qt::Key_Return);
            QTRY_COMPARE(document->profile().name, name);
            QTRY_VERIFY(!list->findChild<QLineEdit *>());
        }
        document->undoStack().undo();
        QCOMPARE(document->profile().name, u"By mouse"_s);
    }

    void builtInProfilesKeepTheirNames()
    {
        auto *list = find<QListView>(u"profileList"_s);
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            const QModelIndex index = list->model()->index(row, 0);
            QCOMPARE(index.flags().testFlag(Qt::ItemIsEditable),
                     !index.data(ProfileListModel::IsBuiltInRole).toBool());
        }
    }

private:
    /// With a profile of one's own.
    void beginEditing()
    {
        find<QAction>(u"actionDuplicate"_s)->trigger();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
};

LOADSTONE_TEST(TestFormFields, QApplication)
#include "tst_formfields.moc"
