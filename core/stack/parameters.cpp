// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/parameters.h"

#include "core/base/nearest.h"
#include "core/stack/catalogue.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class ParameterText
{
    Q_DECLARE_TR_FUNCTIONS(ParameterText)
};

QString shown(const QJsonValue &value)
{
    if (value.isString())
        return u"\"%1\""_s.arg(value.toString().left(100));
    if (value.isObject() || value.isArray())
        return value.isArray() ? ParameterText::tr("a list") : ParameterText::tr("an object");
    return value.isNull() ? u"null"_s : parameterText(value);
}

QStringList parameterNames(const Stack &stack)
{
    QStringList names;
    for (const ParameterSpec &spec : stack.parameters)
        names.append(spec.name);
    return names;
}

const Preset *findPreset(const Stack &stack, const QString &id)
{
    const auto it = std::find_if(stack.presets.cbegin(), stack.presets.cend(),
                                 [&id](const Preset &preset) { return preset.id == id; });
    return it == stack.presets.cend() ? nullptr : &*it;
}

Error unknownPreset(const Stack &stack, const QString &id)
{
    QStringList ids;
    for (const Preset &preset : stack.presets)
        ids.append(preset.id);
    const QString nearest = nearestName(id, ids);
    const QString remedy = nearest.isEmpty() ? ParameterText::tr("Use one of: %1.").arg(listedNames(ids))
                                             : ParameterText::tr("Did you mean \"%1\"?").arg(nearest);
    return {
        ErrorCode::Usage, ParameterText::tr("%1 has no preset \"%2\". %3").arg(stack.title, id, remedy), {}};
}

} // namespace

const ParameterSpec *findParameter(const Stack &stack, const QString &name)
{
    const auto it = std::find_if(stack.parameters.cbegin(), stack.parameters.cend(),
                                 [&name](const ParameterSpec &spec) { return spec.name == name; });
    return it == stack.parameters.cend() ? nullptr : &*it;
}

std::optional<QString> valueProblem(const ParameterSpec &spec, const QJsonValue &value)
{
    const auto problem = [&](const QString &wanted) {
        return ParameterText::tr("\"%1\" is %2; it has to be %3.").arg(spec.name, shown(value), wanted);
    };
    switch (spec.type) {
    case ParameterSpec::Type::Boolean:
        if (!value.isBool())
            return problem(ParameterText::tr("true or false"));
        break;
    case ParameterSpec::Type::Choice:
        if (!value.isString() || !spec.choices.contains(value.toString()))
            return problem(ParameterText::tr("one of %1").arg(listedNames(spec.choices)));
        break;
    case ParameterSpec::Type::Integer: {
        const double number = value.toDouble();
        if (!value.isDouble() || number != std::floor(number) || number < static_cast<double>(spec.min)
            || number > static_cast<double>(spec.max))
            return problem(ParameterText::tr("an integer from %1 to %2").arg(spec.min).arg(spec.max));
        break;
    }
    }
    return {};
}

QString unknownParameter(const Stack &stack, const QString &name)
{
    const QStringList names = parameterNames(stack);
    const QString nearest = nearestName(name, names);
    QString remedy = ParameterText::tr("It has none; remove it.");
    if (!nearest.isEmpty())
        remedy = ParameterText::tr("Did you mean \"%1\"?").arg(nearest);
    else if (!names.isEmpty())
        remedy = ParameterText::tr("Remove it, or use one of: %1.").arg(listedNames(names));
    return ParameterText::tr("%1 has no parameter \"%2\". %3").arg(stack.title, name.left(100), remedy);
}

bool holds(const QJsonObject &when, const QJsonObject &parameters)
{
    for (auto it = when.begin(); it != when.end(); ++it) {
        if (parameters.value(it.key()) != it.value())
            return false;
    }
    return true;
}

bool isOverTls(const QJsonObject &parameters)
{
    return parameters.value(QLatin1String(tlsParameter)).toBool();
}

QString parameterText(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    return value.isDouble() ? QString::number(value.toInteger()) : value.toString();
}

Result<QJsonObject> resolveParameters(const Stack &stack, const ServerEntry &entry)
{
    const Preset *preset = findPreset(stack, entry.preset);
    if (preset == nullptr)
        return unknownPreset(stack, entry.preset);

    QJsonObject values;
    for (const ParameterSpec &spec : stack.parameters)
        values.insert(spec.name, spec.defaultValue);
    QStringList problems;
    const auto apply = [&](const QJsonObject &layer) {
        for (auto it = layer.begin(); it != layer.end(); ++it) {
            const ParameterSpec *spec = findParameter(stack, it.key());
            if (spec == nullptr)
                problems.append(unknownParameter(stack, it.key()));
            else if (const std::optional<QString> problem = valueProblem(*spec, it.value()))
                problems.append(u"%1: %2"_s.arg(stack.title, *problem));
            else
                values.insert(it.key(), it.value());
        }
    };
    apply(preset->values);
    apply(entry.parameters);
    if (!problems.isEmpty())
        return Error{ErrorCode::Usage, problems.first(),
                     problems.size() > 1 ? problems.join(u'\n') : QString()};
    return values;
}

} // namespace loadstone
