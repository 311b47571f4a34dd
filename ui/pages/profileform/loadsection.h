// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"
#include "ui/pages/profileform/formsection.h"

#include <QHash>

#include <optional>

class QCheckBox;
class QFormLayout;
class QRadioButton;

namespace loadstone
{

class ClosedLoadFields;
class DurationEdit;
class LoadFields;
class LoadPreview;
class OpenLoadFields;
class StagesEditor;
class LongNumberBox;

/// The load: model, settings, stages and end; and the resulting length of the run and maximum rate.
class LoadSection final : public FormSection
{
    Q_OBJECT
public:
    explicit LoadSection(QWidget *parent = nullptr);
    void setDocument(ProfileDocument *document) override;
    void refresh() override;
    void setReadOnly(bool isReadOnly) override;
    QWidget *controlAt(const QString &pointer) const override;

private:
    /// Settings that both models have, with different meanings.
    struct Course {
        QList<Stage> stages;
        std::optional<Milliseconds> duration;
    };
    /// Values entered in this session that are not in the profile at the moment.
    struct Memory {
        std::optional<Course> closed;
        std::optional<Course> open;
        Milliseconds duration{30'000};
        std::optional<Course> &of(LoadModel model) { return model == LoadModel::Open ? open : closed; }
    };

    QLayout *makeModels();
    void addFields(LoadFields &fields);
    void addEnds(QFormLayout *rows);
    void changeModel(LoadModel model);
    void changeEnd();
    void changeRequests();
    void showEnd(const Load &load);
    void showUnits();

    QRadioButton *m_closed;
    QRadioButton *m_open;
    ClosedLoadFields *m_closedFields = nullptr;
    OpenLoadFields *m_openFields = nullptr;
    StagesEditor *m_stages;
    QCheckBox *m_hasDuration;
    DurationEdit *m_duration;
    QLabel *m_durationNote;
    QCheckBox *m_hasRequests;
    LongNumberBox *m_requests;
    LoadPreview *m_preview;
    QLabel *m_consequence;
    QHash<const ProfileDocument *, Memory> m_memory;
};

/// Description of a profile's run time: "10 s per server × 4 servers ≈ 1 min 4 s" and, with pauses between
/// requests, "At most 30 requests/s with these waits".
QString describePlan(const Profile &profile);
QString describePacing(const Profile &profile);

} // namespace loadstone
