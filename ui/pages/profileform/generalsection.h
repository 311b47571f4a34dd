// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/formsection.h"

class QLineEdit;
class QPlainTextEdit;

namespace loadstone
{

/// Name, description and source of a profile.
class GeneralSection final : public FormSection
{
    Q_OBJECT
public:
    explicit GeneralSection(QWidget *parent = nullptr);
    void refresh() override;

private:
    QLineEdit *m_name;
    QPlainTextEdit *m_description;
    QLineEdit *m_source;
};

} // namespace loadstone
