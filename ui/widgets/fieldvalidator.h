// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpressionValidator>

#include <functional>

class QLineEdit;

namespace loadstone
{

/// Accepts any text while typing and refuses text that does not match as a whole, with a message, when the
/// field loses focus. Qt's validators ignore the keys that do not match, so that another text than the typed
/// one is stored.
class FieldValidator final : public QRegularExpressionValidator
{
    Q_OBJECT
public:
    /// @param stored the text of the stored value
    FieldValidator(const QString &pattern, QLineEdit *field, std::function<QString()> stored);

    State validate(QString &text, int &position) const override;
    void fixup(QString &text) const override;

private:
    QLineEdit *m_field;
    std::function<QString()> m_stored;
};

} // namespace loadstone
