// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/capacitysection.h"

#include "core/profile/limits.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/pages/profileform/thresholdtext.h"
#include "ui/widgets/durationedit.h"
#include "ui/widgets/numberbox.h"
#include "ui/widgets/textfield.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

PlainSpinBox *numberBox(QWidget *parent, double min, double max, int decimals)
{
    auto *box = new PlainSpinBox(parent);
    box->setRange(min, max);
    box->setDecimals(decimals);
    box->setGroupSeparatorShown(true);
    box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    return box;
}

} // namespace

CapacitySection::CapacitySection(QWidget *parent)
    : FormSection(tr("Capacity search: find the highest load the server sustains"), parent),
      m_rows(new QFormLayout(this)), m_until(new QComboBox(this)), m_objectives(new TextField(this)),
      m_problems(new QLabel(this)), m_cpu(numberBox(this, 1, limits::capacityCpuPercent.most, 1)),
      m_lowest(numberBox(this, limits::capacityLevel.least, limits::capacityLevel.most, 3)),
      m_highest(numberBox(this, limits::capacityLevel.least, limits::capacityLevel.most, 3)),
      m_hold(new DurationEdit(this)), m_settle(new DurationEdit(this)),
      m_precision(
          numberBox(this, limits::capacityPrecisionPercent.least, limits::capacityPrecisionPercent.most, 1))
{
    setObjectName(u"capacity"_s);
    setCheckable(true);
    addRows();
    m_problems->setObjectName(u"capacityProblems"_s);
    m_problems->setTextFormat(Qt::PlainText);
    m_problems->setWordWrap(true);
    m_objectives->setFixedHeight(textHeight(*m_objectives, 2));
    m_objectives->setPlaceholderText(
        tr("no failures; or one threshold per line, such as p99<200ms or failures<=1%"));
    m_until->addItem(tr("a threshold is violated or the target rate is missed"),
                     int(Capacity::Until::Objectives));
    m_until->addItem(tr("the server reaches a CPU usage"), int(Capacity::Until::ServerCpu));
    m_cpu->setSuffix(tr(" % of one core"));
    m_precision->setSuffix(tr(" %"));
    m_settle->setToolTip(tr("Time at each level before it is evaluated."));
    m_precision->setToolTip(tr("Search precision: width of the final interval, in percent."));

    connect(this, &QGroupBox::clicked, this, [this](bool isOn) {
        const Capacity capacity = m_last.value_or(Capacity());
        edit({}, isOn ? tr("Enable Capacity Search") : tr("Disable Capacity Search"),
             [&](Profile &profile) { profile.capacity = isOn ? std::optional(capacity) : std::nullopt; });
    });
    connect(m_until, &QComboBox::activated, this, [this] {
        const auto until = Capacity::Until(m_until->currentData().toInt());
        change(*m_until, tr("Change Stop Condition"), [until](Capacity &c) { c.until = until; });
    });
    connect(m_objectives, &TextField::textChanged, this, [this] {
        const QList<Threshold> limits = parseThresholds(m_objectives->text());
        change(*m_objectives, tr("Change Search Thresholds"),
               [&limits](Capacity &c) { c.objectives = limits; });
    });
    connectNumber(m_cpu, tr("Change CPU Usage"), &Capacity::cpuPercent);
    connectNumber(m_lowest, tr("Change Lowest Level"), &Capacity::lowest);
    connectNumber(m_highest, tr("Change Highest Level"), &Capacity::highest);
    connectNumber(m_precision, tr("Change Precision"), &Capacity::precisionPercent);
    connectDuration(m_hold, tr("Change Level Duration"), &Capacity::hold);
    connectDuration(m_settle, tr("Change Settling Time"), &Capacity::settle);
}

void CapacitySection::addRows()
{
    addRow(m_rows, tr("Stop when"), m_until, u"capacityUntil"_s, u"/capacity"_s);
    addRow(m_rows, tr("CPU usage"), m_cpu, u"capacityCpu"_s, u"/capacity/cpu_percent"_s);
    addRow(m_rows, tr("Thresholds per level"), m_objectives, u"capacityObjectives"_s,
           u"/capacity/objectives"_s);
    m_rows->addRow(QString(), m_problems);
    addRow(m_rows, tr("Lowest level"), m_lowest, u"capacityLowest"_s, u"/capacity/lowest"_s);
    addRow(m_rows, tr("Highest level"), m_highest, u"capacityHighest"_s, u"/capacity/highest"_s);
    addRow(m_rows, tr("Level duration"), m_hold, u"capacityHold"_s, u"/capacity/hold_s"_s);
    addRow(m_rows, tr("Settling time"), m_settle, u"capacitySettle"_s, u"/capacity/settle_s"_s);
    addRow(m_rows, tr("Precision"), m_precision, u"capacityPrecision"_s, u"/capacity/precision_percent"_s);
}

void CapacitySection::change(const QWidget &control, const QString &text,
                             const std::function<void(Capacity &)> &change)
{
    edit(control.objectName(), text, [&change](Profile &profile) {
        if (profile.capacity)
            change(*profile.capacity);
    });
}

void CapacitySection::connectNumber(PlainSpinBox *box, const QString &text, double Capacity::*member)
{
    connect(box, &QDoubleSpinBox::valueChanged, this, [this, box, text, member](double value) {
        change(*box, text, [member, value](Capacity &c) { c.*member = value; });
    });
}

void CapacitySection::connectDuration(DurationEdit *field, const QString &text,
                                      Milliseconds Capacity::*member)
{
    connect(field, &DurationEdit::valueEdited, this, [this, field, text, member](Milliseconds value) {
        change(*field, text, [member, value](Capacity &c) { c.*member = value; });
    });
}

void CapacitySection::setDocument(ProfileDocument *document)
{
    m_last.reset();
    FormSection::setDocument(document);
}

void CapacitySection::refresh()
{
    setChecked(profile().capacity.has_value());
    if (profile().capacity)
        m_last = profile().capacity;
    const Capacity capacity = m_last.value_or(Capacity());
    const QSignalBlocker quiet[]{QSignalBlocker(m_objectives), QSignalBlocker(m_cpu),
                                 QSignalBlocker(m_lowest), QSignalBlocker(m_highest),
                                 QSignalBlocker(m_precision)};
    const auto show = [](QDoubleSpinBox *box, double value) {
        if (box->value() != value)
            box->setValue(value);
    };
    m_until->setCurrentIndex(m_until->findData(int(capacity.until)));
    show(m_cpu, capacity.cpuPercent);
    show(m_lowest, capacity.lowest);
    show(m_highest, capacity.highest);
    show(m_precision, capacity.precisionPercent);
    m_hold->setValue(capacity.hold);
    m_settle->setValue(capacity.settle);
    if (thresholdsText(parseThresholds(m_objectives->text())) != thresholdsText(capacity.objectives))
        m_objectives->setText(thresholdsText(capacity.objectives));
    m_rows->setRowVisible(m_cpu, capacity.until == Capacity::Until::ServerCpu);
    showUnits(capacity);
}

void CapacitySection::showUnits(const Capacity &capacity)
{
    const bool isOpen = profile().load.isOpen();
    for (PlainSpinBox *box : {m_lowest, m_highest})
        showUnit(*box, isOpen ? tr("requests/s") : tr("users", "behind a number", int(box->value())));
    const QString problem = thresholdProblems(capacity.objectives).join(u'\n');
    showProblemText(*m_problems, problem);
    m_rows->setRowVisible(m_problems, !problem.isEmpty());
}

} // namespace loadstone
