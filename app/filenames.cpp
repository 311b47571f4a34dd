// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/filenames.h"

#include "core/base/terminaltext.h"
#include "core/text/format.h"

#include <QMap>
#include <QRegularExpression>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// "20261121-140233-" before a profile's id, and "-12" behind it; "-001-STACK-1-response.hgrm".
constexpr qsizetype bytesAroundProfile = 20;
constexpr qsizetype bytesAroundStack = 28;
constexpr qsizetype mostServerBytes = 60;

const QRegularExpression &fieldForm()
{
    static const QRegularExpression form(uR"(\{([^{}]*)\})"_s);
    return form;
}

QString cutToBytes(QString text, qsizetype bytes)
{
    while (text.toUtf8().size() > bytes)
        text.chop(text.size() > 1 && text.back().isLowSurrogate() ? 2 : 1);
    return text;
}

/// "FastAPI-tuned-workers-2", without characters that a shell would interpret.
QString plainName(const QString &name)
{
    QString plain;
    for (const QChar c : name)
        plain += c.isLetterOrNumber() || u"._+"_s.contains(c) ? c : QChar(u'-');
    static const QRegularExpression dashes(u"-+"_s);
    plain.replace(dashes, u"-"_s);
    static const QRegularExpression ends(u"^[-.]+|[-.]+$"_s);
    return plain.remove(ends);
}

QString serverList(const RunRecord &run)
{
    QStringList names;
    for (const ResolvedServer &server : run.servers) {
        const QString name = plainName(server.baseName.isEmpty() ? server.name : server.baseName);
        if (!name.isEmpty() && !names.contains(name))
            names << name;
    }
    qsizetype shown = std::min<qsizetype>(1, names.size());
    while (shown < names.size() && names.mid(0, shown + 1).join(u'-').toUtf8().size() <= mostServerBytes)
        ++shown;
    const QString list = cutToBytes(names.mid(0, shown).join(u'-'), mostServerBytes);
    return shown < names.size() ? u"%1-and-%2-more"_s.arg(list).arg(names.size() - shown) : list;
}

QMap<QString, QString> fieldValues(const RunRecord &run, const QString &label)
{
    return {{u"date"_s, run.startedAt.toString(u"yyyy-MM-dd"_s)},
            {u"time"_s, run.startedAt.toString(u"HHmmss"_s)},
            {u"run"_s, run.id},
            {u"profile"_s, run.profile.id},
            {u"servers"_s, serverList(run)},
            {u"label"_s, label}};
}

/// Empty where the fields are.
QString expandPattern(const RunRecord &run, const FileNaming &naming, qsizetype mostBytes)
{
    const QMap<QString, QString> values = fieldValues(run, naming.label);
    QString name;
    qsizetype end = 0;
    for (auto fields = fieldForm().globalMatch(naming.pattern); fields.hasNext();) {
        const QRegularExpressionMatch field = fields.next();
        name += naming.pattern.mid(end, field.capturedStart() - end) + values.value(field.captured(1));
        end = field.capturedEnd();
    }
    name += naming.pattern.mid(end);
    for (QChar &c : name) {
        if (c == u'/' || isTerminalControl(c))
            c = u'-';
    }
    static const QRegularExpression dashes(u"-{2,}"_s); // around a field that is empty
    name.replace(dashes, u"-"_s);
    static const QRegularExpression first(u"^[-.\\s]+"_s);
    static const QRegularExpression last(u"[-\\s]+$"_s);
    return cutToBytes(name.remove(first), mostBytes).remove(last);
}

/// A run of the profile as far as its names go.
RunRecord nameSample(const Profile &profile)
{
    RunRecord run;
    run.id = u"run"_s;
    run.profile = profile;
    run.startedAt = QDateTime::currentDateTime();
    for (const ServerEntry &server : profile.servers) {
        ResolvedServer named;
        named.name = server.stackId;
        run.servers << named;
    }
    return run;
}

} // namespace

QStringList namePatternFields()
{
    return {u"{date}"_s, u"{time}"_s, u"{run}"_s, u"{profile}"_s, u"{servers}"_s, u"{label}"_s};
}

Status checkLabel(const QString &label, const Profile &profile)
{
    const auto refuse = [&label](const QString &why) {
        return Error{
            ErrorCode::Usage,
            u"--label \"%1\" cannot be part of a file name: %2"_s.arg(plainLine(label.left(100)), why),
            {}};
    };
    if (label.contains(u'/'))
        return refuse(u"it contains a slash. Use another character, such as a hyphen."_s);
    if (std::any_of(label.cbegin(), label.cend(), isTerminalControl))
        return refuse(u"it contains control characters. Remove them."_s);
    qsizetype longestStack = 0;
    for (const ServerEntry &server : profile.servers)
        longestStack = std::max(longestStack, server.stackId.toUtf8().size());
    const qsizetype room =
        longestFileName - bytesAroundProfile - profile.id.toUtf8().size() - bytesAroundStack - longestStack;
    if (!label.isEmpty() && label.toUtf8().size() + 1 > room)
        return refuse(u"it is too long. Use at most %1 bytes."_s.arg(std::max<qsizetype>(0, room - 1)));
    return success();
}

Status checkNaming(const FileNaming &naming, const Profile &profile)
{
    if (Status label = checkLabel(naming.label, profile); !label)
        return label;
    const QString &pattern = naming.pattern;
    if (pattern.isEmpty())
        return success();
    const QString known = namePatternFields().join(u", "_s);
    for (auto fields = fieldForm().globalMatch(pattern); fields.hasNext();) {
        const QString field = fields.next().captured(0);
        if (!namePatternFields().contains(field))
            return Error{ErrorCode::Usage,
                         u"--name has the unknown field \"%1\". Choose from %2."_s.arg(
                             plainLine(field.left(100)), known),
                         {}};
    }
    const auto refuse = [&pattern](const QString &why) {
        return Error{ErrorCode::Usage,
                     u"--name \"%1\" is not a file name: %2"_s.arg(plainLine(pattern.left(100)), why),
                     {}};
    };
    QString literal = pattern;
    literal.remove(fieldForm());
    if (literal.contains(u'{') || literal.contains(u'}'))
        return refuse(u"a brace has no counterpart. Fields are %1."_s.arg(known));
    if (literal.contains(u'/'))
        return refuse(u"it contains a slash. Choose the folder with --out."_s);
    if (std::any_of(literal.cbegin(), literal.cend(), isTerminalControl))
        return refuse(u"it contains control characters. Remove them."_s);
    if (expandPattern(nameSample(profile), naming, longestFileName).isEmpty())
        return refuse(u"nothing is left of it without leading dots and dashes. Add a field such as {run}."_s);
    return success();
}

QString fileStem(const RunRecord &run, const FileNaming &naming, qsizetype mostBytes)
{
    const QString expanded =
        naming.pattern.isEmpty() ? QString() : expandPattern(run, naming, std::max<qsizetype>(mostBytes, 1));
    if (!expanded.isEmpty())
        return expanded;
    return naming.label.isEmpty() ? run.id : run.id + u'-' + naming.label;
}

} // namespace loadstone
