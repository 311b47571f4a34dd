// SPDX-License-Identifier: GPL-3.0-or-later
// Lateness of a bare loop of clock_nanosleep: the optimum on this machine, as a reference for the lateness of
// a load generator. Usage: wakeups RATE SECONDS; prints one JSON object.
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <sys/prctl.h>
#include <vector>

namespace
{

constexpr std::int64_t second = 1'000'000'000;

std::int64_t now()
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * second + time.tv_nsec;
}

double microseconds(const std::vector<std::int64_t> &sorted, double share)
{
    const auto rank = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
    return static_cast<double>(sorted[rank]) / 1e3;
}

} // namespace

int main(int count, char **arguments)
{
    const double rate = count == 3 ? std::atof(arguments[1]) : 0;
    const double seconds = count == 3 ? std::atof(arguments[2]) : 0;
    if (rate <= 0 || seconds <= 0 || rate * seconds < 1 || rate * seconds > 1e7) {
        std::fputs("Usage: wakeups RATE SECONDS, with 1 to 10,000,000 wake-ups in all\n", stderr);
        return 2;
    }
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    std::vector<std::int64_t> late(static_cast<std::size_t>(rate * seconds));
    const std::int64_t begin = now();
    for (std::size_t i = 0; i < late.size(); ++i) {
        const std::int64_t due = begin + static_cast<std::int64_t>(static_cast<double>(i) * 1e9 / rate);
        const timespec until{due / second, due % second};
        while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) { }
        late[i] = now() - due;
    }
    std::sort(late.begin(), late.end());
    std::printf("{\"wakeups\": %zu, \"p50_us\": %.1f, \"p99_us\": %.1f, \"max_us\": %.1f}\n", late.size(),
                microseconds(late, 0.5), microseconds(late, 0.99), microseconds(late, 1));
    return 0;
}
