// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/processtree.h"

#include <dirent.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <memory>
#include <sstream>
#include <unordered_map>
#include <utility>

namespace loadstone
{

namespace
{

/// The whole file; nothing if unreadable. A process may end between open and read: the stream buffer throws
/// then, and only operator<< handles the exception.
std::string readAll(const std::string &path)
{
    const std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Calls `visit` with each numeric entry of a folder. False if unreadable.
template<typename Visit>
bool forEachNumber(const std::string &folder, Visit visit)
{
    const std::unique_ptr<DIR, int (*)(DIR *)> dir(opendir(folder.c_str()), &closedir);
    if (!dir)
        return false;
    while (const dirent *entry = readdir(dir.get())) {
        const std::string name = entry->d_name;
        int number = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (error == std::errc() && end == name.data() + name.size())
            visit(number);
    }
    return true;
}

/// Sum of the "Key:  123 unit" lines with one of `keys`; -1 if there are none.
std::int64_t sumOfKeys(const std::string &text, std::initializer_list<const char *> keys)
{
    std::int64_t sum = -1;
    std::istringstream lines(text);
    std::string line;
    while (std::getline(lines, line)) {
        const auto colon = line.find(':');
        if (colon == std::string::npos)
            continue;
        const auto isKey = [&](const char *key) { return line.compare(0, colon, key) == 0; };
        if (std::none_of(keys.begin(), keys.end(), isKey))
            continue;
        std::int64_t value = 0;
        std::istringstream rest(line.substr(colon + 1));
        if (rest >> value)
            sum = std::max<std::int64_t>(sum, 0) + value;
    }
    return sum;
}

} // namespace

ProcessTree::ProcessTree(std::string root) : m_root(std::move(root)) { }

std::string ProcessTree::path(int pid, const char *file) const
{
    return m_root + '/' + std::to_string(pid) + '/' + file;
}

std::optional<ProcessStat> ProcessTree::parseStat(const std::string &line)
{
    // The name is in brackets and may itself contain brackets and spaces: the last one closes it.
    const auto open = line.find('(');
    const auto close = line.rfind(')');
    if (open == std::string::npos || close == std::string::npos || close < open)
        return std::nullopt;
    ProcessStat stat;
    std::istringstream head(line.substr(0, open));
    std::istringstream tail(line.substr(close + 1));
    stat.name = line.substr(open + 1, close - open - 1);
    std::string skipped;
    const auto skip = [&](int count) {
        for (int i = 0; i < count; ++i)
            tail >> skipped;
    };
    head >> stat.pid;
    tail >> stat.state >> stat.parent >> stat.group >> stat.session;
    skip(7); // tty_nr … cmajflt
    tail >> stat.userTicks >> stat.systemTicks >> stat.childUserTicks >> stat.childSystemTicks;
    skip(2); // priority, nice
    tail >> stat.threads;
    skip(1); // itrealvalue
    tail >> stat.startTicks;
    skip(1); // vsize
    tail >> stat.rssPages;
    if (!head || !tail)
        return std::nullopt;
    return stat;
}

std::optional<ProcessStat> ProcessTree::stat(int pid) const { return parseStat(readAll(path(pid, "stat"))); }

std::vector<ProcessStat> ProcessTree::all() const
{
    std::vector<ProcessStat> found;
    forEachNumber(m_root, [&](int pid) {
        if (auto process = stat(pid))
            found.push_back(std::move(*process));
    });
    return found;
}

std::vector<ProcessStat> ProcessTree::descendants(int pid) const
{
    std::unordered_multimap<int, ProcessStat> byParent;
    for (ProcessStat &process : all()) {
        const int parent = process.parent;
        byParent.emplace(parent, std::move(process));
    }
    std::vector<ProcessStat> found;
    std::vector<int> open{pid};
    while (!open.empty()) {
        const int parent = open.back();
        open.pop_back();
        const auto [first, last] = byParent.equal_range(parent);
        for (auto child = first; child != last; ++child) {
            open.push_back(child->second.pid);
            found.push_back(std::move(child->second));
        }
        // Removed, so that a pid reused during reading cannot form a cycle.
        byParent.erase(first, last);
    }
    return found;
}

ProcessMemory ProcessTree::memory(int pid) const
{
    const std::string text = readAll(path(pid, "smaps_rollup"));
    const std::int64_t pss = sumOfKeys(text, {"Pss"});
    const std::int64_t uss = sumOfKeys(text, {"Private_Clean", "Private_Dirty", "Private_Hugetlb"});
    const auto toBytes = [](std::int64_t kilobytes) {
        return kilobytes < 0 ? std::nullopt : std::optional(kilobytes * 1024);
    };
    return {toBytes(pss), toBytes(uss)};
}

std::optional<int> ProcessTree::fileCount(int pid) const
{
    int count = 0;
    const bool isReadable = forEachNumber(path(pid, "fd"), [&](int) { ++count; });
    return isReadable ? std::optional(count) : std::nullopt;
}

std::vector<ThreadSwitches> ProcessTree::switches(int pid) const
{
    // The process's own status file covers its first thread only.
    std::vector<ThreadSwitches> found;
    forEachNumber(path(pid, "task"), [&](int thread) {
        const std::string file = "task/" + std::to_string(thread) + "/status";
        const std::int64_t count = sumOfKeys(readAll(path(pid, file.c_str())),
                                             {"voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"});
        if (count >= 0)
            found.push_back({thread, count});
    });
    return found;
}

bool ProcessTree::hasEnvironment(int pid, const std::string &assignment) const
{
    const std::string text = '\0' + readAll(path(pid, "environ")) + '\0';
    return text.find('\0' + assignment + '\0') != std::string::npos;
}

} // namespace loadstone
