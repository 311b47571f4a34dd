// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/measurementsection.h"

#include "core/base/affinity.h"
#include "core/load/engines.h"
#include "core/profile/enumids.h"
#include "core/profile/limits.h"
#include "core/profile/profile.h"
#include "core/text/metrictext.h"
#include "ui/widgets/durationedit.h"
#include "ui/widgets/fieldvalidator.h"
#include "ui/widgets/numberbox.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 mebibyte = qint64(1) << 20;

IntegerBox *spinBox(QWidget *parent, const Limits<qint64> &range, const QString &suffix)
{
    auto *box = new IntegerBox(parent);
    box->setRange(int(range.least), int(range.most));
    box->setSuffix(suffix);
    box->setGroupSeparatorShown(true);
    return box;
}

/// "0-3, 8", with an ASCII hyphen
QString coresText(const QList<int> &cores)
{
    return cores.isEmpty() ? QString() : describeCores(cores).replace(u'–', u'-');
}

QList<int> parseCores(const QString &text)
{
    constexpr int most = 4096;
    QList<int> cores;
    for (const QString &part : text.split(u',', Qt::SkipEmptyParts)) {
        const QStringList ends = part.split(u'-');
        bool isNumber = false;
        const int first = ends.first().trimmed().toInt(&isNumber);
        int last = first;
        if (isNumber && ends.size() > 1 && !ends.at(1).trimmed().isEmpty())
            last = ends.at(1).trimmed().toInt(&isNumber);
        const auto [from, to] = std::minmax(first, last);
        for (int core = from; isNumber && core <= std::min(to, most); ++core)
            cores << core;
    }
    return cores;
}

} // namespace

MeasurementSection::MeasurementSection(QWidget *parent)
    : FormSection(tr("Measurement, connection and service"), parent), m_warmUp(new DurationEdit(this)),
      m_drain(new DurationEdit(this)), m_pause(new DurationEdit(this)),
      m_repeats(spinBox(this, limits::repeats, {})), m_precision(new PlainSpinBox(this)),
      m_precisionMetric(new QComboBox(this)), m_atMost(new DurationEdit(this)),
      m_measurementRows(new QFormLayout), m_shuffle(new QCheckBox(tr("random within each round"), this)),
      m_seed(new QLineEdit(this)), m_connectionRows(new QFormLayout), m_engine(new QComboBox(this)),
      m_reuse(new QCheckBox(tr("persistent (keep-alive)"), this)),
      m_sharesChannel(new QCheckBox(tr("shared by all users"), this)),
      m_perConnection(spinBox(this, limits::requestsPerConnection, {})),
      m_pipelining(spinBox(this, limits::pipelining, {})), m_timeout(new DurationEdit(this)),
      m_threads(spinBox(this, limits::threads, {})), m_serverCores(new QLineEdit(this)),
      m_generatorCores(new QLineEdit(this)), m_port(spinBox(this, limits::port, {})),
      m_delay(new DurationEdit(this)), m_fileSize(spinBox(this, limits::streamFileMib, tr(" MiB")))
{
    auto *columns = new QHBoxLayout(this);
    QFormLayout *left = m_measurementRows;
    QFormLayout *right = m_connectionRows;
    for (QFormLayout *rows : {left, right}) // labels above fields if both do not fit side by side
        rows->setRowWrapPolicy(QFormLayout::WrapLongRows);
    columns->addLayout(left, 1);
    columns->addSpacing(16);
    columns->addLayout(right, 1);
    addRow(left, tr("Warm-up, not counted"), m_warmUp, u"measureWarmUp"_s, u"/measurement/warm_up_s"_s);
    addRow(left, tr("Drain timeout"), m_drain, u"measureDrain"_s, u"/measurement/drain_s"_s);
    addRow(left, tr("Pause between servers"), m_pause, u"measurePause"_s, u"/measurement/pause_s"_s);
    addRow(left, tr("Repeats"), m_repeats, u"measureRepeats"_s, u"/measurement/repeats"_s);
    addRow(left, tr("Precision instead"), m_precision, u"measurePrecision"_s,
           u"/measurement/precision_percent"_s);
    addRow(left, tr("Precision of"), m_precisionMetric, u"measurePrecisionMetric"_s,
           u"/measurement/precision_metric"_s);
    addRow(left, tr("Time limit"), m_atMost, u"measureAtMost"_s, u"/measurement/at_most_s"_s);
    addRow(left, tr("Order of servers"), m_shuffle, u"measureShuffle"_s, u"/measurement/shuffle"_s);
    addRow(left, tr("Random seed"), m_seed, u"measureSeed"_s, u"/measurement/seed"_s);
    addRow(right, tr("Load engine"), m_engine, u"connectionEngine"_s, u"/connection/engine"_s);
    addRow(right, tr("Channel"), m_sharesChannel, u"connectionShared"_s, u"/connection/shared_channel"_s);
    addRow(right, tr("Connections"), m_reuse, u"connectionReuse"_s, u"/connection/reuse"_s);
    addRow(right, tr("Requests per connection"), m_perConnection, u"connectionRequests"_s,
           u"/connection/requests_per_connection"_s);
    addRow(right, tr("Users per connection"), m_pipelining, u"connectionPipelining"_s,
           u"/connection/pipelining"_s);
    addRow(right, tr("Request timeout"), m_timeout, u"connectionTimeout"_s, u"/connection/timeout_s"_s);
    addRow(right, tr("Load threads"), m_threads, u"connectionThreads"_s, u"/connection/threads"_s);
    addRow(right, tr("Server cores"), m_serverCores, u"coresServer"_s, u"/affinity/server"_s);
    addRow(right, tr("Load generator cores"), m_generatorCores, u"coresGenerator"_s,
           u"/affinity/generator"_s);
    addRow(right, tr("Server port"), m_port, u"profilePort"_s, u"/port"_s);
    addRow(right, tr("Delay of /process-jwe"), m_delay, u"serviceDelay"_s, u"/service/process_delay_s"_s);
    addRow(right, tr("Streamed file"), m_fileSize, u"serviceFileSize"_s, u"/service/stream_file_mib"_s);
    for (const Engine &engine : engines())
        m_engine->addItem(QCoreApplication::translate("Engine", engine.traits.title), engine.traits.id);
    m_engine->setToolTip(tr("Protocol of the servers; HTTP and gRPC servers need separate profiles."));
    m_sharesChannel->setToolTip(tr("Otherwise each user has its own connection."));
    m_perConnection->setSpecialValueText(tr("unlimited"));
    m_perConnection->setToolTip(tr("Requests after which a user opens a new connection."));
    m_pipelining->setSpecialValueText(tr("one; no pipelining"));
    m_pipelining->setToolTip(
        tr("Users that share a connection and send without waiting for each other's responses."));
    for (QLineEdit *cores : {m_serverCores, m_generatorCores}) {
        cores->setPlaceholderText(tr("all"));
        cores->setToolTip(tr("Core numbers and ranges, such as 0-3, 8. On separate cores, servers and load "
                             "generator do not compete for CPU time."));
    }
    connectCores(m_serverCores, &Affinity::server);
    connectCores(m_generatorCores, &Affinity::generator);
    m_port->setGroupSeparatorShown(false); // a port is an identifier
    m_port->setSpecialValueText(tr("any free port"));
    m_seed->setValidator(new FieldValidator(u"[0-9]{1,19}"_s, m_seed, [this] {
        return document() ? QString::number(profile().measurement.seed) : QString();
    }));
    m_precision->setRange(0, limits::precisionPercent.most);
    m_precision->setDecimals(1);
    m_precision->setPrefix(u"± "_s);
    m_precision->setSuffix(u" %"_s);
    m_precision->setSpecialValueText(tr("none; fixed repeats"));
    m_precision->setToolTip(tr("Half-width of the 95 % interval. After 6 pilot rounds, their variance "
                               "decides the number of rounds."));
    for (const auto &[metric, id] : EnumIds<Metric>::all)
        m_precisionMetric->addItem(metricTitle(metric), int(metric));
    m_atMost->setToolTip(
        tr("Time of all trials; 0 s: no limit. Without a precision, as many rounds as fit."));
    m_seed->setToolTip(tr("The same seed gives the same order, think times and mix."));
    m_shuffle->setToolTip(tr("Averages out changes of the machine during the run."));

    connectDuration(m_warmUp, tr("Change Warm-up"),
                    [](Profile &profile) -> Milliseconds & { return profile.measurement.warmUp; });
    connectDuration(m_drain, tr("Change Drain"),
                    [](Profile &profile) -> Milliseconds & { return profile.measurement.drain; });
    connectDuration(m_pause, tr("Change Pause"),
                    [](Profile &profile) -> Milliseconds & { return profile.measurement.pause; });
    connect(m_atMost, &DurationEdit::valueEdited, this, [this](Milliseconds value) {
        edit(m_atMost->objectName(), tr("Change Time Limit"), [value](Profile &profile) {
            profile.measurement.atMost = value > Milliseconds(0) ? std::optional(value) : std::nullopt;
        });
    });
    connect(m_precision, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        edit(m_precision->objectName(), tr("Change Precision"), [value](Profile &profile) {
            profile.measurement.precisionPercent = value > 0 ? std::optional(value) : std::nullopt;
        });
    });
    connect(m_precisionMetric, &QComboBox::activated, this, [this] {
        const auto metric = Metric(m_precisionMetric->currentData().toInt());
        edit({}, tr("Change Precision Metric"),
             [metric](Profile &profile) { profile.measurement.precisionMetric = metric; });
    });
    connectDuration(m_timeout, tr("Change Timeout"),
                    [](Profile &profile) -> Milliseconds & { return profile.connection.timeout; });
    connectDuration(m_delay, tr("Change Delay"),
                    [](Profile &profile) -> Milliseconds & { return profile.service.processDelay; });
    const auto connectSpin = [this](QSpinBox *box, const QString &text, auto assign) {
        connect(box, &QSpinBox::valueChanged, this, [this, box, text, assign](int value) {
            edit(box->objectName(), text, [value, assign](Profile &profile) { assign(profile, value); });
        });
    };
    connectSpin(m_repeats, tr("Change Repeats"),
                [](Profile &p, int value) { p.measurement.repeats = value; });
    connectSpin(m_threads, tr("Change Load Threads"),
                [](Profile &p, int value) { p.connection.threads = value; });
    connectSpin(m_perConnection, tr("Change Requests per Connection"),
                [](Profile &p, int value) { p.connection.requestsPerConnection = value; });
    connectSpin(m_pipelining, tr("Change Pipelining"),
                [](Profile &p, int value) { p.connection.pipelining = value; });
    connectSpin(m_port, tr("Change Port"), [](Profile &p, int value) { p.port = value; });
    connectSpin(m_fileSize, tr("Change Streamed File"),
                [](Profile &p, int value) { p.service.streamFileBytes = value * mebibyte; });
    connect(m_shuffle, &QCheckBox::toggled, this, [this](bool isOn) {
        edit({}, tr("Change Order"), [isOn](Profile &profile) { profile.measurement.shuffle = isOn; });
    });
    connect(m_engine, &QComboBox::activated, this, [this] {
        const QString engine = m_engine->currentData().toString();
        edit({}, tr("Change Load Engine"),
             [engine](Profile &profile) { profile.connection.engine = engine; });
    });
    connect(m_sharesChannel, &QCheckBox::toggled, this, [this](bool isOn) {
        edit({}, tr("Change Channel"), [isOn](Profile &profile) { profile.connection.sharesChannel = isOn; });
    });
    connect(m_reuse, &QCheckBox::toggled, this, [this](bool isOn) {
        edit({}, tr("Change Connections"), [isOn](Profile &profile) { profile.connection.reuse = isOn; });
    });
    connect(m_seed, &QLineEdit::textEdited, this, [this](const QString &text) {
        if (!m_seed->hasAcceptableInput())
            return;
        const quint64 seed = text.toULongLong();
        edit(u"seed"_s, tr("Change Seed"), [seed](Profile &profile) { profile.measurement.seed = seed; });
    });
}

void MeasurementSection::connectCores(QLineEdit *field, QList<int> Affinity::*member)
{
    field->setValidator(new FieldValidator(u"[0-9 ,-]*"_s, field, [this, member] {
        return document() ? coresText(profile().affinity.*member) : QString();
    }));
    connect(field, &QLineEdit::textEdited, this, [this, field, member](const QString &text) {
        if (!field->hasAcceptableInput())
            return;
        edit(field->objectName(), tr("Change Cores"),
             [member, cores = parseCores(text)](Profile &profile) { profile.affinity.*member = cores; });
    });
}

void MeasurementSection::connectDuration(DurationEdit *field, const QString &name,
                                         std::function<Milliseconds &(Profile &)> member)
{
    connect(field, &DurationEdit::valueEdited, this,
            [this, field, name, member = std::move(member)](Milliseconds value) {
                edit(field->objectName(), name, [&](Profile &profile) { member(profile) = value; });
            });
}

void MeasurementSection::refresh()
{
    const Measurement &measurement = profile().measurement;
    m_warmUp->setValue(measurement.warmUp);
    m_drain->setValue(measurement.drain);
    m_pause->setValue(measurement.pause);
    m_timeout->setValue(profile().connection.timeout);
    m_delay->setValue(profile().service.processDelay);
    const QSignalBlocker quiet[]{QSignalBlocker(m_repeats),       QSignalBlocker(m_shuffle),
                                 QSignalBlocker(m_reuse),         QSignalBlocker(m_threads),
                                 QSignalBlocker(m_port),          QSignalBlocker(m_fileSize),
                                 QSignalBlocker(m_sharesChannel), QSignalBlocker(m_perConnection),
                                 QSignalBlocker(m_pipelining),    QSignalBlocker(m_precision)};
    const auto show = [](QSpinBox *box, int value) {
        if (box->value() != value)
            box->setValue(value);
    };
    show(m_repeats, measurement.repeats);
    m_repeats->setEnabled(measurement.hasFixedRounds());
    if (const double precision = measurement.precisionPercent.value_or(0); m_precision->value() != precision)
        m_precision->setValue(precision);
    m_precisionMetric->setCurrentIndex(m_precisionMetric->findData(int(measurement.precisionMetric)));
    m_atMost->setValue(measurement.atMost.value_or(Milliseconds(0)));
    m_measurementRows->setRowVisible(m_precisionMetric, !measurement.hasFixedRounds());
    show(m_threads, profile().connection.threads);
    show(m_perConnection, profile().connection.requestsPerConnection);
    show(m_pipelining, profile().connection.pipelining);
    show(m_port, profile().port);
    show(m_fileSize, int(profile().service.streamFileBytes / mebibyte));
    m_shuffle->setChecked(measurement.shuffle);
    m_reuse->setChecked(profile().connection.reuse);
    m_sharesChannel->setChecked(profile().connection.sharesChannel);
    m_engine->setCurrentIndex(m_engine->findData(profile().connection.engine));
    const bool isRpc = engineProtocol(profile().connection.engine) == grpcProtocol();
    m_connectionRows->setRowVisible(m_sharesChannel, isRpc);
    m_connectionRows->setRowVisible(m_reuse, !isRpc);
    // A setting for another engine is an error that can be resolved only with this field.
    const bool limitsConnections = engineTraits(profile().connection.engine).limitsConnections;
    m_connectionRows->setRowVisible(m_perConnection,
                                    limitsConnections || profile().connection.requestsPerConnection > 0);
    m_connectionRows->setRowVisible(m_pipelining, limitsConnections || profile().connection.pipelining > 1);
    const auto showCores = [](QLineEdit *field, const QList<int> &cores) {
        if (parseCores(field->text()) != cores)
            field->setText(coresText(cores));
    };
    showCores(m_serverCores, profile().affinity.server);
    showCores(m_generatorCores, profile().affinity.generator);
    const QString seed = QString::number(measurement.seed);
    if (m_seed->text() != seed && !(m_seed->text().isEmpty() && m_seed->hasFocus()))
        m_seed->setText(seed);
}

} // namespace loadstone
