// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/profiledocument.h"

#include "core/profile/scenariofiles.h"
#include "core/profile/validation/validateprofile.h"
#include "core/run/profilecheck.h"

#include <QFileInfo>
#include <QUndoCommand>

#include <algorithm>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{
constexpr auto checkDelay = Milliseconds(300);
}

/// A step from one whole profile to another. Profiles are small, so both are kept.
class ProfileDocument::EditCommand final : public QUndoCommand
{
public:
    EditCommand(ProfileDocument &document, Profile after, QString key, const QString &text)
        : QUndoCommand(text), m_document(document), m_before(document.m_profile), m_after(std::move(after)),
          m_key(std::move(key))
    {
    }

    void undo() override { m_document.assign(m_before); }
    void redo() override { m_document.assign(m_after); }
    int id() const override { return m_key.isEmpty() ? -1 : 1; }

    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = static_cast<const EditCommand *>(other);
        if (next->m_key != m_key)
            return false;
        m_after = next->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

private:
    ProfileDocument &m_document;
    Profile m_before;
    Profile m_after;
    QString m_key;
};

ProfileDocument::ProfileDocument(const ProfileFile &file, const Profile &profile, bool isBuiltIn,
                                 const Catalogue *catalogue, QObject *parent)
    : QObject(parent), m_file(file), m_profile(profile), m_isBuiltIn(isBuiltIn), m_catalogue(catalogue),
      m_isInFile(!file.path().isEmpty())
{
    if (!m_isInFile)
        m_undo.resetClean(); // a new profile is unsaved from the start
    m_check.setSingleShot(true);
    m_check.setInterval(checkDelay);
    connect(&m_check, &QTimer::timeout, this, &ProfileDocument::checkNow);
    connect(&m_undo, &QUndoStack::cleanChanged, this, &ProfileDocument::modifiedChanged);
    // changed() comes while a step is being made; only afterwards can it be undone.
    connect(&m_undo, &QUndoStack::indexChanged, this, &ProfileDocument::modifiedChanged);
    checkNow();
}

ProfileDocument::~ProfileDocument()
{
    // The stack announces its end as a change; the document must not be used by then.
    m_undo.disconnect(this);
}

QString ProfileDocument::title() const
{
    return m_profile.name.trimmed().isEmpty() ? tr("Untitled") : m_profile.name.trimmed();
}

void ProfileDocument::edit(const QString &key, const QString &text,
                           const std::function<void(Profile &)> &change)
{
    if (m_isBuiltIn)
        return;
    Profile after = m_profile;
    change(after);
    if (after != m_profile)
        m_undo.push(new EditCommand(*this, std::move(after), key, text));
}

void ProfileDocument::assign(const Profile &profile)
{
    const Profile before = std::exchange(m_profile, profile);
    moveUnread(before);
    m_check.start();
    emit changed();
}

/// What was typed for a request goes with it when others come or go before it.
void ProfileDocument::moveUnread(const Profile &before)
{
    const qsizetype added = m_profile.requests.size() - before.requests.size();
    if (added == 0 || m_unread.isEmpty())
        return;
    const auto differs = std::mismatch(before.requests.begin(), before.requests.end(),
                                       m_profile.requests.begin(), m_profile.requests.end());
    const qsizetype from = differs.first - before.requests.begin();
    static const QString list = u"/requests/"_s;
    QMap<QString, Unread> moved;
    for (auto it = m_unread.cbegin(); it != m_unread.cend(); ++it) {
        const qsizetype index = it.key().section(u'/', 2, 2).toInt();
        if (!it.key().startsWith(list) || index < from)
            moved.insert(it.key(), it.value());
        else if (index + added >= from)
            moved.insert(list + QString::number(index + added) + u'/' + it.key().section(u'/', 3),
                         it.value());
    }
    m_unread = moved;
    emit problemsChanged();
}

void ProfileDocument::setUnread(const QString &place, const QString &text, const QString &problem)
{
    const auto known = m_unread.constFind(place);
    const bool isKnown = known != m_unread.cend();
    if (problem.isEmpty() ? !isKnown : isKnown && known->text == text && known->problem == problem)
        return;
    if (problem.isEmpty())
        m_unread.remove(place);
    else
        m_unread.insert(place, {text, problem});
    emit problemsChanged();
}

QString ProfileDocument::unreadText(const QString &place) const { return m_unread.value(place).text; }

QList<ProfileProblem> ProfileDocument::problems() const
{
    QList<ProfileProblem> problems;
    for (auto it = m_unread.cbegin(); it != m_unread.cend(); ++it) {
        ProfileProblem unread;
        unread.pointer = it.key();
        unread.message = it->problem;
        problems.append(unread);
    }
    return problems + m_problems;
}

Status ProfileDocument::save(const QString &path)
{
    Status status = m_file.save(m_profile, path);
    if (!status)
        return status;
    m_profile.id = makeProfileId(m_file.path());
    m_profile.folder = QFileInfo(m_file.path()).absolutePath();
    m_isInFile = true;
    m_isBuiltIn = m_isBuiltIn && path.isEmpty();
    m_undo.setClean();
    emit modifiedChanged();
    return status;
}

void ProfileDocument::checkNow()
{
    m_check.stop();
    QList<ProfileProblem> problems = validate(m_profile) + findScenarioFiles(m_profile);
    if (m_catalogue)
        problems += validateWithCatalogue(m_profile, *m_catalogue);
    sortAsWritten(problems);
    if (problems == m_problems)
        return;
    m_problems = problems;
    emit problemsChanged();
}

} // namespace loadstone
