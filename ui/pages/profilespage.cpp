// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profilespage.h"

#include "core/base/json.h"
#include "core/base/newfile.h"
#include "core/base/regularfile.h"
#include "core/profile/profilestore.h"
#include "ui/models/profiledocument.h"
#include "ui/models/profilelistmodel.h"
#include "ui/pages/profileform/profileform.h"
#include "ui/settings.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/paddeditemdelegate.h"

#include <QDir>
#include <QFile>
#include <QListView>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{
QString profileFilter() { return ProfilesPage::tr("Profiles (*.json)"); }

Profile freshProfile(const QString &name)
{
    Profile profile;
    profile.name = name;
    RequestTemplate request;
    request.name = u"simple-response"_s;
    request.path = "/simple-response";
    profile.requests = {request};
    return profile;
}
} // namespace

ProfilesPage::ProfilesPage(const WindowDependencies &dependencies, QWidget *parent)
    : Page(parent), m_dependencies(dependencies), m_model(new ProfileListModel(this)),
      m_list(new QListView(this)), m_splitter(new QSplitter(Qt::Horizontal, this)),
      m_right(new QStackedWidget), m_form(new ProfileForm(dependencies.catalogue, dependencies.stackFacts)),
      m_empty(new EmptyState), m_message(new MessageBar(this))
{
    setObjectName(u"profilesPage"_s);
    m_list->setObjectName(u"profileList"_s);
    m_list->setAccessibleName(tr("Profiles"));
    m_list->setModel(m_model);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new PaddedItemDelegate(12, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_list->setWhatsThis(
        tr("Double-click or press F2 to rename a profile. Press Ctrl+Return to run the selected one."));
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMinimumWidth(fontMetrics().averageCharWidth() * 20);
    m_message->setObjectName(u"profilesMessage"_s);
    m_empty->setContent(u"profiles"_s, tr("No profiles yet"),
                        tr("A profile defines which servers to start and how to load them."),
                        tr("New Profile"));
    m_empty->setObjectName(u"profilesEmpty"_s);
    auto *undo = m_message->addButton(tr("Undo"), u"undoDelete"_s);
    m_undoDelete = undo;
    undo->hide();

    m_right->addWidget(m_form);
    m_right->addWidget(m_empty);
    m_splitter->setObjectName(u"profilesSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(m_right);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({270, 900});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_message);
    layout->addWidget(m_splitter, 1);

    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ProfilesPage::onCurrentChanged);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &ProfilesPage::documentChanged);
    connect(m_form, &ProfileForm::duplicateRequested, this, &ProfilesPage::duplicate);
    connect(m_empty, &EmptyState::triggered, this, &ProfilesPage::newProfile);
    connect(undo, &QPushButton::clicked, this, &ProfilesPage::restoreRemoved);
    loadProfiles();
    onCurrentChanged();
}

ProfilesPage::~ProfilesPage() = default;

void ProfilesPage::loadProfiles()
{
    if (!m_dependencies.profiles)
        return;
    QStringList unreadable;
    for (const ProfileEntry &entry : m_dependencies.profiles->list())
        if (!addFile(entry.file, entry.isBuiltIn))
            unreadable << entry.file;
    if (!unreadable.isEmpty())
        m_message->showMessage(
            MessageBar::Kind::Warning,
            tr("%n profiles could not be read and are not listed.", nullptr, int(unreadable.size())),
            unreadable.join(u'\n'));
    m_list->setCurrentIndex(m_model->index(0));
}

ProfileDocument *ProfilesPage::addFile(const QString &file, bool isBuiltIn)
{
    const auto opened = ProfileFile::open(file);
    if (!opened || !opened->reading().draft)
        return nullptr;
    auto document = std::make_unique<ProfileDocument>(*opened, *opened->reading().draft, isBuiltIn,
                                                      m_dependencies.catalogue);
    return m_model->document(m_model->add(std::move(document)));
}

ProfileDocument *ProfilesPage::current() const { return m_model->document(m_list->currentIndex().row()); }

bool ProfilesPage::choose(const QString &id)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->document(row)->profile().id != id)
            continue;
        m_list->setCurrentIndex(m_model->index(row));
        return true;
    }
    return false;
}

void ProfilesPage::select(const ProfileDocument *document)
{
    m_list->setCurrentIndex(m_model->index(m_model->rowFor(document)));
}

void ProfilesPage::onCurrentChanged()
{
    m_form->setDocument(current());
    m_right->setCurrentIndex(current() ? 0 : 1);
    emit currentChanged();
}

void ProfilesPage::newProfile()
{
    auto document = std::make_unique<ProfileDocument>(ProfileFile(), freshProfile(tr("New profile")), false,
                                                      m_dependencies.catalogue);
    m_list->setCurrentIndex(m_model->index(m_model->add(std::move(document))));
}

void ProfilesPage::duplicate()
{
    const ProfileDocument *original = current();
    if (!original)
        return;
    Profile copy = original->profile();
    copy.name = tr("%1 (copy)").arg(original->title());
    copy.id.clear();
    auto document = std::make_unique<ProfileDocument>(ProfileFile(), copy, false, m_dependencies.catalogue);
    m_list->setCurrentIndex(m_model->index(m_model->add(std::move(document))));
}

void ProfilesPage::openFile(const QString &path)
{
    const int open = m_model->rowOfFile(path);
    if (open >= 0)
        return m_list->setCurrentIndex(m_model->index(open));
    if (const ProfileDocument *document = addFile(path, false))
        return select(document);
    const auto opened = ProfileFile::open(path);
    QStringList details;
    if (opened)
        for (const ProfileProblem &problem : opened->reading().problems)
            details << tr("Line %1: %2").arg(problem.at.value_or(JsonPosition()).line).arg(problem.message);
    m_message->showMessage(MessageBar::Kind::Error,
                           opened ? tr("%1 is not a valid profile. See the details.").arg(path)
                                  : opened.error().text(),
                           opened ? details.join(u'\n') : opened.error().detail);
}

void ProfilesPage::askForFile()
{
    m_dependencies.prompts.chooseFileToOpen(this, tr("Open Profile"), m_dependencies.userProfilesFolder,
                                            profileFilter(), [this](const QString &file) { openFile(file); });
}

QString ProfilesPage::freeFileFor(const QString &name) const
{
    QString base;
    for (const QChar c : name.toLower())
        base += c.isLetterOrNumber() && c.unicode() < 128 ? c : u'-';
    base = base.split(u'-', Qt::SkipEmptyParts).join(u'-');
    if (base.isEmpty())
        base = u"profile"_s;
    const QDir folder(m_dependencies.userProfilesFolder);
    QString file = base + u".json"_s;
    for (int i = 2; folder.exists(file); ++i)
        file = u"%1-%2.json"_s.arg(base).arg(i);
    return folder.filePath(file);
}

void ProfilesPage::save(const std::function<void(bool)> &done)
{
    ProfileDocument *document = current();
    if (!document || document->isBuiltIn()) {
        if (done)
            done(false);
        return;
    }
    const QString path = document->path().isEmpty() ? freeFileFor(document->title()) : document->path();
    saveDocument(document, path, done);
}

void ProfilesPage::saveDocument(ProfileDocument *document, const QString &path,
                                const std::function<void(bool)> &done)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    const Status status = document->save(path);
    if (!status)
        m_message->showMessage(MessageBar::Kind::Error, status.error().text(), status.error().detail);
    if (done)
        done(status.isOk());
}

void ProfilesPage::saveDocumentAs(ProfileDocument *document, std::function<void(bool)> done)
{
    m_dependencies.prompts.chooseFileToSave(this, tr("Save Profile As"), freeFileFor(document->title()),
                                            profileFilter(),
                                            [this, document, done = std::move(done)](const QString &file) {
                                                if (m_model->rowFor(document) >= 0)
                                                    saveDocument(document, file, done);
                                            });
}

void ProfilesPage::saveAs(std::function<void(bool)> done)
{
    if (ProfileDocument *document = current())
        saveDocumentAs(document, std::move(done));
}

void ProfilesPage::deleteCurrent()
{
    const ProfileDocument *document = current();
    if (document && !document->isBuiltIn())
        removeRow(m_model->rowFor(document));
}

void ProfilesPage::removeRow(int row)
{
    Removed removed;
    const ProfileDocument *document = m_model->document(row);
    const QString title = document->title();
    if (!document->path().isEmpty()) {
        QFile file(document->path());
        if (const Result<QByteArray> text = readRegularFile(document->path(), longestJson))
            removed.text = *text;
        if (!file.remove() && file.exists()) {
            m_message->showMessage(MessageBar::Kind::Error,
                                   tr("Could not delete %1: %2. Check the permissions of its folder.")
                                       .arg(file.fileName(), file.errorString()));
            return;
        }
    }
    removed.document = m_model->take(row);
    m_form->setDocument(nullptr);
    m_removed = std::move(removed);
    onCurrentChanged();
    m_undoDelete->show();
    m_message->showMessage(MessageBar::Kind::Information, tr("Deleted “%1”.").arg(title));
    connect(m_message, &MessageBar::dismissed, m_undoDelete, &QWidget::hide, Qt::UniqueConnection);
}

void ProfilesPage::restoreRemoved()
{
    m_undoDelete->hide();
    m_message->hide();
    if (!m_removed.document)
        return;
    if (!m_removed.text.isNull()) {
        const QString file = m_removed.document->path();
        if (const QString problem = saveFile(file, m_removed.text); !problem.isEmpty())
            m_message->showMessage(
                MessageBar::Kind::Error,
                tr("Could not restore %1: %2. Save the profile to another folder.").arg(file, problem));
    }
    m_list->setCurrentIndex(m_model->index(m_model->add(std::move(m_removed.document))));
    m_removed = {};
}

void ProfilesPage::askToSaveRest(const QList<const ProfileDocument *> &given,
                                 const std::function<void(bool)> &done)
{
    ProfileDocument *unsaved = nullptr;
    for (int row = 0; row < m_model->rowCount() && !unsaved; ++row)
        if (m_model->document(row)->isModified() && !given.contains(m_model->document(row)))
            unsaved = m_model->document(row);
    if (!unsaved)
        return done(true);
    select(unsaved);
    const auto answered = [this, unsaved, given, done](Prompts::SaveAnswer answer) {
        switch (answer) {
        case Prompts::SaveAnswer::Cancel:
            return done(false);
        case Prompts::SaveAnswer::DontSave:
            // Still in the list: the next prompt may be cancelled.
            return askToSaveRest(QList(given) << unsaved, done);
        case Prompts::SaveAnswer::Save:
            break;
        }
        save([this, given, done](bool isSaved) { isSaved ? askToSaveRest(given, done) : done(false); });
    };
    m_dependencies.prompts.askToSave(this, tr("Save changes to “%1”?").arg(unsaved->title()), answered);
}

void ProfilesPage::saveState(QSettings &settings) const
{
    setting::profilesSplitter.write(settings, m_splitter->saveState());
    if (const ProfileDocument *document = current())
        setting::currentProfile.write(settings, document->profile().id);
}

void ProfilesPage::restoreState(const QSettings &settings)
{
    m_splitter->restoreState(setting::profilesSplitter.read(settings));
    // At the first start the shortest profile, wherever it is in the list.
    choose(setting::currentProfile.read(settings));
}

} // namespace loadstone
