// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "ui/pages/profileform/formsection.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;

namespace loadstone
{

class DurationEdit;
class IntegerBox;
class PlainSpinBox;
struct Affinity;

/// Measurement, connection and service settings.
class MeasurementSection final : public FormSection
{
    Q_OBJECT
public:
    explicit MeasurementSection(QWidget *parent = nullptr);
    void refresh() override;

private:
    void connectCores(QLineEdit *field, QList<int> Affinity::*member);
    void connectDuration(DurationEdit *field, const QString &name,
                         std::function<Milliseconds &(Profile &)> member);

    DurationEdit *m_warmUp;
    DurationEdit *m_drain;
    DurationEdit *m_pause;
    IntegerBox *m_repeats;
    PlainSpinBox *m_precision; ///< instead of repeats
    QComboBox *m_precisionMetric;
    DurationEdit *m_atMost;
    QFormLayout *m_measurementRows;
    QCheckBox *m_shuffle;
    QLineEdit *m_seed;
    QFormLayout *m_connectionRows;
    QComboBox *m_engine;
    QCheckBox *m_reuse;
    QCheckBox *m_sharesChannel;  ///< shown for gRPC instead of m_reuse
    IntegerBox *m_perConnection; ///< both for the native engine only
    IntegerBox *m_pipelining;
    DurationEdit *m_timeout;
    IntegerBox *m_threads;
    QLineEdit *m_serverCores;
    QLineEdit *m_generatorCores;
    IntegerBox *m_port;
    DurationEdit *m_delay;
    IntegerBox *m_fileSize;
};

} // namespace loadstone
