// SPDX-License-Identifier: GPL-3.0-or-later
// Annotates for the thread sanitizer where gRPC passes objects between threads, as tsanedges.cpp does for Qt,
// which explains why.
//
// gRPC's library is not instrumented, but parts of it are inline functions that are compiled into Loadstone's
// code and checked. All state shared by calls and their callbacks passes through the function below: what
// precedes the start of a batch happens before its completion is reported. Its tag is always a functor,
// because only the callback API is used.
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

/// The functors' actual functions; gRPC has two of them, but more copies.
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

/// A replacement that annotates the order of threads first.
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
