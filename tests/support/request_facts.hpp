// A request record as a fact for the checker: what it asks for, read from outside, without the worker's own decoder. Pure; one thread.
#pragma once

#include <string>

#include "common/record.hpp"
#include "tests/support/check/facts.hpp"
#include "worker/settings/settings.hpp"

namespace iw::testing {

/// A moment of the machine's wall clock.
[[nodiscard]] inline When when(WallTime time) {
  const Duration since_epoch = time.time_since_epoch();
  return {since_epoch.count(), since_epoch};
}

/// A request and the file that it names, by which its calls are known; none for what is no request.
struct ReadRequest {
  Asked asked;
  std::string file_path;
};

/// Reads a record, plain or in a CloudEvents envelope. `settings` have the policies and the order; whether it is valid is not looked at.
[[nodiscard]] ReadRequest read_request(const Record& record, const Settings& settings);

}  // namespace iw::testing
