// What follows from an answer: the job's end, its retry, or its account's pause, hold or token renewal. Loop thread.
// The decisions are answer/'s (read_reply, attempt_plan); this carries them out.
#pragma once

#include <optional>
#include <string>

#include "common/http_result.hpp"
#include "worker/answer/attempt_plan.hpp"
#include "worker/answer/read_reply.hpp"
#include "common/log/repeated.hpp"
#include "worker/owners/job_steps.hpp"

namespace iw {

/// Answers of the API and of the tokens.
class Answers {
 public:
  Answers(Owners& owners, JobSteps& steps) : owners_(owners), steps_(steps) {}

  /// A call ended.
  void on_call_end(CallId call, const HttpResult& result);
  /// A token renewal ended, or a new token was found: jobs that wait for it go on, and a held account is opened by a new token.
  void on_token_renewed(Account& account);
  /// No token can be had: the account is held, with this sentence.
  void on_token_trouble(Account& account, std::optional<std::int64_t> errcode, std::string message);
  /// The account is new or has new settings: it is open, or held until its first token is there.
  void start_anew(Account& account);
  /// The account is gone, and with it the renewal that its jobs wait for: they go on to their end.
  void give_renewal_up(Account& account);

 private:
  void not_begun(Job& job);
  void not_possible(Job& job, std::string_view why);
  void judge(Job& job, const Reply& reply, std::uint64_t token_version);
  void watch_breaker(Account& account, const Reply& reply);
  void count(const Reply& reply);
  /// Puts tokens into the retry budget, and lets as many jobs go on that wait for one.
  void refund(Account& account);
  void return_permit(Job& job, const Reply& reply);
  void follow(Job& job, const Reply& reply, const NextStep& step, std::uint64_t token_version);
  void pause(Job& job, const Reply& reply, Duration length);
  void hold(Job& job, const Reply& reply, std::uint64_t token_version);
  void renew_token(Job& job, const Reply& reply, std::uint64_t token_version);
  void end(Job& job, const Reply& reply, Outcome outcome, Reason reason);
  void opened(Account& account);
  void closed(Account& account, bool news);
  void end_renewal(Account& account, bool is_new, Trouble trouble);
  void release_renewing(Account& account);
  /// With what reason the jobs of an account end whose token call was answered with this errcode; nothing: the account is held. A token that cannot
  /// be had counts like a refused one, by the same table (contract, section 4, hold).
  [[nodiscard]] std::optional<Reason> fails_jobs(std::optional<std::int64_t> errcode) const;

  Owners& owners_;
  JobSteps& steps_;
  Repeated wants_;  ///< of the machine
};

}  // namespace iw
