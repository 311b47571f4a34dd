// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QLineEdit>

namespace loadstone
{

/// One field for a length of time: takes `90`, `90s`, `1m30s`, `250ms` and shows `1 min 30 s`.
/// Text that is no length of time is kept, marked and told by isValid(); the last good value stays.
class DurationEdit : public QLineEdit
{
    Q_OBJECT
public:
    explicit DurationEdit(QWidget *parent = nullptr);

    Milliseconds value() const { return m_value; }
    void setValue(Milliseconds value); ///< does not emit
    bool isValid() const { return m_isValid; }
    /// What is wrong with the text and how to write it; empty when valid.
    QString problem() const;

signals:
    void valueEdited(std::chrono::milliseconds value); ///< by the person, while typing
    void validityChanged(bool isValid);

protected:
    void focusOutEvent(QFocusEvent *event) override;

private:
    void read(const QString &text);
    void setValid(bool isValid);

    Milliseconds m_value{0};
    bool m_isValid = true;
};

} // namespace loadstone
