// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/scenariowords.h"

#include <QRegularExpression>

#include <array>
#include <utility>

namespace loadstone
{

namespace
{

template<typename Value, size_t count>
using Words = std::array<std::pair<Value, const char *>, count>;

constexpr Words<Variable::Kind, 4> kindWords{{{Variable::Kind::Counter, "counter"},
                                              {Variable::Kind::Sequence, "sequence"},
                                              {Variable::Kind::Random, "random"},
                                              {Variable::Kind::Csv, "csv"}}};
constexpr Words<Variable::Rows, 3> rowsWords{{{Variable::Rows::PerUser, "per-user"},
                                              {Variable::Rows::Next, "next"},
                                              {Variable::Rows::Random, "random"}}};
constexpr Words<Scenario::Order, 2> orderWords{
    {{Scenario::Order::Mix, "mix"}, {Scenario::Order::Sequence, "sequence"}}};

template<typename Value, size_t count>
QString wordOf(const Words<Value, count> &words, Value value)
{
    for (const auto &[each, word] : words) {
        if (each == value)
            return QString::fromLatin1(word);
    }
    return {};
}

template<typename Value, size_t count>
std::optional<Value> valueOf(const Words<Value, count> &words, QStringView text)
{
    for (const auto &[value, word] : words) {
        if (text == QLatin1String(word))
            return value;
    }
    return {};
}

} // namespace

QString variableKindId(Variable::Kind kind) { return wordOf(kindWords, kind); }
std::optional<Variable::Kind> variableKindFromId(QStringView id) { return valueOf(kindWords, id); }
QString variableRowsId(Variable::Rows rows) { return wordOf(rowsWords, rows); }
std::optional<Variable::Rows> variableRowsFromId(QStringView id) { return valueOf(rowsWords, id); }
QString requestOrderId(Scenario::Order order) { return wordOf(orderWords, order); }
std::optional<Scenario::Order> requestOrderFromId(QStringView id) { return valueOf(orderWords, id); }

QString captureKey(Capture::From from)
{
    switch (from) {
    case Capture::From::Header:
        return QStringLiteral("header");
    case Capture::From::Json:
        return QStringLiteral("json");
    case Capture::From::Cookie:
        return QStringLiteral("cookie");
    }
    return {};
}

// JSON's own braces are never followed by a bare word and a closing brace.
QStringList placeholders(const QByteArray &text)
{
    static const QRegularExpression form(QStringLiteral(R"(\{([A-Za-z_][A-Za-z0-9_]*)\})"));
    QStringList names;
    auto matches = form.globalMatch(QString::fromUtf8(text));
    while (matches.hasNext())
        names.append(matches.next().captured(1));
    names.removeDuplicates();
    return names;
}

} // namespace loadstone
