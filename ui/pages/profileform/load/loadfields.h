// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <QObject>

#include <functional>

class QFormLayout;
class QLabel;
class QWidget;

namespace loadstone
{

/// The rows of the load's form that are specific to one load model.
class LoadFields : public QObject
{
    Q_OBJECT
public:
    struct Control {
        QString pointer; ///< JSON pointer of the value
        QWidget *widget;
    };

    /// Adds its rows to `rows`, which belongs to `form`; both must outlive it.
    LoadFields(QFormLayout *rows, QWidget *form);

    virtual void show(const Load &load) = 0;
    virtual void setVisible(bool isVisible);
    const QList<Control> &controls() const { return m_controls; }

signals:
    /// @param field consecutive changes of the same one are one undo step; empty: never merged
    void edited(const QString &field, const QString &text,
                const std::function<void(loadstone::Load &)> &change);

protected:
    QWidget *form() const { return m_form; }
    QFormLayout *rows() const { return m_rows; }
    QLabel *addRow(const QString &label, QWidget *control, const QString &objectName,
                   const QStringList &pointers);

private:
    QFormLayout *m_rows;
    QWidget *m_form;
    QList<QWidget *> m_ofRows;
    QList<Control> m_controls;
};

} // namespace loadstone
