// A trouble that persists, said like a person would: when it begins, when it changes, then once a minute with a count. Pure; one thread.
// It logs nothing itself and knows no texts: who meets the trouble asks whether this is the time to say so.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/clock.hpp"

namespace iw {

/// The troubles of one place in the code, told apart by their text. At most kTexts of them are kept: texts that never repeat are said each time.
class Repeated {
 public:
  /// Met now. How often it was met before without being said, when this is the time to say it; nothing: it was said a moment ago.
  [[nodiscard]] std::optional<std::uint64_t> met(std::string_view text, TimePoint now);
  /// All is well: what comes next is new. True: something had been said.
  bool over();

 private:
  static constexpr std::size_t kTexts = 32;
  static constexpr std::chrono::seconds kAgain{60};
  /// When a text was last said.
  struct Said {
    TimePoint when;
    std::uint64_t unsaid = 0;
  };
  void forget_oldest();

  std::map<std::string, Said, std::less<>> texts_;
};

}  // namespace iw
