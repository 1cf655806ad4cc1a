// Records that their topic refuses for good: none of them stops its neighbours (contract, section 3). Loop thread.
#pragma once

#include <vector>

#include "common/log/repeated.hpp"
#include "worker/owners/owners.hpp"

namespace iw {

/// What becomes of them: another form, as long as there is one; then a dead letter is left out, and an event stops its partition until the topic takes it.
class Refusals {
 public:
  explicit Refusals(Owners& owners) : owners_(owners) {}
  /// Changes a share before it goes out by what earlier refusals have taught.
  void prepare(Share& share) const;
  /// Changes the shares of a cycle that was aborted, before they are put back.
  void give_way(std::vector<Share>& shares, std::vector<Refusal> refused);

 private:
  static void add_the_like(const std::vector<Share>& shares, std::vector<Refusal>& refused);
  void give_way(Share& share, const Refusal& refusal);
  void leave_out(Share& share, const Refusal& refusal, const std::string& why);
  void stop(Share& share, const std::string& why);
  [[nodiscard]] const std::string& topic_of(const OutgoingRecord& record) const;
  [[nodiscard]] std::string describe(const OutgoingRecord& record, const Refusal& refusal) const;

  Owners& owners_;
  Repeated said_;
  TimePoint letters_want_keys_until_{};  ///< their topic has refused one for having none
};

}  // namespace iw
