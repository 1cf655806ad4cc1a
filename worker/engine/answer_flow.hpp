// What follows from an answer: the job's end, its retry, or its account's pause, hold or token renewal. Loop thread.
// The decisions are call/'s (read_reply, attempt_plan); this carries them out.
#pragma once

#include <optional>
#include <string>

#include "common/http_result.hpp"
#include "worker/answer/attempt_plan.hpp"
#include "worker/answer/read_reply.hpp"
#include "worker/engine/dispatcher.hpp"
#include "worker/engine/engine_state.hpp"

namespace iw {

/// Answers of the API and of the tokens.
class AnswerFlow {
 public:
  AnswerFlow(EngineState& state, Dispatcher& dispatcher) : state_(state), dispatcher_(dispatcher) {}

  /// The job's call ended.
  void on_call_end(Job& job, const HttpResult& result);
  /// A token renewal ended, or a new token was found: jobs that wait for it go on, and a held account is opened by a new token.
  void on_token_renewed(std::size_t account);
  /// The account is new or has new settings: its gate is open, or held until its first token is there.
  void start_anew(std::size_t account);
  /// No token can be had: the account is held, with this sentence.
  void on_token_trouble(std::size_t account, std::optional<std::int64_t> errcode, std::string message);
  /// The account is gone, and with it the renewal that its jobs wait for: they go on to their end.
  void give_renewal_up(std::size_t account);

 private:
  void not_begun(Job& job);
  void judge(Job& job, const Reply& reply);
  /// Puts tokens into the retry budget, and lets as many jobs go on that wait for one.
  void give_back(Lane& lane);
  void settle_probe(Job& job, const Reply& reply);
  void follow(Job& job, const Reply& reply, const NextStep& step);
  void renew_token(Job& job, const Reply& reply);
  void hold(Job& job, const Reply& reply);
  void close_gate(std::size_t account, const LastAnswer& trouble, std::string why);
  void open_gate(std::size_t account);
  /// With what reason the jobs of an account end whose token call was answered with this errcode; nothing: the account is held. A token that cannot
  /// be had counts like a refused one, by the same table (contract, section 4, hold).
  [[nodiscard]] std::optional<Reason> fails_jobs(std::optional<std::int64_t> errcode) const;
  void end_renewal(std::size_t account, bool is_new, std::string why);
  void release_renewing(Lane& lane);
  void call_again(Job& job);
  void end(Job& job, const Reply& reply, Outcome outcome, Reason reason);

  EngineState& state_;
  Dispatcher& dispatcher_;
};

}  // namespace iw
