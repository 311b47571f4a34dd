// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QWidget>

#include <functional>

class QFormLayout;

namespace loadstone
{

struct ParameterSpec;
struct Stack;
struct ServerEntry;

/// The parameters of one server: a control for each, with its range and help. A value that differs from the
/// preset is marked and can be reset.
class ParameterEditor : public QWidget
{
    Q_OBJECT
public:
    explicit ParameterEditor(QWidget *parent = nullptr);

    /// Shows the effective values; rebuilds the controls only for another stack.
    /// @param stack may be null
    void show(const Stack *stack, const ServerEntry &entry);

signals:
    void valueChanged(const QString &name, const QJsonValue &value);
    void resetRequested(const QString &name);

private:
    struct Field {
        QString name;
        std::function<void(const QJsonValue &)> show;
        QWidget *reset;
    };
    void build(const Stack &stack);
    void addField(QFormLayout *layout, const ParameterSpec &spec);

    QString m_stackId;
    QWidget *m_content = nullptr;
    QList<Field> m_fields;
};

} // namespace loadstone
