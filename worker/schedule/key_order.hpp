// Order by key within a partition (contract, section 5, `ordering`): one job of a key goes on at a time, the others wait in offset order. Pure; loop
// thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

namespace iw {

/// Who heads each key, and who waits behind. Jobs are named by any number; memory follows keys with open jobs.
class KeyOrder {
 public:
  /// The job joins its key. True: it heads the key and may go on. False: it waits until leave() names it.
  [[nodiscard]] bool enter(const std::string& key, std::uint32_t job);
  /// The key's head is over. Returns the next head, if one waits.
  [[nodiscard]] std::optional<std::uint32_t> leave(const std::string& key);
  /// A job that waits (not the head) gives up.
  void remove(const std::string& key, std::uint32_t job);

 private:
  std::unordered_map<std::string, std::deque<std::uint32_t>> waiting_;  ///< per headed key, those behind the head
};

}  // namespace iw
