// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace loadstone
{

class LiveRun;
struct LiveStats;
class Tile;

/// The row of figures above the charts: of the last full second, and below of the whole measure phase. After
/// a server's turn, its result. The figures differ between open and closed loads.
class RunTiles : public QWidget
{
    Q_OBJECT
public:
    explicit RunTiles(const LiveRun &run, QWidget *parent = nullptr);

    void refresh();

private:
    void showSchedule(const LiveStats &stats);
    void showSlowest(const LiveStats &stats);
    void showFailures(const LiveStats &stats);
    void showResources(const LiveStats &stats);
    QString belowRate(const LiveStats &stats) const;

    const LiveRun &m_run;
    Tile *m_schedule; ///< open load, in place of m_rps
    Tile *m_late;     ///< open load, in place of m_p50
    Tile *m_rps;
    Tile *m_p50;
    Tile *m_p99;
    Tile *m_failures;
    Tile *m_cpu;
    Tile *m_memory;
    Tile *m_client;
};

} // namespace loadstone
