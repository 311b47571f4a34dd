// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/loadsection.h"

#include "core/load/schedule.h"
#include "core/present/precisiontable.h"
#include "core/profile/limits.h"
#include "core/text/format.h"
#include "ui/models/profiledocument.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/pages/profileform/load/closedloadfields.h"
#include "ui/pages/profileform/load/loadpreview.h"
#include "ui/pages/profileform/load/openloadfields.h"
#include "ui/pages/profileform/load/stageseditor.h"
#include "ui/widgets/durationedit.h"
#include "ui/widgets/formguards.h"
#include "ui/widgets/numberbox.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QRadioButton>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{
constexpr double launchGuessS = 3; // until a server's actual start time is known
} // namespace

LoadSection::LoadSection(QWidget *parent)
    : FormSection(tr("Load"), parent), m_closed(new QRadioButton(tr("Fixed number of users"), this)),
      m_open(new QRadioButton(tr("Fixed request rate"), this)), m_stages(new StagesEditor(this)),
      m_hasDuration(new QCheckBox(tr("after"), this)), m_duration(new DurationEdit(this)),
      m_durationNote(new QLabel(tr("set by the stages"), this)),
      m_hasRequests(new QCheckBox(tr("after"), this)), m_requests(new LongNumberBox(this)),
      m_preview(new LoadPreview(this)), m_consequence(new QLabel(this))
{
    auto *rows = new QFormLayout(this);
    rows->addRow(makeModels());
    m_closedFields = new ClosedLoadFields(rows, this);
    m_openFields = new OpenLoadFields(rows, this);
    addFields(*m_closedFields);
    addFields(*m_openFields);
    addRow(rows, tr("Stages"), m_stages, u"loadStages"_s, u"/load/stages"_s);
    addEnds(rows);
    rows->addRow(m_preview);
    m_consequence->setObjectName(u"loadConsequence"_s);
    m_consequence->setWordWrap(true);
    m_consequence->setTextFormat(Qt::PlainText);
    rows->addRow(m_consequence);
}

QLayout *LoadSection::makeModels()
{
    auto *grid = new QGridLayout;
    grid->setColumnStretch(1, 1);
    grid->setHorizontalSpacing(14);
    const auto add = [&](QRadioButton *button, const QString &objectName, const QString &consequence) {
        auto *words = new QLabel(consequence, this);
        words->setWordWrap(true);
        button->setObjectName(objectName);
        button->setAccessibleDescription(consequence);
        QFont strong = button->font();
        strong.setBold(true);
        button->setFont(strong);
        const int row = grid->rowCount();
        grid->addWidget(button, row, 0, Qt::AlignTop);
        grid->addWidget(words, row, 1);
    };
    add(m_closed, u"loadClosed"_s,
        tr("Closed workload: each user waits for its response, so a slow server receives fewer requests."));
    add(m_open, u"loadOpen"_s,
        tr("Open workload: requests start on schedule; late starts count towards response time."));
    addControl(u"/load/model"_s, m_closed);
    connect(m_closed, &QRadioButton::clicked, this, [this] { changeModel(LoadModel::Closed); });
    connect(m_open, &QRadioButton::clicked, this, [this] { changeModel(LoadModel::Open); });
    return grid;
}

void LoadSection::addFields(LoadFields &fields)
{
    for (const LoadFields::Control &control : fields.controls())
        addControl(control.pointer, control.widget);
    connect(&fields, &LoadFields::edited, this,
            [this](const QString &field, const QString &text, const std::function<void(Load &)> &change) {
                edit(field, text, [&change](Profile &profile) { change(profile.load); });
            });
}

void LoadSection::addEnds(QFormLayout *rows)
{
    m_requests->setRange(limits::requests.least, limits::requests.most);
    m_requests->setGroupSeparatorShown(true);
    m_requests->setValue(1'000); // initial value when this end is enabled
    m_duration->setValue(Milliseconds(30'000));
    connect(m_requests, &QDoubleSpinBox::valueChanged, this, &LoadSection::showUnits);
    showUnits();
    const auto endRow = [this](const QList<QWidget *> &widgets) {
        auto *row = new QWidget(this);
        auto *line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        for (QWidget *widget : widgets)
            line->addWidget(widget, widget == m_duration || widget == m_requests ? 1 : 0);
        return row;
    };
    addRow(rows, tr("Ends"), endRow({m_hasDuration, m_duration, m_durationNote}), u"loadDurationRow"_s,
           u"/load/duration_s"_s);
    addRow(rows, tr("or"), endRow({m_hasRequests, m_requests}), u"loadRequestsRow"_s, u"/load/requests"_s);
    nameControl(m_duration, nullptr, u"loadDuration"_s);
    nameControl(m_requests, nullptr, u"loadRequests"_s);
    m_hasDuration->setObjectName(u"loadHasDuration"_s);
    m_hasRequests->setObjectName(u"loadHasRequests"_s);
    m_durationNote->setObjectName(u"loadDurationNote"_s);
    m_hasDuration->setAccessibleName(tr("Ends after a duration"));
    m_hasRequests->setAccessibleName(tr("Ends after a number of requests"));
    m_duration->setAccessibleName(tr("Measure duration"));
    m_requests->setAccessibleName(tr("Number of requests"));
    connect(m_hasDuration, &QCheckBox::toggled, this, &LoadSection::changeEnd);
    connect(m_hasRequests, &QCheckBox::toggled, this, &LoadSection::changeEnd);
    connect(m_duration, &DurationEdit::valueEdited, this, &LoadSection::changeEnd);
    connect(m_requests, &QDoubleSpinBox::valueChanged, this, &LoadSection::changeRequests);
}

void LoadSection::setDocument(ProfileDocument *document)
{
    m_stages->setDocument(document);
    if (document && !m_memory.contains(document))
        connect(document, &QObject::destroyed, this, [this, document] { m_memory.remove(document); });
    FormSection::setDocument(document);
}

void LoadSection::setReadOnly(bool isReadOnly)
{
    FormSection::setReadOnly(isReadOnly);
    m_stages->setReadOnly(isReadOnly);
}

QWidget *LoadSection::controlAt(const QString &pointer) const
{
    if (pointer.startsWith(u"/load/stages/"_s))
        return m_stages->goTo(pointer.section(u'/', 3, 3).toInt());
    if (pointer == u"/load"_s)
        return m_closed->isChecked() ? m_closed : m_open;
    return FormSection::controlAt(pointer);
}

void LoadSection::changeModel(LoadModel model)
{
    edit({}, tr("Change Load Model"), [this, model](Profile &profile) {
        Load &load = profile.load;
        if (load.model == model)
            return;
        load.model = model;
        if (const std::optional<Course> known = m_memory[document()].of(model)) {
            load.stages = known->stages;
            load.duration = known->duration;
        } else if (!load.isOpen()) { // converts a rate into the same number of users
            for (Stage &stage : load.stages)
                stage.target = std::min<double>(std::round(stage.target), limits::users.most);
        }
    });
}

void LoadSection::changeEnd()
{
    const bool hasDuration = m_hasDuration->isChecked();
    const bool hasRequests = m_hasRequests->isChecked();
    const Milliseconds duration = m_duration->value();
    const qint64 requests = m_requests->integerValue();
    edit(u"end"_s, tr("Change When the Load Ends"), [=](Profile &profile) {
        // If stages determine the duration, the box is checked without one.
        if (profile.load.stages.isEmpty() || !hasDuration)
            profile.load.duration = hasDuration ? std::optional(duration) : std::nullopt;
        // An existing number stays unchanged: it may be out of the box's range.
        profile.load.requests =
            hasRequests ? std::optional(profile.load.requests.value_or(requests)) : std::nullopt;
    });
}

void LoadSection::changeRequests()
{
    edit(u"end"_s, tr("Change When the Load Ends"),
         [this](Profile &profile) { profile.load.requests = m_requests->integerValue(); });
}

void LoadSection::refresh()
{
    const Load &load = profile().load;
    Memory &memory = m_memory[document()];
    memory.of(load.model) = Course{load.stages, load.duration};
    memory.duration = load.duration.value_or(memory.duration);
    m_stages->setDurationWithout(memory.duration);

    const QSignalBlocker quiet[]{QSignalBlocker(m_closed), QSignalBlocker(m_open)};
    m_closed->setChecked(!load.isOpen());
    m_open->setChecked(load.isOpen());
    m_closedFields->show(load);
    m_openFields->show(load);
    m_closedFields->setVisible(!load.isOpen());
    m_openFields->setVisible(load.isOpen());
    showEnd(load);
    m_preview->setLoad(load, profile().measurement.warmUp);
    QStringList lines{describePlan(profile()), describePacing(profile())};
    lines.removeAll(QString());
    m_consequence->setText(lines.join(u'\n'));
}

void LoadSection::showEnd(const Load &load)
{
    const QSignalBlocker quiet[]{QSignalBlocker(m_hasDuration), QSignalBlocker(m_hasRequests),
                                 QSignalBlocker(m_requests)};
    const bool isByStages = !load.stages.isEmpty();
    // Both together are an error that can be resolved only here.
    const bool isTooMuch = isByStages && load.duration;
    m_durationNote->setVisible(isByStages);
    m_durationNote->setText(isTooMuch ? tr("conflicts with the stages: clear it") : tr("set by the stages"));
    m_hasDuration->setChecked(isByStages || load.duration);
    m_hasDuration->setEnabled(!isByStages || isTooMuch);
    m_hasDuration->setToolTip(isByStages ? tr("The stages set the duration.") : QString());
    m_duration->setEnabled(load.duration && !isByStages);
    if (load.duration)
        m_duration->setValue(*load.duration);
    else if (const std::optional<Milliseconds> measured = load.measured())
        m_duration->setValue(*measured);
    else
        m_duration->setValue(m_memory[document()].duration);
    m_hasRequests->setChecked(load.requests.has_value());
    m_requests->setEnabled(load.requests.has_value());
    if (load.requests)
        m_requests->setValue(double(*load.requests));
    showUnits(); // the signals were blocked
}

void LoadSection::showUnits()
{
    showUnit(*m_requests, tr("requests", "behind a number", m_requests->valueForPlural()));
}

QString describePlan(const Profile &profile)
{
    const auto servers = std::count_if(profile.servers.begin(), profile.servers.end(),
                                       [](const ServerEntry &entry) { return entry.isEnabled; });
    if (servers == 0)
        return LoadSection::tr("No server is enabled.");
    const Measurement &measurement = profile.measurement;
    const QString count = LoadSection::tr("%n servers", nullptr, int(servers));
    if (!measurement.hasFixedRounds())
        return LoadSection::tr("%1; %2").arg(count, describeRounds(measurement));
    const QString repeats = measurement.repeats > 1
        ? u" × "_s + LoadSection::tr("%n repeats", nullptr, measurement.repeats)
        : QString();
    if (const std::optional<Capacity> &capacity = profile.capacity) {
        const Seconds level = capacity->settle + capacity->hold;
        return LoadSection::tr("%1%2; capacity search with %3 per level. The number of levels depends on the "
                               "servers; duration and stages are not used.")
            .arg(count, repeats, formatDuration(level));
    }
    const std::optional<Milliseconds> measured = profile.load.measured();
    if (!measured)
        return LoadSection::tr("%1%2; the duration depends on their response times.").arg(count, repeats);
    const Seconds each =
        timeBeforeMeasuring(profile.load, measurement.warmUp) + Seconds(*measured) + Seconds(launchGuessS);
    const Seconds all = double(servers * measurement.repeats) * (each + Seconds(measurement.pause));
    return LoadSection::tr("%1 per server × %2%3 ≈ %4")
        .arg(formatDuration(each), count, repeats, formatDuration(Seconds(std::round(all.count()))));
}

QString describePacing(const Profile &profile)
{
    const Load &load = profile.load;
    const double wait =
        load.pacing.count() > 0 ? Seconds(load.pacing).count() : load.thinkTime.expectedValue().count();
    if (load.isOpen() || wait <= 0)
        return {};
    return LoadSection::tr("At most %1 requests/s with this think time, however fast the server is.")
        .arg(formatRate(load.highestTarget() / wait));
}

} // namespace loadstone
