// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QGroupBox>
#include <QPointer>

#include <functional>

class QFormLayout;
class QLabel;

namespace loadstone
{

class ProfileDocument;
struct Profile;

/// One titled part of the profile form. Shows a document's profile and writes every change back
/// through ProfileDocument::edit(), so that all of them can be undone.
class FormSection : public QGroupBox
{
    Q_OBJECT
public:
    FormSection(const QString &title, QWidget *parent);

    /// @param document may be null
    virtual void setDocument(ProfileDocument *document);
    /// Shows the profile's values again, after any change.
    virtual void refresh() = 0;
    /// Lets the values be looked at but not changed.
    virtual void setReadOnly(bool isReadOnly);
    /// The control that edits the value at a JSON pointer of the profile, or null when it is not
    /// in this section.
    virtual QWidget *controlAt(const QString &pointer) const;

protected:
    ProfileDocument *document() const;
    const Profile &profile() const; ///< only when there is a document
    /// Changes one field; consecutive changes of the same field are one step of undo.
    void edit(const QString &field, const QString &text, const std::function<void(Profile &)> &change);
    /// Adds a row with a label that is the control's buddy and name.
    QLabel *addRow(QFormLayout *layout, const QString &label, QWidget *control, const QString &objectName,
                   const QString &pointer);
    /// Says which control edits the value at a JSON pointer.
    void addControl(const QString &pointer, QWidget *control);

private:
    QPointer<ProfileDocument> m_document;
    struct Control {
        QString pointer;
        QWidget *widget;
    };
    QList<Control> m_controls;
};

} // namespace loadstone
