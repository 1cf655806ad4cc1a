// Errors as values. An expected failure is a Result that holds an Error; exceptions are kept for a start that must not go on.
// Any thread. It does not log: who handles the error decides what to say.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace iw {

/// What went wrong, as one sentence that names the thing, what was expected and what to do. Never holds a secret.
struct Error {
  std::string message;
};

/// A value, or the Error that stands in its place.
template <class T>
using Result = boost::system::result<T, Error>;

/// Called by Result::value() on an error: only code that may not go on without the value calls value().
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) { throw std::runtime_error(error.message); }

}  // namespace iw
