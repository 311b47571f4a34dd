// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validatescenario.h"

#include "core/base/json.h"
#include "core/profile/enumids.h"
#include "core/profile/requesttemplates.h"
#include "core/profile/validation/validation.h"

#include <QSet>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString describePlace(qsizetype variable) { return childPointer(u"/variables"_s, variable); }

void validateNumber(Validation &validation, qsizetype index)
{
    const Variable &variable = validation.profile().variables.at(index);
    const QString pointer = describePlace(index);
    const QString kind = quoted(enumId(variable.kind));
    if (validation.isMissing(pointer + u"/last"_s))
        validation.error(pointer,
                         ProfileProblems::tr("The variable %1 has no upper bound. Add \"last\", for example "
                                             "\"last\": 3999.")
                             .arg(quoted(variable.name)));
    else if (variable.first > variable.last)
        validation.error(
            pointer,
            ProfileProblems::tr("%1 counts down, from %2 to %3. Set \"last\" to at least %2.")
                .arg(quoted(variable.name), QString::number(variable.first), QString::number(variable.last)));
    for (const QString &key : {u"file"_s, u"column"_s, u"rows"_s}) {
        if (validation.isWritten(childPointer(pointer, key)))
            validation.warn(
                childPointer(pointer, key),
                ProfileProblems::tr("\"%1\" does not apply to the kind %2. Remove it, or set \"kind\" to "
                                    "\"csv\".")
                    .arg(key, kind));
    }
}

void validateColumn(Validation &validation, qsizetype index)
{
    const Variable &variable = validation.profile().variables.at(index);
    const QString pointer = describePlace(index);
    if (variable.file.isEmpty() || variable.column.isEmpty())
        validation.error(
            pointer,
            ProfileProblems::tr("The variable %1 has no source of values. Add \"file\" and "
                                "\"column\", for example \"file\": \"users.csv\", \"column\": \"%2\".")
                .arg(quoted(variable.name), variable.name));
    for (const QString &key : {u"first"_s, u"last"_s}) {
        if (validation.isWritten(childPointer(pointer, key)))
            validation.warn(childPointer(pointer, key),
                            ProfileProblems::tr("\"%1\" does not apply to the kind \"csv\", which takes its "
                                                "values from the file. Remove it.")
                                .arg(key));
    }
}

void validateVariables(Validation &validation)
{
    QSet<QString> names;
    for (qsizetype i = 0; i < validation.profile().variables.size(); ++i) {
        const Variable &variable = validation.profile().variables.at(i);
        if (names.contains(variable.name))
            validation.error(describePlace(i) + u"/name"_s,
                             ProfileProblems::tr("Duplicate variable %1. Rename or remove one.")
                                 .arg(quoted(variable.name)));
        names.insert(variable.name);
        if (variable.isNumber())
            validateNumber(validation, i);
        else
            validateColumn(validation, i);
    }
}

/// Names that are valid in braces.
QSet<QString> validNames(const Profile &profile)
{
    QSet<QString> names;
    for (const Variable &variable : profile.variables)
        names.insert(variable.name);
    forEachRequest(profile, [&names](const QString &, const RequestTemplate &request) {
        for (const Capture &capture : request.captures)
            names.insert(capture.variable);
    });
    return names;
}

/// Checks every part of a request that may contain placeholders.
class PlaceholderCheck
{
public:
    explicit PlaceholderCheck(Validation &validation)
        : m_validation(validation), m_known(validNames(validation.profile())),
          // If a variable could not be decoded, all its uses would seem unknown.
          m_areNamesDecoded(validation.isDecoded(u"/variables"_s))
    {
    }

    void look(const QString &pointer, const RequestTemplate &request)
    {
        for (const QString &name : unknownIn(request.path))
            m_validation.error(
                pointer + u"/path"_s,
                ProfileProblems::tr(
                    "The path uses {%1}, but there is no such variable. Add {\"name\": \"%1\", "
                    "\"first\": 0, \"last\": 9} to /variables.")
                    .arg(name));
        for (const QString &name : unknownIn(request.body))
            warn(pointer + u"/body"_s, ProfileProblems::tr("body"), name);
        for (const Header &header : request.headers) {
            const QString headerName = QString::fromUtf8(header.name);
            for (const QString &name : unknownIn(header.value))
                warn(childPointer(pointer + u"/headers"_s, headerName),
                     ProfileProblems::tr("header %1").arg(headerName), name);
        }
    }

    bool isUsed(const QString &name) const { return m_used.contains(name); }

private:
    QStringList unknownIn(const QByteArray &text)
    {
        QStringList unknown;
        for (const QString &name : placeholders(text)) {
            m_used.insert(name);
            if (m_areNamesDecoded && !m_known.contains(name))
                unknown.append(name);
        }
        return unknown;
    }

    void warn(const QString &pointer, const QString &part, const QString &name)
    {
        m_validation.warn(pointer,
                          ProfileProblems::tr(
                              "The %1 contains {%2}, but there is no such variable, so it is sent literally. "
                              "Add the variable, or ignore this warning if that is intended.")
                              .arg(part, name));
    }

    Validation &m_validation;
    QSet<QString> m_known;
    bool m_areNamesDecoded;
    QSet<QString> m_used;
};

void validatePlaceholders(Validation &validation)
{
    PlaceholderCheck places(validation);
    const Profile &profile = validation.profile();
    forEachRequest(profile, [&places](const QString &pointer, const RequestTemplate &request) {
        places.look(pointer, request);
    });
    if (!validation.isDecoded(u"/requests"_s))
        return;
    for (qsizetype i = 0; i < profile.variables.size(); ++i) {
        const QString &name = profile.variables.at(i).name;
        if (!places.isUsed(name))
            validation.warn(
                describePlace(i),
                ProfileProblems::tr("No request uses the variable %1. Use {%2} in a path, or remove it.")
                    .arg(quoted(name), name));
    }
    forEachRequest(profile, [&](const QString &pointer, const RequestTemplate &request) {
        for (qsizetype i = 0; i < request.captures.size(); ++i) {
            const QString &name = request.captures.at(i).variable;
            if (!places.isUsed(name))
                validation.warn(childPointer(pointer + u"/capture"_s, i),
                                ProfileProblems::tr("No request uses the captured variable %1. Use {%2} in a "
                                                    "header, path or body, or remove the capture.")
                                    .arg(quoted(name), name));
        }
    });
}

void validateOrder(Validation &validation)
{
    if (validation.profile().scenario.order != Scenario::Order::Sequence)
        return;
    for (qsizetype i = 0; i < validation.profile().requests.size(); ++i) {
        const QString pointer = childPointer(u"/requests"_s, i) + u"/weight"_s;
        if (validation.isWritten(pointer) || validation.profile().requests.at(i).weight != 1)
            validation.warn(
                pointer,
                ProfileProblems::tr("A weight does not apply when users send the requests in "
                                    "sequence. Remove it, or set \"order\" of /scenario to \"mix\"."));
    }
}

} // namespace

void validateScenario(Validation &validation)
{
    validateVariables(validation);
    validatePlaceholders(validation);
    validateOrder(validation);
}

} // namespace loadstone
