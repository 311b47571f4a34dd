// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace loadstone
{

/// The content of an empty page: icon, heading, one sentence, one button.
class EmptyState : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyState(QWidget *parent = nullptr);

    /// @param button empty: no button
    void setContent(const QString &icon, const QString &heading, const QString &sentence,
                    const QString &button);
    /// Shows a progress bar between sentence and button.
    /// @param fraction 0…1; nothing when it is not known
    void setProgress(std::optional<double> fraction);
    QString heading() const;
    QString sentence() const;
    QPushButton *button() const { return m_button; }

signals:
    void triggered();

protected:
    void changeEvent(QEvent *event) override;

private:
    void drawIcon();

    QString m_iconName;
    QLabel *m_icon;
    QLabel *m_heading;
    QLabel *m_sentence;
    QProgressBar *m_progress;
    QPushButton *m_button;
};

} // namespace loadstone
