// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/native/framepool.h"

#include <array>
#include <new>

namespace loadstone
{

namespace
{

constexpr std::size_t step = 64;
constexpr std::size_t sizes = 64; ///< frames over sizes × step bytes are not pooled

struct FreeFrame {
    FreeFrame *next;
};

class FramePool
{
public:
    FramePool() = default;
    ~FramePool()
    {
        for (FreeFrame *list : m_lists) {
            while (list) {
                FreeFrame *const next = list->next;
                ::operator delete(list);
                list = next;
            }
        }
    }
    FramePool(const FramePool &) = delete;
    FramePool &operator=(const FramePool &) = delete;

    void *take(std::size_t bytes)
    {
        const std::size_t size = toSize(bytes);
        if (size < sizes && m_lists[size]) {
            FreeFrame *const frame = m_lists[size];
            m_lists[size] = frame->next;
            return frame;
        }
        ++fresh;
        return ::operator new(size < sizes ? size * step : bytes);
    }

    void giveBack(void *memory, std::size_t bytes) noexcept
    {
        const std::size_t size = toSize(bytes);
        if (size >= sizes) {
            ::operator delete(memory);
            return;
        }
        m_lists[size] = new (memory) FreeFrame{m_lists[size]};
    }

    std::size_t fresh = 0;

private:
    static std::size_t toSize(std::size_t bytes) { return (bytes + step - 1) / step; }

    std::array<FreeFrame *, sizes> m_lists{};
};

FramePool &pool()
{
    thread_local FramePool ofThread;
    return ofThread;
}

} // namespace

void *allocateFrame(std::size_t bytes) { return pool().take(bytes); }
void freeFrame(void *frame, std::size_t bytes) noexcept { pool().giveBack(frame, bytes); }
std::size_t freshFrames() { return pool().fresh; }

} // namespace loadstone
