// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sentence.h"

#include <QString>

#include <utility>
#include <variant>

namespace loadstone
{

/// Category of an error; the command line derives its exit code from it.
enum class ErrorCode {
    Usage,       ///< invalid command line or profile
    NotFound,    ///< a named file, profile or stack does not exist
    Unavailable, ///< a server, interpreter or environment is unavailable on this machine
    Io,          ///< reading or writing failed
    Network,     ///< a connection failed
    Process,     ///< a child process failed
    Stopped,     ///< stopped by the user
    Internal,    ///< a defect of Loadstone
};

/// A failure for a person: one sentence with what happened and what to do (`message`), and optionally the raw
/// text behind it (`detail`, may have many lines). Where the message may end up in a record it is kept apart
/// from its language; elsewhere it is a text that is translated already.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    Sentence message;
    QString detail;

    /// The message in the language of the user.
    QString text() const { return message.translated(); }
    bool operator==(const Error &) const = default;
};

/// A value or an Error. Default constructed it contains an Internal error, so that a forgotten result is
/// never mistaken for success.
template<typename T>
class [[nodiscard]] Result
{
public:
    Result() = default;
    Result(T value) : m_state(std::in_place_index<1>, std::move(value)) { }
    Result(Error error) : m_state(std::in_place_index<0>, std::move(error)) { }

    bool isOk() const { return m_state.index() == 1; }
    explicit operator bool() const { return isOk(); }

    const T &value() const & { return std::get<1>(m_state); }
    T &value() & { return std::get<1>(m_state); }
    T &&value() && { return std::get<1>(std::move(m_state)); }
    const T &operator*() const & { return value(); }
    const T *operator->() const { return &value(); }

    const Error &error() const { return std::get<0>(m_state); }

private:
    std::variant<Error, T> m_state;
};

/// A Result without a value.
using Status = Result<std::monostate>;
inline Status success() { return Status(std::monostate{}); }

} // namespace loadstone
