// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QPointer>
#include <QWidget>

class QToolButton;
class QTreeView;

namespace loadstone
{

class ProfileDocument;
class StagesModel;
struct Profile;

/// The table of a load's stages with buttons to add, remove and move them. Adding the first stage removes the
/// load's duration, as the stages determine it; removing the last one restores it.
class StagesEditor : public QWidget
{
    Q_OBJECT
public:
    explicit StagesEditor(QWidget *parent = nullptr);

    /// @param document may be null
    void setDocument(ProfileDocument *document);
    /// Duration to restore after removing the last stage.
    void setDurationWithout(Milliseconds duration) { m_durationWithout = duration; }
    void setReadOnly(bool isReadOnly);
    /// Selects a stage; returns the view that shows it.
    QWidget *goTo(int row) const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void add();
    void removeCurrent();
    void move(int by);
    void updateButtons();
    void edit(const QString &text, const std::function<void(Profile &)> &change);
    int currentRow() const;

    StagesModel *m_model;
    QTreeView *m_view;
    QToolButton *m_add;
    QToolButton *m_remove;
    QToolButton *m_up;
    QToolButton *m_down;
    QPointer<ProfileDocument> m_document;
    Milliseconds m_durationWithout{30'000};
    bool m_isReadOnly = false;
};

} // namespace loadstone
