// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/load/closedloadfields.h"

#include "core/profile/limits.h"
#include "core/profile/thinktime.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/widgets/durationedit.h"
#include "ui/widgets/numberbox.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int pacedPause = -1;            ///< in addition to the kinds of think time
constexpr Milliseconds firstPause{1'000}; ///< of a kind of think time that has not been set yet

QString thinkTitle(ThinkTime::Kind kind)
{
    switch (kind) {
    case ThinkTime::Kind::None:
        return ClosedLoadFields::tr("none: send the next request immediately");
    case ThinkTime::Kind::Constant:
        return ClosedLoadFields::tr("think time: constant");
    case ThinkTime::Kind::Uniform:
        return ClosedLoadFields::tr("think time: uniform distribution");
    case ThinkTime::Kind::Exponential:
        return ClosedLoadFields::tr("think time: exponential distribution");
    }
    return {};
}

} // namespace

ClosedLoadFields::ClosedLoadFields(QFormLayout *rows, QWidget *form)
    : LoadFields(rows, form), m_users(new IntegerBox(form)), m_spawnRate(new PlainSpinBox(form)),
      m_pause(new QComboBox(form)), m_from(new DurationEdit(form)), m_to(new DurationEdit(form))
{
    m_users->setRange(int(limits::users.least), int(limits::users.most));
    m_users->setGroupSeparatorShown(true);
    m_spawnRate->setRange(limits::spawnRate.least, limits::spawnRate.most);
    m_spawnRate->setDecimals(3);
    m_spawnRate->setSpecialValueText(tr("all immediately"));
    for (const auto kind : thinkTimeKinds())
        m_pause->addItem(thinkTitle(kind), int(kind));
    m_pause->addItem(tr("pacing: fixed interval between request starts"), pacedPause);
    // Its longest entry would determine the minimum width of the form.
    m_pause->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_pause->setMinimumContentsLength(24);
    connect(m_users, &QSpinBox::valueChanged, this, &ClosedLoadFields::showUnits);
    connect(m_spawnRate, &QDoubleSpinBox::valueChanged, this, &ClosedLoadFields::showUnits);
    showUnits();
    addRow(tr("&Users"), m_users, u"loadUsers"_s, {u"/load/users"_s});
    addRow(tr("Started per second"), m_spawnRate, u"loadSpawnRate"_s, {u"/load/spawn_rate_per_s"_s});
    addRow(tr("Between requests"), m_pause, u"loadThinkKind"_s, {u"/load/think_time"_s, u"/load/pacing_s"_s});
    m_fromLabel = addRow(tr("At least"), m_from, u"loadThinkFrom"_s, {});
    addRow(tr("At most"), m_to, u"loadThinkTo"_s, {});
    connectFields();
}

bool ClosedLoadFields::isPaced() const { return m_pause->currentData().toInt() == pacedPause; }

void ClosedLoadFields::connectFields()
{
    connect(m_users, &QSpinBox::valueChanged, this, [this](int value) {
        emit edited(u"users"_s, tr("Change Users to %1").arg(value),
                    [value](Load &load) { load.users = value; });
    });
    connect(m_spawnRate, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        emit edited(u"spawnRate"_s, tr("Change Users Started per Second"),
                    [value](Load &load) { load.spawnRate = value; });
    });
    connect(m_pause, &QComboBox::currentIndexChanged, this, &ClosedLoadFields::changePause);
    connect(m_from, &DurationEdit::valueEdited, this, [this](Milliseconds value) {
        const bool isInterval = isPaced();
        const QString text = isInterval ? tr("Change Pacing") : tr("Change Think Time");
        emit edited(u"thinkFrom"_s, text, [value, isInterval](Load &load) {
            ThinkTime &think = load.thinkTime;
            if (!isInterval)
                (think.kind == ThinkTime::Kind::Uniform ? think.min : think.mean) = value;
            else if (value > Milliseconds(0)) // zero pacing would select another kind of pause
                load.pacing = value;
        });
    });
    connect(m_to, &DurationEdit::valueEdited, this, [this](Milliseconds value) {
        emit edited(u"thinkTo"_s, tr("Change Think Time"),
                    [value](Load &load) { load.thinkTime.max = value; });
    });
}

void ClosedLoadFields::changePause()
{
    const int chosen = m_pause->currentData().toInt();
    emit edited({}, tr("Change Pause between Requests"), [chosen, interval = m_interval](Load &load) {
        ThinkTime &think = load.thinkTime;
        if (chosen == pacedPause) {
            think.kind = ThinkTime::Kind::None;
            load.pacing = interval;
            return;
        }
        load.pacing = Milliseconds(0);
        think.kind = ThinkTime::Kind(chosen);
        if (think.kind == ThinkTime::Kind::Uniform && think.max <= think.min)
            think.max = think.min + firstPause;
        if (think.kind != ThinkTime::Kind::None && think.kind != ThinkTime::Kind::Uniform
            && think.mean.count() == 0)
            think.mean = firstPause;
    });
}

void ClosedLoadFields::show(const Load &load)
{
    const QSignalBlocker quiet[]{QSignalBlocker(m_users), QSignalBlocker(m_spawnRate),
                                 QSignalBlocker(m_pause)};
    if (m_users->value() != load.users)
        m_users->setValue(load.users);
    if (!qFuzzyCompare(1 + m_spawnRate->value(), 1 + load.spawnRate))
        m_spawnRate->setValue(load.spawnRate);
    const ThinkTime &think = load.thinkTime;
    const bool hasPacing = load.pacing > Milliseconds(0);
    if (hasPacing)
        m_interval = load.pacing;
    m_pause->setCurrentIndex(m_pause->findData(hasPacing ? pacedPause : int(think.kind)));
    const bool isUniform = think.kind == ThinkTime::Kind::Uniform;
    m_fromLabel->setText(hasPacing                                        ? tr("Every")
                             : isUniform                                  ? tr("At least")
                             : think.kind == ThinkTime::Kind::Exponential ? tr("Mean")
                                                                          : tr("Always"));
    m_from->setAccessibleName(m_fromLabel->text());
    m_from->setValue(hasPacing ? load.pacing : isUniform ? think.min : think.mean);
    m_to->setValue(think.max);
    showUnits(); // the signals were blocked
    showPauseRows();
}

void ClosedLoadFields::setVisible(bool isVisible)
{
    m_isVisible = isVisible;
    LoadFields::setVisible(isVisible);
    showPauseRows();
}

void ClosedLoadFields::showPauseRows()
{
    const int chosen = m_pause->currentData().toInt();
    rows()->setRowVisible(m_from, m_isVisible && chosen != int(ThinkTime::Kind::None));
    rows()->setRowVisible(m_to, m_isVisible && chosen == int(ThinkTime::Kind::Uniform));
}

void ClosedLoadFields::showUnits()
{
    const bool isOnePerSecond = m_spawnRate->value() == 1.0;
    showUnit(*m_users, tr("users", "behind a number", m_users->value()));
    showUnit(*m_spawnRate, tr("users/s", "behind a number", isOnePerSecond ? 1 : 2));
}

} // namespace loadstone
