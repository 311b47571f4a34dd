// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/formsection.h"

class QLineEdit;

namespace loadstone
{

class TextField;

/// Name, description and source of a profile.
class GeneralSection final : public FormSection
{
    Q_OBJECT
public:
    explicit GeneralSection(QWidget *parent = nullptr);
    void refresh() override;

private:
    QLineEdit *m_name;
    TextField *m_description;
    QLineEdit *m_source;
};

} // namespace loadstone
