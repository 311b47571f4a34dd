// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/serverssection.h"

#include "core/stack/catalogue.h"
#include "ui/models/serversmodel.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/pages/profileform/parametereditor.h"
#include "ui/pages/profileform/stackcarddialog.h"
#include "ui/theme/icons.h"
#include "ui/widgets/paddeditemdelegate.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>
#include <QTreeView>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

// A menu with more entries than this is grouped by framework.
constexpr qsizetype longestFlatMenu = 12;

} // namespace

ServersSection::ServersSection(const Catalogue *catalogue, const StackFacts &facts, QWidget *parent)
    : FormSection(tr("Servers"), parent), m_catalogue(catalogue), m_facts(facts),
      m_model(new ServersModel(catalogue, facts, this)), m_view(new QTreeView(this)),
      m_add(iconButton(this, u"add"_s, tr("Add a server"), u"serverAdd"_s)),
      m_remove(iconButton(this, u"remove"_s, tr("Remove this server"), u"serverRemove"_s)),
      m_up(iconButton(this, u"up"_s, tr("Move up (Alt+Up)"), u"serverUp"_s)),
      m_down(iconButton(this, u"down"_s, tr("Move down (Alt+Down)"), u"serverDown"_s)),
      m_card(iconButton(this, u"information"_s, tr("Server details"), u"serverCard"_s)),
      m_buttons(new QWidget(this)), m_detail(new QWidget(this)), m_preset(new QComboBox(m_detail)),
      m_environment(new QComboBox(m_detail)), m_form(new QFormLayout(m_detail)),
      m_label(new QLineEdit(m_detail)), m_note(new QLabel(m_detail)),
      m_parameters(new ParameterEditor(m_detail))
{
    m_view->setModel(m_model);
    m_view->setObjectName(u"servers"_s);
    m_view->setAccessibleName(tr("Servers of the profile"));
    m_view->setRootIsDecorated(false);
    m_view->setItemDelegate(new PaddedItemDelegate(8, m_view));
    m_view->setUniformRowHeights(true);
    m_view->setAlternatingRowColors(true);
    m_view->setMinimumHeight(fontMetrics().height() * 8);
    m_view->header()->setSectionResizeMode(ServersModel::Server, QHeaderView::ResizeToContents);
    m_add->setPopupMode(QToolButton::InstantPopup);
    m_up->setShortcut(QKeySequence(u"Alt+Up"_s));
    m_down->setShortcut(QKeySequence(u"Alt+Down"_s));
    auto *menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    // On demand: determining availability takes a moment.
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillAddMenu(menu); });
    m_add->setMenu(menu);
    m_add->setEnabled(m_catalogue && !m_catalogue->stacks().isEmpty());

    m_note->setObjectName(u"serverNote"_s);
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_label->setPlaceholderText(tr("title from the catalogue"));
    QFormLayout *form = m_form;
    form->setContentsMargins(0, 0, 0, 0);
    addRow(form, tr("Preset"), m_preset, u"serverPreset"_s, {});
    addRow(form, tr("Environment"), m_environment, u"serverEnvironment"_s, {});
    form->addRow(m_note);
    addRow(form, tr("Label"), m_label, u"serverLabel"_s, {});
    form->addRow(m_parameters);

    auto *buttons = new QVBoxLayout(m_buttons);
    buttons->setContentsMargins(0, 0, 0, 0);
    for (QToolButton *button : {m_add, m_remove, m_up, m_down})
        buttons->addWidget(button);
    // In a separate column: a built-in profile's servers can be viewed too.
    auto *column = new QVBoxLayout;
    column->addWidget(m_buttons);
    column->addWidget(m_card, 0, Qt::AlignHCenter);
    column->addStretch(1);
    auto *layout = new QHBoxLayout(this);
    layout->addWidget(m_view, 5);
    layout->addLayout(column);
    layout->addSpacing(8);
    layout->addWidget(m_detail, 4);

    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ServersSection::showCurrent);
    connect(m_remove, &QToolButton::clicked, this, &ServersSection::removeCurrent);
    connect(m_card, &QToolButton::clicked, this, &ServersSection::showCard);
    connect(m_up, &QToolButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { move(1); });
    connect(m_preset, &QComboBox::activated, this, [this] {
        const QString preset = m_preset->currentData().toString();
        changeCurrent({}, tr("Change Preset"), [&preset](ServerEntry &entry) { entry.preset = preset; });
    });
    connect(m_environment, &QComboBox::activated, this, [this] {
        const QString environment = m_environment->currentData().toString();
        changeCurrent({}, tr("Change Environment"),
                      [&environment](ServerEntry &entry) { entry.environment = environment; });
    });
    connect(m_label, &QLineEdit::textEdited, this, [this](const QString &text) {
        changeCurrent(u"label"_s, tr("Change Label"), [&text](ServerEntry &entry) { entry.label = text; });
    });
    connect(m_parameters, &ParameterEditor::valueChanged, this,
            [this](const QString &name, const QJsonValue &value) {
                changeCurrent(u"parameter/"_s + name, tr("Change %1").arg(name),
                              [&](ServerEntry &entry) { entry.parameters.insert(name, value); });
            });
    connect(m_parameters, &ParameterEditor::resetRequested, this, [this](const QString &name) {
        changeCurrent({}, tr("Reset %1").arg(name),
                      [&name](ServerEntry &entry) { entry.parameters.remove(name); });
    });
}

void ServersSection::setDocument(ProfileDocument *document)
{
    m_model->setDocument(document);
    FormSection::setDocument(document);
    m_view->setCurrentIndex(m_model->index(0, 0));
    showCurrent();
}

void ServersSection::refresh() { showCurrent(); }

void ServersSection::setReadOnly(bool isReadOnly)
{
    // The list stays enabled: selecting a row shows its details.
    setEnabled(document() != nullptr);
    m_buttons->setEnabled(!isReadOnly);
    m_detail->setEnabled(!isReadOnly);
}

QWidget *ServersSection::controlAt(const QString &pointer) const
{
    if (!pointer.startsWith(u"/servers"_s))
        return nullptr;
    const int row = pointer.section(u'/', 2, 2).toInt();
    if (row < m_model->rowCount())
        m_view->setCurrentIndex(m_model->index(row, 0));
    if (pointer.contains(u"/preset"_s))
        return m_preset;
    if (pointer.contains(u"/environment"_s))
        return m_environment;
    auto *parameter = m_parameters->findChild<QWidget *>(u"parameter-"_s + pointer.section(u'/', 4, 4));
    return parameter ? parameter : m_view;
}

int ServersSection::currentRow() const
{
    const int row = m_view->currentIndex().row();
    return document() && row < profile().servers.size() ? row : -1;
}

void ServersSection::changeCurrent(const QString &key, const QString &text,
                                   const std::function<void(ServerEntry &)> &change)
{
    const int row = currentRow();
    if (row < 0)
        return;
    edit(key.isEmpty() ? key : u"server/%1/%2"_s.arg(row).arg(key), text,
         [row, &change](Profile &profile) { change(profile.servers[row]); });
}

void ServersSection::showCurrent()
{
    const int row = currentRow();
    m_detail->setVisible(row >= 0);
    m_remove->setEnabled(row >= 0);
    m_card->setEnabled(currentStack() != nullptr);
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < m_model->rowCount());
    if (row < 0)
        return;
    const ServerEntry &entry = profile().servers.at(row);
    const Stack *stack = currentStack();
    m_preset->clear();
    QString note = stack ? stack->summary : tr("Not in the catalogue.");
    if (stack) {
        for (const Preset &preset : stack->presets) {
            m_preset->addItem(preset.title, preset.id);
            if (preset.id == entry.preset && !preset.note.isEmpty())
                note = preset.note;
        }
    }
    const QString reason = stack ? m_facts.unavailableReason(*stack) : QString();
    if (!reason.isEmpty())
        note = tr("Unavailable: %1").arg(reason);
    m_preset->setCurrentIndex(m_preset->findData(entry.preset));
    showEnvironments(stack, entry);
    m_note->setText(note);
    if (m_label->text() != entry.label)
        m_label->setText(entry.label);
    m_parameters->show(stack, entry);
}

void ServersSection::showEnvironments(const Stack *stack, const ServerEntry &entry)
{
    m_environment->clear();
    if (stack) {
        m_environment->addItem(stack->environment, QString());
        for (const QString &further : stack->furtherEnvironments)
            m_environment->addItem(further, further);
    }
    const bool isOwn = !stack || entry.environment == stack->environment;
    m_environment->setCurrentIndex(m_environment->findData(isOwn ? QString() : entry.environment));
    // A wrong one is an error that can be resolved only with this field.
    m_form->setRowVisible(m_environment, m_environment->count() > 1 || !entry.environment.isEmpty());
}

const Stack *ServersSection::currentStack() const
{
    const int row = currentRow();
    return row >= 0 && m_catalogue ? m_catalogue->find(profile().servers.at(row).stackId) : nullptr;
}

void ServersSection::fillAddMenu(QMenu *menu)
{
    if (!menu->isEmpty())
        return;
    const QList<Stack> &stacks = m_catalogue->stacks();
    if (stacks.size() <= longestFlatMenu) {
        for (const Stack &stack : stacks)
            addToMenu(menu, stack);
        return;
    }
    QStringList frameworks;
    for (const Stack &stack : stacks)
        frameworks << stack.framework;
    frameworks.removeDuplicates();
    frameworks.sort(Qt::CaseInsensitive);
    for (const QString &framework : std::as_const(frameworks)) {
        QMenu *submenu = menu->addMenu(framework);
        submenu->setToolTipsVisible(true);
        for (const Stack &stack : stacks) {
            if (stack.framework == framework)
                addToMenu(submenu, stack);
        }
    }
}

void ServersSection::addToMenu(QMenu *menu, const Stack &stack)
{
    const QString reason = m_facts.unavailableReason(stack);
    QAction *action = menu->addAction(bundledIcon(u"server"_s), stack.title);
    action->setEnabled(reason.isEmpty());
    action->setToolTip(reason.isEmpty() ? stack.summary : reason);
    const QString id = stack.id;
    connect(action, &QAction::triggered, this, [this, id] { add(id); });
}

void ServersSection::showCard()
{
    if (const Stack *stack = currentStack())
        (new StackCardDialog(stack->title, m_facts.card(*stack), this))->show();
}

void ServersSection::add(const QString &stackId)
{
    edit({}, tr("Add Server"), [&stackId](Profile &profile) {
        ServerEntry entry;
        entry.stackId = stackId;
        profile.servers.append(entry);
    });
    m_view->setCurrentIndex(m_model->index(m_model->rowCount() - 1, 0));
}

void ServersSection::removeCurrent()
{
    const int row = currentRow();
    if (row >= 0)
        edit({}, tr("Remove Server"), [row](Profile &profile) { profile.servers.removeAt(row); });
}

void ServersSection::move(int by)
{
    const int row = currentRow();
    const int to = row + by;
    if (row < 0 || to < 0 || to >= m_model->rowCount())
        return;
    edit({}, tr("Move Server"), [row, to](Profile &profile) { profile.servers.move(row, to); });
    m_view->setCurrentIndex(m_model->index(to, 0));
}

} // namespace loadstone
