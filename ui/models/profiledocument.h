// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profilefile.h"

#include <QMap>
#include <QObject>
#include <QTimer>
#include <QUndoStack>

#include <functional>

namespace loadstone
{

class Catalogue;

/// A profile being edited: its file, its undo stack, and what is wrong with it. Every change goes
/// through edit(), so nothing can be changed that cannot be undone.
class ProfileDocument : public QObject
{
    Q_OBJECT
public:
    /// @param file as opened, or default constructed for a profile that is in no file yet
    ProfileDocument(const ProfileFile &file, const Profile &profile, bool isBuiltIn,
                    const Catalogue *catalogue, QObject *parent = nullptr);

    ~ProfileDocument() override;

    const Profile &profile() const { return m_profile; }
    bool isBuiltIn() const { return m_isBuiltIn; }
    bool isModified() const { return !m_undo.isClean(); }
    QString path() const { return m_file.path(); }
    QString title() const; ///< the name, or "Untitled"
    QUndoStack &undoStack() { return m_undo; }
    /// Texts that cannot be read first, then what is wrong with the profile itself.
    QList<ProfileProblem> problems() const;
    /// True when something keeps the profile from being run.
    bool hasErrors() const { return !m_unread.isEmpty() || loadstone::hasErrors(m_problems); }

    /// Changes the profile as one step to undo; does nothing when built-in or nothing differs.
    /// Consecutive edits with the same key, as when typing in one field, become one step.
    /// @param key empty: never merged. @param text of the step, for example "Change Users"
    void edit(const QString &key, const QString &text, const std::function<void(Profile &)> &change);

    /// Keeps a text of the form that cannot be read, so that the profile does not have it, as an error;
    /// an empty problem forgets it. It is no step to undo and is not saved.
    /// @param place JSON pointer of the value, or '#' and the name of the field
    void setUnread(const QString &place, const QString &text, const QString &problem);
    /// Null when everything that was typed there could be read.
    QString unreadText(const QString &place) const;

    /// Saves to the file it came from, or to `path` from now on.
    Status save(const QString &path = {});

    /// Checks immediately instead of 300 ms after the last change.
    void checkNow();

signals:
    void changed();         ///< the profile, by edit, undo or redo
    void modifiedChanged(); ///< also when there is something else to undo or redo
    void problemsChanged();

private:
    class EditCommand;
    friend class EditCommand;
    void assign(const Profile &profile);
    void moveUnread(const Profile &before);

    ProfileFile m_file;
    Profile m_profile;
    bool m_isBuiltIn;
    const Catalogue *m_catalogue;
    QUndoStack m_undo;
    QTimer m_check;
    QList<ProfileProblem> m_problems;
    struct Unread {
        QString text;
        QString problem;
    };
    QMap<QString, Unread> m_unread; ///< by place
    bool m_isInFile;
};

} // namespace loadstone
