// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

#include <optional>

namespace loadstone
{

/// A multi-line text field of a form. Qt lays out a long wrapped line in quadratic time (1 MB: minutes per
/// key), so lines are not wrapped, and a text above `mostShown` is stored but not shown: the field shows its
/// size, and Delete removes it.
class TextField : public QPlainTextEdit
{
    Q_OBJECT
public:
    static constexpr qsizetype mostShown = 64 * 1024; ///< characters

    explicit TextField(QWidget *parent = nullptr);

    /// The whole text, shown or not.
    QString text() const;
    void setText(const QString &text); ///< does not emit textChanged
    bool isTextShown() const { return !m_notShown; }
    /// Wraps lines, for prose, unless one of them is long.
    void setProse(bool isProse);
    /// Alternative to a very long text, such as "use a file".
    void setRemedy(const QString &remedy) { m_remedy = remedy; }

protected:
    void insertFromMimeData(const QMimeData *source) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void onTextChanged();
    void storeUnshown(const QString &text);
    void showAgain();
    void chooseWrapping(const QString &text);

    std::optional<QString> m_notShown;
    QString m_remedy;
    QString m_usualPlaceholder;
    bool m_isProse = false;
};

} // namespace loadstone
