// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

class QScrollArea;

namespace loadstone
{

class Catalogue;
class DurationEdit;
class FormGuards;
class FormSection;
class MessageBar;
class ProblemList;
class ProfileDocument;
struct StackFacts;

/// The form that edits one profile, with its problems below.
class ProfileForm : public QWidget
{
    Q_OBJECT
public:
    ProfileForm(const Catalogue *catalogue, const StackFacts &facts, QWidget *parent = nullptr);

    /// @param document may be null
    void setDocument(ProfileDocument *document);
    void goTo(const QString &pointer);

signals:
    void duplicateRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void keepReadable();
    void refresh();
    void showProblems();
    /// Stores a text that is not a duration in the document, and removes it once it is valid.
    void storeUnread(DurationEdit &edit);

    QPointer<ProfileDocument> m_document;
    MessageBar *m_builtIn;
    QScrollArea *m_scroll;
    QList<FormSection *> m_sections;
    QList<DurationEdit *> m_durations; ///< of all sections
    ProblemList *m_problems;
    FormGuards *m_guards;
};

} // namespace loadstone
