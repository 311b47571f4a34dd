// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/thresholdssection.h"

#include "core/profile/profile.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/pages/profileform/thresholdtext.h"
#include "ui/widgets/textfield.h"

#include <QFormLayout>
#include <QLabel>

namespace loadstone
{

using namespace Qt::StringLiterals;

ThresholdsSection::ThresholdsSection(QWidget *parent)
    : FormSection(tr("Thresholds: a run that violates one is reported as failed"), parent),
      m_thresholds(new TextField(this)), m_problems(new QLabel(this))
{
    auto *layout = new QFormLayout(this);
    addRow(layout, tr("Thresholds"), m_thresholds, u"thresholds"_s, u"/thresholds"_s);
    layout->addRow(QString(), m_problems);
    m_thresholds->setFixedHeight(textHeight(*m_thresholds, 3));
    m_thresholds->setPlaceholderText(tr("one per line, for example p99<200ms, rps>=1000 or failures<=1%"));
    m_thresholds->setToolTip(tr("p50, p90, p99, p99.9, max and mean are response times, rps is requests per "
                                "second, failures is the percentage of failed requests.\nNames in braces "
                                "limit a threshold to an endpoint or a server: p99{endpoint:NAME, "
                                "server:NAME}<200ms"));
    m_problems->setObjectName(u"thresholdsProblems"_s);
    m_problems->setTextFormat(Qt::PlainText);
    m_problems->setWordWrap(true);
    connect(m_thresholds, &TextField::textChanged, this, [this] {
        const QList<Threshold> thresholds = parseThresholds(m_thresholds->text());
        edit(u"thresholds"_s, tr("Change Thresholds"),
             [&thresholds](Profile &profile) { profile.thresholds = thresholds; });
    });
}

void ThresholdsSection::refresh()
{
    const QString text = thresholdsText(profile().thresholds);
    if (thresholdsText(parseThresholds(m_thresholds->text())) != text)
        m_thresholds->setText(text);
    showProblemText(*m_problems, thresholdProblems(profile().thresholds).join(u'\n'));
}

} // namespace loadstone
