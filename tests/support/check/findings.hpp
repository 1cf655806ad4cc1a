// The violations that the rules find, as lines for people. One thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/check/facts.hpp"

namespace iw::testing {

/// "2/17": partition and offset.
[[nodiscard]] inline std::string name_of(const Place& place) { return std::to_string(place.partition) + "/" + std::to_string(place.offset); }

/// Collects lines that begin with the name of the invariant: "I3: 2/17: a call after its terminal event".
class Findings {
 public:
  /// About one place of the request topic.
  void wrong(std::string_view invariant, const Place& place, const std::string& what) { wrong(invariant, name_of(place) + ": " + what); }
  /// About the run as a whole.
  void wrong(std::string_view invariant, const std::string& what) { lines_.push_back(std::string{invariant} + ": " + what); }
  /// All of them, in the order in which they were found.
  [[nodiscard]] std::vector<std::string> take() { return std::exchange(lines_, {}); }

 private:
  std::vector<std::string> lines_;
};

}  // namespace iw::testing
