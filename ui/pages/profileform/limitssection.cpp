// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/limitssection.h"

#include "core/profile/profile.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/pages/profileform/limittexts.h"
#include "ui/widgets/textfield.h"

#include <QFormLayout>
#include <QLabel>

namespace loadstone
{

using namespace Qt::StringLiterals;

LimitsSection::LimitsSection(QWidget *parent)
    : FormSection(tr("Thresholds: a run that violates one is reported as failed"), parent),
      m_limits(new TextField(this)), m_problems(new QLabel(this))
{
    auto *layout = new QFormLayout(this);
    addRow(layout, tr("Thresholds"), m_limits, u"limits"_s, u"/thresholds"_s);
    layout->addRow(QString(), m_problems);
    m_limits->setFixedHeight(textHeight(*m_limits, 3));
    m_limits->setPlaceholderText(tr("one per line, for example p99<200ms, rps>=1000 or failures<=1%"));
    m_limits->setToolTip(tr("p50, p90, p99, p99.9, max and mean are response times, rps is requests per "
                            "second, failures is the percentage of failed requests."));
    m_problems->setObjectName(u"limitsProblems"_s);
    m_problems->setTextFormat(Qt::PlainText);
    m_problems->setWordWrap(true);
    connect(m_limits, &TextField::textChanged, this, [this] {
        const QList<Threshold> limits = limitsOf(m_limits->text());
        edit(u"limits"_s, tr("Change Thresholds"),
             [&limits](Profile &profile) { profile.thresholds = limits; });
    });
}

void LimitsSection::refresh()
{
    const QString text = limitsText(profile().thresholds);
    if (limitsText(limitsOf(m_limits->text())) != text)
        m_limits->setText(text);
    tellProblem(*m_problems, problemsOf(profile().thresholds).join(u'\n'));
}

} // namespace loadstone
