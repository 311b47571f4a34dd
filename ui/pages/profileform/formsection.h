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

/// A titled section of the profile form. Shows a document's profile and writes every change back with
/// ProfileDocument::edit(), so that it can be undone.
class FormSection : public QGroupBox
{
    Q_OBJECT
public:
    FormSection(const QString &title, QWidget *parent);

    /// @param document may be null
    virtual void setDocument(ProfileDocument *document);
    /// Updates all controls after a change of the profile.
    virtual void refresh() = 0;
    /// Lets the values be looked at but not changed.
    virtual void setReadOnly(bool isReadOnly);
    /// The control that edits the value at a JSON pointer of the profile, or null if it is in another
    /// section.
    virtual QWidget *controlAt(const QString &pointer) const;

protected:
    ProfileDocument *document() const;
    const Profile &profile() const; ///< requires a document
    /// Changes one field; consecutive changes of the same field are one undo step.
    void edit(const QString &field, const QString &text, const std::function<void(Profile &)> &change);
    /// Adds a row; the label becomes the control's buddy and accessible name.
    QLabel *addRow(QFormLayout *layout, const QString &label, QWidget *control, const QString &objectName,
                   const QString &pointer);
    /// Registers the control that edits the value at a JSON pointer.
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
