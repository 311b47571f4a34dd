// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"
#include "ui/windowdependencies.h"

#include <functional>
#include <memory>

class QListView;
class QSplitter;
class QStackedWidget;

namespace loadstone
{

class EmptyState;
class MessageBar;
class ProfileDocument;
class ProfileForm;
class ProfileListModel;

/// The list of profiles at the left, a form for the current one at the right.
class ProfilesPage : public Page
{
    Q_OBJECT
public:
    explicit ProfilesPage(const WindowDependencies &dependencies, QWidget *parent = nullptr);
    ~ProfilesPage() override;

    ProfileDocument *current() const; ///< nullptr without one
    ProfileListModel &model() { return *m_model; }

    /// Selects the open profile with that id; false if there is none.
    bool choose(const QString &id);
    void newProfile();
    void openFile(const QString &path);
    void askForFile();
    /// @param done called with true once saved; false if it failed or was cancelled
    void save(const std::function<void(bool)> &done = {});
    void saveAs(std::function<void(bool)> done = {});
    void duplicate();
    void deleteCurrent();
    /// Prompts for each unsaved profile in turn.
    /// @param done called with false as soon as one prompt is cancelled
    void askToSaveAll(const std::function<void(bool)> &done) { askToSaveRest({}, done); }
    void saveState(QSettings &settings) const override;
    void restoreState(const QSettings &settings) override;

signals:
    void currentChanged();
    void documentChanged(); ///< the current profile's content, modified mark or problems

private:
    void loadProfiles();
    ProfileDocument *addFile(const QString &file, bool isBuiltIn);
    void select(const ProfileDocument *document);
    void onCurrentChanged();
    void saveDocument(ProfileDocument *document, const QString &path, const std::function<void(bool)> &done);
    void saveDocumentAs(ProfileDocument *document, std::function<void(bool)> done);
    QString freeFileFor(const QString &name) const;
    /// @param given profiles whose changes are to be discarded
    void askToSaveRest(const QList<const ProfileDocument *> &given, const std::function<void(bool)> &done);
    void removeRow(int row);
    void restoreRemoved();

    WindowDependencies m_dependencies;
    ProfileListModel *m_model;
    QListView *m_list;
    QSplitter *m_splitter;
    QStackedWidget *m_right;
    ProfileForm *m_form;
    EmptyState *m_empty;
    MessageBar *m_message;
    QWidget *m_undoDelete = nullptr;
    struct Removed {
        std::unique_ptr<ProfileDocument> document;
        QByteArray text; ///< of the file; null without one
    };
    Removed m_removed;
};

} // namespace loadstone
