// SPDX-License-Identifier: GPL-3.0-or-later
// Annotates for the thread sanitizer where Qt passes objects between threads.
//
// The distribution's Qt is not instrumented, so the sanitizer does not see the locks of its event queues and
// reports everything in a queued call as a race. Suppressing these reports would also hide races of
// Loadstone, because nearly all its code runs below a call from Qt. So the functions below replace Qt's where
// Loadstone's code calls them (never inside Qt), declare what Qt's locks guarantee, and then call Qt's own.
// They declare no more than Qt guarantees: what precedes the posting of a call happens before that call, what
// precedes quit() before finished(), and what a thread did before wait() for it returns. Linked into every
// test, and only for the thread sanitizer.
#include <QObject>
#include <QThread>
#include <QThreadPool>

#include <sanitizer/tsan_interface.h>

#include <array>
#include <cstdarg>
#include <cstddef>
#include <functional>

#include <dlfcn.h>

extern "C" void AnnotateIgnoreWritesBegin(const char *file, int line); // of the sanitizer, without a header
extern "C" void AnnotateIgnoreWritesEnd(const char *file, int line);

namespace
{

/// Qt's function behind a replaced name.
template<typename Function>
Function *qtsOwn(const char *name)
{
    return reinterpret_cast<Function *>(dlsym(RTLD_NEXT, name));
}

/// Represents a sender of signals, which may be destroyed when its signal arrives.
char *annotatedAddress(const QObject *sender)
{
    static std::array<char, 65'537> places;
    return &places[std::hash<const QObject *>()(sender) / alignof(std::max_align_t) % places.size()];
}

/// While Qt emits a signal, it copies the arguments for queued calls, after any possible annotation and
/// before other threads have access: nothing is checked meanwhile, except for directly called slots. Nests,
/// as signals do.
class Unwatched
{
public:
    Unwatched() { begin(1); }
    ~Unwatched() { end(1); }
    Q_DISABLE_COPY_MOVE(Unwatched)

    static int end(int times)
    {
        for (int time = 0; time < times; ++time)
            AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
        depth -= times;
        return times;
    }
    static int endAll() { return end(depth); }
    static void begin(int times)
    {
        for (int time = 0; time < times; ++time)
            AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
        depth += times;
    }

private:
    inline static thread_local int depth = 0;
};

/// A slot around a slot that annotates the order of threads.
class OrderedSlot : public QtPrivate::QSlotObjectBase
{
public:
    /// @param sender of the connected signal; null for a single posted call
    OrderedSlot(QtPrivate::QSlotObjectBase *slot, const QObject *sender)
        : QSlotObjectBase(&perform), m_slot(slot), m_sender(sender)
    {
    }

    void willBePosted() { __tsan_release(this); }
    void hasReturned() { __tsan_acquire(this); }

private:
    static void perform(int operation, QSlotObjectBase *base, QObject *receiver, void **arguments,
                        bool *isEqual)
    {
        auto *const self = static_cast<OrderedSlot *>(base);
        switch (operation) {
        case Call:
            self->call(receiver, arguments);
            break;
        case Compare:
            *isEqual = self->m_slot->compare(arguments);
            break;
        case Destroy:
            __tsan_acquire(self); // Qt counts the references, so this comes after all calls
            self->m_slot->destroyIfLastRef();
            delete self;
            break;
        default:
            break;
        }
    }

    void call(QObject *receiver, void **arguments)
    {
        const int unwatched = Unwatched::endAll();
        __tsan_acquire(this);
        if (m_sender)
            __tsan_acquire(annotatedAddress(m_sender));
        m_slot->call(receiver, arguments);
        __tsan_release(this);
        __tsan_release(QThread::currentThread());
        Unwatched::begin(unwatched);
    }

    QtPrivate::QSlotObjectBase *m_slot;
    const QObject *m_sender;
};

} // namespace

bool QMetaObject::invokeMethodImpl(QObject *object, QtPrivate::QSlotObjectBase *slot, Qt::ConnectionType type,
                                   void *returned)
{
    static auto *const own = qtsOwn<bool(QObject *, QtPrivate::QSlotObjectBase *, Qt::ConnectionType,
                                         void *)>(
        "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeEPv");
    auto *const ordered = new OrderedSlot(slot, nullptr);
    ordered->ref();
    ordered->willBePosted();
    const bool isInvoked = own(object, ordered, type, returned);
    if (type == Qt::BlockingQueuedConnection)
        ordered->hasReturned();
    ordered->destroyIfLastRef();
    return isInvoked;
}

QMetaObject::Connection QObject::connectImpl(const QObject *sender, void **signal, const QObject *receiver,
                                             void **slot, QtPrivate::QSlotObjectBase *slotObject,
                                             Qt::ConnectionType type, const int *types,
                                             const QMetaObject *meta)
{
    static auto *const own = qtsOwn<QMetaObject::Connection(
        const QObject *, void **, const QObject *, void **, QtPrivate::QSlotObjectBase *, Qt::ConnectionType,
        const int *, const QMetaObject *)>(
        "_ZN7QObject11connectImplEPKS_PPvS1_S3_PN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeEPKi"
        "PK11QMetaObject");
    auto *const ordered = new OrderedSlot(slotObject, sender);
    ordered->willBePosted();
    return own(sender, signal, receiver, slot, ordered, type, types, meta);
}

void QMetaObject::activate(QObject *sender, const QMetaObject *meta, int signal, void **arguments)
{
    static auto *const own = qtsOwn<void(QObject *, const QMetaObject *, int, void **)>(
        "_ZN11QMetaObject8activateEP7QObjectPKS_iPPv");
    __tsan_release(annotatedAddress(sender));
    const Unwatched copying;
    own(sender, meta, signal, arguments);
}

void QThread::quit()
{
    static auto *const own = qtsOwn<void(QThread *)>("_ZN7QThread4quitEv");
    // Qt's lock lets the loop end after this; others observe it through finished().
    __tsan_release(annotatedAddress(this));
    own(this);
}

bool QThread::wait(QDeadlineTimer deadline)
{
    static auto *const own = qtsOwn<bool(QThread *, QDeadlineTimer)>("_ZN7QThread4waitE14QDeadlineTimer");
    const bool isFinished = own(this, deadline);
    if (isFinished)
        __tsan_acquire(this);
    return isFinished;
}

void QThreadPool::start(std::function<void()> task, int priority)
{
    static auto *const own =
        qtsOwn<void(QThreadPool *, std::function<void()>, int)>("_ZN11QThreadPool5startESt8functionIFvvEEi");
    auto *const ordered = new std::function<void()>(std::move(task));
    __tsan_release(ordered);
    const Unwatched copying;
    own(
        this,
        [this, ordered] {
            __tsan_acquire(ordered);
            (*ordered)();
            delete ordered;
            __tsan_release(this);
        },
        priority);
}

bool QThreadPool::waitForDone(int milliseconds)
{
    static auto *const own = qtsOwn<bool(QThreadPool *, int)>("_ZN11QThreadPool11waitForDoneEi");
    const bool areDone = own(this, milliseconds);
    if (areDone)
        __tsan_acquire(this);
    return areDone;
}

/// Qt starts programs in a child that shares memory until exec. The sanitizer takes it for a fork and
/// disables itself in the shared memory, so it must not see it.
extern "C" int clone(int (*function)(void *), void *stack, int flags, void *argument, ...)
{
    using Clone = int(int (*)(void *), void *, int, void *, ...);
    static auto *const own =
        reinterpret_cast<Clone *>(dlsym(dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD), "clone"));
    va_list rest;
    va_start(rest, argument);
    int *const parentId = va_arg(rest, int *); // CLONE_PIDFD stores there
    void *const storage = va_arg(rest, void *);
    int *const childId = va_arg(rest, int *);
    va_end(rest);
    return own(function, stack, flags, argument, parentId, storage, childId);
}
