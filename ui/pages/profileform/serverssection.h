// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/formsection.h"
#include "ui/stackfacts.h"

class QComboBox;
class QFormLayout;
class QLineEdit;
class QMenu;
class QToolButton;
class QTreeView;

namespace loadstone
{

class Catalogue;
class ParameterEditor;
class ServersModel;
struct ServerEntry;

/// The servers of a profile with their presets, and the parameters of the selected one.
class ServersSection final : public FormSection
{
    Q_OBJECT
public:
    ServersSection(const Catalogue *catalogue, const StackFacts &facts, QWidget *parent = nullptr);

    void setDocument(ProfileDocument *document) override;
    void refresh() override;
    void setReadOnly(bool isReadOnly) override;
    QWidget *controlAt(const QString &pointer) const override;

private:
    int currentRow() const;
    void changeCurrent(const QString &key, const QString &text,
                       const std::function<void(ServerEntry &)> &change);
    void showCurrent();
    void showEnvironments(const Stack *stack, const ServerEntry &entry);
    const Stack *currentStack() const;
    void fillAddMenu(QMenu *menu);
    void addToMenu(QMenu *menu, const Stack &stack);
    void showCard();
    void add(const QString &stackId);
    void removeCurrent();
    void move(int by);

    const Catalogue *m_catalogue;
    StackFacts m_facts;
    ServersModel *m_model;
    QTreeView *m_view;
    QToolButton *m_add;
    QToolButton *m_remove;
    QToolButton *m_up;
    QToolButton *m_down;
    QToolButton *m_card;
    QWidget *m_buttons;
    QWidget *m_detail;
    QComboBox *m_preset;
    QComboBox *m_environment; ///< shown for stacks with several
    QFormLayout *m_form;
    QLineEdit *m_label;
    QLabel *m_note;
    ParameterEditor *m_parameters;
};

} // namespace loadstone
