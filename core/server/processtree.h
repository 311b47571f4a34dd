// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace loadstone
{

/// One line of /proc/<pid>/stat; times in clock ticks (sysconf(_SC_CLK_TCK) per second).
struct ProcessStat {
    int pid = 0;
    int parent = 0;
    int group = 0;
    int session = 0;
    char state = '?';
    std::string name;
    std::int64_t userTicks = 0;
    std::int64_t systemTicks = 0;
    std::int64_t childUserTicks = 0; ///< of children that have been reaped
    std::int64_t childSystemTicks = 0;
    int threads = 0;
    std::int64_t startTicks = 0; ///< since boot; together with the pid a unique process id
    std::int64_t rssPages = 0;

    bool operator==(const ProcessStat &) const = default;
};

/// Memory of one process in bytes; nothing when it may not be read.
struct ProcessMemory {
    std::optional<std::int64_t> pss;
    std::optional<std::int64_t> uss;
};

/// Total context switches of one thread.
struct ThreadSwitches {
    int thread = 0;
    std::int64_t count = 0;
};

/// Reads processes from /proc, or from a folder with the same structure. Processes may vanish at any moment:
/// then a value is absent, never wrong. Without Qt, because the guard uses it too.
class ProcessTree
{
public:
    explicit ProcessTree(std::string root = "/proc");

    /// Parses one line of a stat file; nothing if malformed.
    static std::optional<ProcessStat> parseStat(const std::string &line);

    std::optional<ProcessStat> stat(int pid) const;
    /// Every readable process.
    std::vector<ProcessStat> all() const;
    /// All descendants, parents before their children. Without `pid`.
    std::vector<ProcessStat> descendants(int pid) const;
    ProcessMemory memory(int pid) const;
    /// Number of open files; nothing when it may not be read.
    std::optional<int> fileCount(int pid) const;
    std::vector<ThreadSwitches> switches(int pid) const;
    /// Whether its environment at exec contained exactly `assignment` ("NAME=value").
    bool hasEnvironment(int pid, const std::string &assignment) const;

private:
    std::string path(int pid, const char *file) const;
    std::string m_root;
};

} // namespace loadstone
