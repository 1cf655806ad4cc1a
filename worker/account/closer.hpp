// What can keep an account from calling: one interface for all reasons, so that each is kept apart and none overwrites another. Loop thread. Pure.
#pragma once

#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "worker/answer/last_answer.hpp"

namespace iw {

/// The answer that closed an account, and a sentence for the operator.
struct Trouble {
  LastAnswer answer;
  std::string why;
};

/// One reason. An account is open when all of its closers are; what it shows is the one that lasts longest.
class Closer {
 public:
  virtual ~Closer() = default;
  /// "paused", "held": as /statusz shows it.
  [[nodiscard]] virtual std::string_view state() const = 0;
  /// The word of /statusz for a job that waits for it.
  [[nodiscard]] virtual std::string_view waits_for() const = 0;
  /// Does it stand in the way at `now`, of any call or of all but a probe?
  [[nodiscard]] virtual bool closed(TimePoint now) const = 0;
  /// When it may let something pass; TimePoint::max(): not before something happens. Only while closed.
  [[nodiscard]] virtual TimePoint until() const = 0;
  /// Is until() certain? A hold may end at any moment, by a new token.
  [[nodiscard]] virtual bool end_is_certain() const = 0;
  [[nodiscard]] const Trouble& trouble() const { return trouble_; }
  /// Notes the trouble; true when the sentence is another one than before.
  bool explain(Trouble trouble) {
    const bool news = trouble_.why != trouble.why;
    trouble_ = std::move(trouble);
    return news;
  }

 private:
  Trouble trouble_;
};

}  // namespace iw
