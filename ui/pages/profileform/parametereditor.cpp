// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/parametereditor.h"

#include "core/profile/profile.h"
#include "core/stack/stack.h"
#include "core/text/format.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/theme/icons.h"
#include "ui/widgets/formguards.h"
#include "ui/widgets/numberbox.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

ParameterEditor::ParameterEditor(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
}

void ParameterEditor::show(const Stack *stack, const ServerEntry &entry)
{
    const QString id = stack ? stack->id : QString();
    if (id != m_stackId) {
        m_stackId = id;
        delete m_content;
        m_content = nullptr;
        m_fields.clear();
        if (stack)
            build(*stack);
    }
    if (!stack)
        return;
    const auto preset = std::find_if(stack->presets.begin(), stack->presets.end(),
                                     [&entry](const Preset &each) { return each.id == entry.preset; });
    for (qsizetype i = 0; i < m_fields.size(); ++i) {
        const ParameterSpec &spec = stack->parameters.at(i);
        const bool isPreset = preset != stack->presets.end() && preset->values.contains(spec.name);
        const QJsonValue base = isPreset ? preset->values.value(spec.name) : spec.defaultValue;
        const bool isChanged = entry.parameters.contains(spec.name);
        m_fields.at(i).show(isChanged ? entry.parameters.value(spec.name) : base);
        m_fields.at(i).reset->setVisible(isChanged);
        m_fields.at(i).reset->setToolTip(tr("Reset to %1").arg(base.toVariant().toString()));
    }
}

void ParameterEditor::build(const Stack &stack)
{
    m_content = new QWidget(this);
    auto *form = new QFormLayout(m_content);
    form->setContentsMargins(0, 0, 0, 0);
    for (const ParameterSpec &spec : stack.parameters)
        addField(form, spec);
    if (stack.parameters.isEmpty())
        form->addRow(new QLabel(tr("This server has no parameters."), m_content));
    layout()->addWidget(m_content);
    m_content->show();
}

void ParameterEditor::addField(QFormLayout *layout, const ParameterSpec &spec)
{
    auto *label = new QLabel(spec.title, m_content);
    QWidget *control = nullptr;
    Field field{spec.name, {}, nullptr};
    const QString name = spec.name;
    if (spec.type == ParameterSpec::Type::Boolean) {
        auto *box = new QCheckBox(m_content);
        connect(box, &QCheckBox::toggled, this, [this, name](bool isOn) { emit valueChanged(name, isOn); });
        field.show = [box](const QJsonValue &value) {
            const QSignalBlocker quiet(box);
            box->setChecked(value.toBool());
        };
        control = box;
    } else if (spec.type == ParameterSpec::Type::Choice) {
        auto *box = new QComboBox(m_content);
        box->addItems(spec.choices);
        connect(box, &QComboBox::textActivated, this,
                [this, name](const QString &text) { emit valueChanged(name, text); });
        field.show = [box](const QJsonValue &value) { box->setCurrentText(value.toString()); };
        control = box;
    } else {
        auto *box = new LongNumberBox(m_content);
        box->setRange(spec.min, spec.max);
        box->setGroupSeparatorShown(true);
        const auto showItsUnit = [box, unit = spec.unit] {
            if (!unit.isEmpty())
                showUnit(*box, pluralUnit(box->integerValue(), unit));
        };
        connect(box, &QDoubleSpinBox::valueChanged, this, [this, box, name, showItsUnit] {
            showItsUnit();
            emit valueChanged(name, box->integerValue());
        });
        field.show = [box, showItsUnit](const QJsonValue &value) {
            const QSignalBlocker quiet(box);
            if (box->integerValue() != value.toInteger())
                box->setValue(double(value.toInteger()));
            showItsUnit();
        };
        control = box;
    }
    nameControl(control, label, u"parameter-"_s + spec.name);
    const QString range = spec.type == ParameterSpec::Type::Integer
        ? tr("From %1 to %2.").arg(formatCount(spec.min), formatCount(spec.max))
        : QString();
    const QString help = QStringList{spec.help, range}.join(u' ').trimmed();
    control->setToolTip(help);
    control->setWhatsThis(help);
    label->setToolTip(help);

    auto *reset = new QToolButton(m_content);
    reset->setIcon(bundledIcon(u"reset"_s));
    reset->setAutoRaise(true);
    reset->setObjectName(u"reset-"_s + spec.name);
    reset->setAccessibleName(tr("Reset %1 to the preset").arg(spec.title));
    connect(reset, &QToolButton::clicked, this, [this, name] { emit resetRequested(name); });
    field.reset = reset;
    auto *row = new QHBoxLayout;
    row->addWidget(control, 1);
    row->addWidget(reset);
    layout->addRow(label, row);
    label->setBuddy(control);
    m_fields.append(field);
}

} // namespace loadstone
