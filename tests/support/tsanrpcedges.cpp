// SPDX-License-Identifier: GPL-3.0-or-later
// Tells the thread sanitizer when gRPC hands something from one thread to another, as tsanedges.cpp
// does for Qt, which says why.
//
// gRPC's library is not instrumented, but much of it is headers, so that a part of it is compiled
// into our code and looked at. All that Loadstone's calls and their callbacks have in common goes
// through the function below: what precedes the start of a batch happens before its completion is
// told. Its tag is always a functor, because nothing here uses another than the callback API.
#include <sanitizer/tsan_interface.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdlib>

#include <dlfcn.h>
#include <grpc/grpc.h>

namespace
{

using Functor = grpc_completion_queue_functor;
using Run = void(Functor *, int);

/// What functors really run; there are two such functions in gRPC, but more copies of them.
std::array<std::atomic<Run *>, 8> known;

template<size_t index>
void runOrdered(Functor *functor, int ok)
{
    __tsan_acquire(functor);
    known[index].load(std::memory_order_relaxed)(functor, ok);
}

constexpr std::array<Run *, known.size()> ordered{&runOrdered<0>, &runOrdered<1>, &runOrdered<2>,
                                                  &runOrdered<3>, &runOrdered<4>, &runOrdered<5>,
                                                  &runOrdered<6>, &runOrdered<7>};

/// One that runs the same, but says first in which order the threads come to it.
Run *orderedFor(Run *run)
{
    for (size_t i = 0; i < known.size(); ++i) {
        if (run == ordered[i])
            return run;
        Run *other = nullptr;
        if (known[i].compare_exchange_strong(other, run, std::memory_order_relaxed) || other == run)
            return ordered[i];
    }
    std::abort();
}

} // namespace

extern "C" grpc_call_error grpc_call_start_batch(grpc_call *call, const grpc_op *operations, size_t count,
                                                 void *tag, void *reserved)
{
    using Start = grpc_call_error(grpc_call *, const grpc_op *, size_t, void *, void *);
    static auto *const own = reinterpret_cast<Start *>(dlsym(RTLD_NEXT, "grpc_call_start_batch"));
    auto *const functor = static_cast<Functor *>(tag);
    functor->functor_run = orderedFor(functor->functor_run);
    __tsan_release(functor);
    return own(call, operations, count, tag, reserved);
}
