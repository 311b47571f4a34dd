// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/formsection.h"

class QToolButton;
class QTreeView;

namespace loadstone
{

class VariablesModel;

/// The counters of virtual users that replace {name} in requests.
class VariablesSection final : public FormSection
{
    Q_OBJECT
public:
    explicit VariablesSection(QWidget *parent = nullptr);

    void setDocument(ProfileDocument *document) override;
    void refresh() override;
    void setReadOnly(bool isReadOnly) override;
    QWidget *controlAt(const QString &pointer) const override;

private:
    void add();
    void removeCurrent();

    VariablesModel *m_model;
    QTreeView *m_view;
    QToolButton *m_add;
    QToolButton *m_remove;
    bool m_isReadOnly = false;
};

} // namespace loadstone
