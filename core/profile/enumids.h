// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <QStringList>
#include <QStringView>

#include <array>
#include <optional>
#include <utility>

namespace loadstone
{

template<typename Enum, size_t count>
using EnumIdTable = std::array<std::pair<Enum, const char *>, count>;

/// The ids of an enum's values in profiles, in the order of the schema.
template<typename Enum>
struct EnumIds;

template<>
struct EnumIds<LoadModel> {
    static constexpr EnumIdTable<LoadModel, 2> all{
        {{LoadModel::Closed, "closed"}, {LoadModel::Open, "open"}}};
};
template<>
struct EnumIds<Arrivals> {
    static constexpr EnumIdTable<Arrivals, 2> all{
        {{Arrivals::Constant, "constant"}, {Arrivals::Poisson, "poisson"}}};
};
template<>
struct EnumIds<ThinkTime::Kind> {
    static constexpr EnumIdTable<ThinkTime::Kind, 4> all{{{ThinkTime::Kind::None, "none"},
                                                          {ThinkTime::Kind::Constant, "constant"},
                                                          {ThinkTime::Kind::Uniform, "uniform"},
                                                          {ThinkTime::Kind::Exponential, "exponential"}}};
};
template<>
struct EnumIds<Variable::Kind> {
    static constexpr EnumIdTable<Variable::Kind, 4> all{{{Variable::Kind::Counter, "counter"},
                                                         {Variable::Kind::Sequence, "sequence"},
                                                         {Variable::Kind::Random, "random"},
                                                         {Variable::Kind::Csv, "csv"}}};
};
template<>
struct EnumIds<Variable::Rows> {
    static constexpr EnumIdTable<Variable::Rows, 3> all{{{Variable::Rows::PerUser, "per-user"},
                                                         {Variable::Rows::Next, "next"},
                                                         {Variable::Rows::Random, "random"}}};
};
template<>
struct EnumIds<Scenario::Order> {
    static constexpr EnumIdTable<Scenario::Order, 2> all{
        {{Scenario::Order::Mix, "mix"}, {Scenario::Order::Sequence, "sequence"}}};
};
/// The key of a capture that locates the value.
template<>
struct EnumIds<Capture::From> {
    static constexpr EnumIdTable<Capture::From, 3> all{{{Capture::From::Header, "header"},
                                                        {Capture::From::Json, "json"},
                                                        {Capture::From::Cookie, "cookie"}}};
};
template<>
struct EnumIds<Upstream::Api> {
    static constexpr EnumIdTable<Upstream::Api, 3> all{{{Upstream::Api::None, "none"},
                                                        {Upstream::Api::SlowApi, "slow-api"},
                                                        {Upstream::Api::Gosleep, "gosleep"}}};
};
template<>
struct EnumIds<Capacity::Until> {
    static constexpr EnumIdTable<Capacity::Until, 2> all{
        {{Capacity::Until::Objectives, "objectives"}, {Capacity::Until::ServerCpu, "server-cpu"}}};
};

/// The metrics whose precision can decide the number of rounds.
template<>
struct EnumIds<Metric> {
    static constexpr EnumIdTable<Metric, 6> all{{{Metric::Rps, "rps"},
                                                 {Metric::Mean, "mean"},
                                                 {Metric::P50, "p50"},
                                                 {Metric::P90, "p90"},
                                                 {Metric::P99, "p99"},
                                                 {Metric::CpuMsPerRequest, "cpu_ms_per_request"}}};
};

template<>
struct EnumIds<Sweep::Mode> {
    static constexpr EnumIdTable<Sweep::Mode, 2> all{
        {{Sweep::Mode::Grid, "grid"}, {Sweep::Mode::OneAtATime, "one-at-a-time"}}};
};

template<typename Enum>
QString enumId(Enum value)
{
    for (const auto &[known, id] : EnumIds<Enum>::all) {
        if (known == value)
            return QString::fromLatin1(id);
    }
    Q_UNREACHABLE();
}

/// The value with that id; nothing for an unknown id.
template<typename Enum>
std::optional<Enum> enumFromId(QStringView id)
{
    for (const auto &[value, known] : EnumIds<Enum>::all) {
        if (id == QLatin1String(known))
            return value;
    }
    return {};
}

template<typename Enum>
QStringList enumIdList()
{
    QStringList ids;
    for (const auto &[value, id] : EnumIds<Enum>::all)
        ids.append(QString::fromLatin1(id));
    return ids;
}

} // namespace loadstone
