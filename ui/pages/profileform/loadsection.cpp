// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/loadsection.h"

#include "core/base/format.h"
#include "core/profile/thinktime.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/widgets/durationedit.h"
#include "ui/widgets/formguards.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{
constexpr double launchGuessS = 3; // until a server's own start time is known

QString thinkTitle(ThinkTime::Kind kind)
{
    switch (kind) {
    case ThinkTime::Kind::None:
        return LoadSection::tr("none: the next request follows at once");
    case ThinkTime::Kind::Constant:
        return LoadSection::tr("constant");
    case ThinkTime::Kind::Uniform:
        return LoadSection::tr("uniform between two limits");
    case ThinkTime::Kind::Exponential:
        return LoadSection::tr("exponential around a mean");
    }
    return {};
}
} // namespace

LoadSection::LoadSection(QWidget *parent)
    : FormSection(tr("Load: a fixed number of users, each waits for its answer"), parent),
      m_users(new QSpinBox(this)), m_spawnRate(new QDoubleSpinBox(this)), m_think(new QComboBox(this)),
      m_thinkFrom(new DurationEdit(this)), m_thinkTo(new DurationEdit(this)),
      m_hasDuration(new QCheckBox(tr("after"), this)), m_duration(new DurationEdit(this)),
      m_hasRequests(new QCheckBox(tr("after"), this)), m_requests(new QSpinBox(this)),
      m_consequence(new QLabel(this))
{
    auto *layout = new QFormLayout(this);
    m_users->setRange(1, 100'000);
    m_users->setGroupSeparatorShown(true);
    m_spawnRate->setRange(0, 100'000);
    m_spawnRate->setDecimals(1);
    m_spawnRate->setSpecialValueText(tr("all at once"));
    for (const auto kind : thinkTimeKinds())
        m_think->addItem(thinkTitle(kind), int(kind));
    m_requests->setRange(1, 1'000'000'000);
    m_requests->setGroupSeparatorShown(true);
    m_requests->setValue(1'000); // what an end begins with when it is switched on
    m_duration->setValue(Milliseconds(30'000));
    for (QSpinBox *box : {m_users, m_requests})
        connect(box, &QSpinBox::valueChanged, this, &LoadSection::showUnits);
    connect(m_spawnRate, &QDoubleSpinBox::valueChanged, this, &LoadSection::showUnits);
    showUnits();
    addRow(layout, tr("&Users"), m_users, u"loadUsers"_s, u"/load/users"_s);
    addRow(layout, tr("Started per second"), m_spawnRate, u"loadSpawnRate"_s, u"/load/spawn_rate_per_s"_s);
    addRow(layout, tr("Think time"), m_think, u"loadThinkKind"_s, u"/load/think_time"_s);
    m_thinkFromLabel = addRow(layout, tr("At least"), m_thinkFrom, u"loadThinkFrom"_s, {});
    m_thinkToLabel = addRow(layout, tr("At most"), m_thinkTo, u"loadThinkTo"_s, {});

    const auto endRow = [this](QCheckBox *box, QWidget *field) {
        auto *row = new QWidget(this);
        auto *line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->addWidget(box);
        line->addWidget(field, 1);
        return row;
    };
    addRow(layout, tr("Ends"), endRow(m_hasDuration, m_duration), u"loadDurationRow"_s,
           u"/load/duration_s"_s);
    addRow(layout, tr("or"), endRow(m_hasRequests, m_requests), u"loadRequestsRow"_s, u"/load/requests"_s);
    nameControl(m_duration, nullptr, u"loadDuration"_s);
    nameControl(m_requests, nullptr, u"loadRequests"_s);
    m_hasDuration->setObjectName(u"loadHasDuration"_s);
    m_hasRequests->setObjectName(u"loadHasRequests"_s);
    m_hasDuration->setAccessibleName(tr("Ends after a time"));
    m_hasRequests->setAccessibleName(tr("Ends after a number of requests"));
    m_duration->setAccessibleName(tr("Length of measuring"));
    m_requests->setAccessibleName(tr("Number of requests"));
    m_consequence->setObjectName(u"loadConsequence"_s);
    m_consequence->setWordWrap(true);
    m_consequence->setTextFormat(Qt::PlainText);
    layout->addRow(m_consequence);
    connectFields();
}

void LoadSection::connectFields()
{
    connect(m_users, &QSpinBox::valueChanged, this, [this](int value) {
        edit(u"users"_s, tr("Change Users to %1").arg(value),
             [value](Profile &profile) { profile.load.users = value; });
    });
    connect(m_spawnRate, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        edit(u"spawnRate"_s, tr("Change Users Started per Second"),
             [value](Profile &profile) { profile.load.spawnRate = value; });
    });
    connect(m_think, &QComboBox::currentIndexChanged, this, [this] {
        const auto kind = ThinkTime::Kind(m_think->currentData().toInt());
        edit({}, tr("Change Kind of Think Time"), [kind](Profile &profile) {
            ThinkTime &think = profile.load.thinkTime;
            think.kind = kind;
            // A kind that was never set up starts with something that can be seen.
            if (kind == ThinkTime::Kind::Uniform && think.max <= think.min)
                think.max = think.min + Milliseconds(1'000);
            if (kind != ThinkTime::Kind::None && kind != ThinkTime::Kind::Uniform && think.mean.count() == 0)
                think.mean = Milliseconds(1'000);
        });
    });
    connect(m_thinkFrom, &DurationEdit::valueEdited, this, [this](Milliseconds value) {
        edit(u"thinkFrom"_s, tr("Change Think Time"), [value](Profile &profile) {
            ThinkTime &think = profile.load.thinkTime;
            (think.kind == ThinkTime::Kind::Uniform ? think.min : think.mean) = value;
        });
    });
    connect(m_thinkTo, &DurationEdit::valueEdited, this, [this](Milliseconds value) {
        edit(u"thinkTo"_s, tr("Change Think Time"),
             [value](Profile &profile) { profile.load.thinkTime.max = value; });
    });
    connect(m_hasDuration, &QCheckBox::toggled, this, &LoadSection::changeEnd);
    connect(m_hasRequests, &QCheckBox::toggled, this, &LoadSection::changeEnd);
    connect(m_duration, &DurationEdit::valueEdited, this, &LoadSection::changeEnd);
    connect(m_requests, &QSpinBox::valueChanged, this, &LoadSection::changeEnd);
}

void LoadSection::changeEnd()
{
    const bool hasDuration = m_hasDuration->isChecked();
    const bool hasRequests = m_hasRequests->isChecked();
    const Milliseconds duration = m_duration->value();
    const qint64 requests = m_requests->value();
    edit(u"end"_s, tr("Change When the Load Ends"), [=](Profile &profile) {
        profile.load.duration = hasDuration ? std::optional(duration) : std::nullopt;
        profile.load.requests = hasRequests ? std::optional(requests) : std::nullopt;
    });
}

void LoadSection::refresh()
{
    const Load &load = profile().load;
    const QSignalBlocker quiet[]{QSignalBlocker(m_users),       QSignalBlocker(m_spawnRate),
                                 QSignalBlocker(m_think),       QSignalBlocker(m_hasDuration),
                                 QSignalBlocker(m_hasRequests), QSignalBlocker(m_requests)};
    if (m_users->value() != load.users)
        m_users->setValue(load.users);
    if (!qFuzzyCompare(1 + m_spawnRate->value(), 1 + load.spawnRate))
        m_spawnRate->setValue(load.spawnRate);
    const ThinkTime &think = load.thinkTime;
    m_think->setCurrentIndex(m_think->findData(int(think.kind)));
    const bool isUniform = think.kind == ThinkTime::Kind::Uniform;
    const bool hasThink = think.kind != ThinkTime::Kind::None;
    m_thinkFromLabel->setText(isUniform                                        ? tr("At least")
                                  : think.kind == ThinkTime::Kind::Exponential ? tr("Mean")
                                                                               : tr("Always"));
    m_thinkFrom->setAccessibleName(m_thinkFromLabel->text());
    m_thinkFrom->setValue(isUniform ? think.min : think.mean);
    m_thinkTo->setValue(think.max);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_thinkFrom, m_thinkFromLabel})
        widget->setVisible(hasThink);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_thinkTo, m_thinkToLabel})
        widget->setVisible(isUniform);
    m_hasDuration->setChecked(load.duration.has_value());
    m_duration->setEnabled(load.duration.has_value());
    if (load.duration)
        m_duration->setValue(*load.duration);
    m_hasRequests->setChecked(load.requests.has_value());
    m_requests->setEnabled(load.requests.has_value());
    if (load.requests)
        m_requests->setValue(int(std::min<qint64>(*load.requests, m_requests->maximum())));
    showUnits(); // the signals were blocked
    QStringList lines{describePlan(profile()), describePacing(profile())};
    lines.removeAll(QString());
    m_consequence->setText(lines.join(u'\n'));
}

void LoadSection::showUnits()
{
    const bool isOnePerSecond = m_spawnRate->value() == 1.0;
    showUnit(*m_users, tr("users", "behind a number", m_users->value()));
    showUnit(*m_spawnRate, tr("users/s", "behind a number", isOnePerSecond ? 1 : 2));
    showUnit(*m_requests, tr("requests", "behind a number", m_requests->value()));
}

QString describePlan(const Profile &profile)
{
    const auto servers = std::count_if(profile.stacks.begin(), profile.stacks.end(),
                                       [](const StackVariant &variant) { return variant.isEnabled; });
    if (servers == 0)
        return LoadSection::tr("No server is switched on.");
    const Measurement &measurement = profile.measurement;
    const QString count = LoadSection::tr("%n servers", nullptr, int(servers));
    const QString repeats = measurement.repeats > 1
        ? u" × "_s + LoadSection::tr("%n repeats", nullptr, measurement.repeats)
        : QString();
    const std::optional<Milliseconds> measured = profile.load.measured();
    if (!measured)
        return LoadSection::tr("%1%2; the length depends on how fast they answer.").arg(count, repeats);
    const Seconds each = measurement.warmUp + *measured + Seconds(launchGuessS);
    const Seconds all = double(servers * measurement.repeats) * (each + Seconds(measurement.pause));
    return LoadSection::tr("%1 per server × %2%3 ≈ %4")
        .arg(formatDuration(each), count, repeats, formatDuration(Seconds(std::round(all.count()))));
}

QString describePacing(const Profile &profile)
{
    const double think = profile.load.thinkTime.expectedValue().count();
    if (think <= 0)
        return {};
    return LoadSection::tr("At most %1 requests/s with these waits, however fast the server is.")
        .arg(formatRate(profile.load.users / think));
}

} // namespace loadstone
