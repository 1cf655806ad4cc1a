// The calls of the import API, without HTTP: what came in, what goes out. Any thread; its parts lock for themselves.
// It waits for nothing: an answer's delay is for the server to sit out.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "common/clock.hpp"
#include "common/json/json.hpp"
#include "worker/sandbox/call_list.hpp"
#include "worker/sandbox/fault_play.hpp"
#include "worker/sandbox/refresh_book.hpp"
#include "worker/sandbox/task_book.hpp"
#include "worker/sandbox/token_book.hpp"

namespace iw {

/// One call as it came.
struct ApiCall {
  std::string token;       ///< from the query, by whichever of its names; empty: none
  std::string body;        ///< empty when it was too large
  bool too_large = false;  ///< over 1 MiB
  std::string bearer;      ///< from Authorization
  std::string owner;       ///< of the token service: the query's `appid`; empty: none
  std::string base_url;    ///< how the caller reaches us: "http://127.0.0.1:9090"
};

/// What the token calls ask for and give out.
struct TokenSetting {
  std::chrono::seconds life{7200};  ///< of tokens
  std::string secret;               ///< what stable and component token calls must bring, else 40125; empty: anything
  std::string bearer;               ///< what the token service wants, else 401; empty: anything
  bool rotate_refresh_tokens = false;
};

/// One answer as it is to go out.
struct ApiAnswer {
  std::string body;
  int status = 200;
  std::string retry_after;             ///< header; empty: none
  bool lost = false;                   ///< close the connection instead
  std::chrono::milliseconds delay{0};  ///< wait so long first
};

/// The API. All errors come with HTTP 200, an errcode and a rid, unless a fault says otherwise.
class SandboxApi {
 public:
  SandboxApi(const Clock& clock, TokenSetting setting, FaultPlay& faults, CallList& calls)
      : clock_(clock),
        setting_(std::move(setting)),
        tokens_(setting_.life),
        refresh_tokens_(setting_.rotate_refresh_tokens),
        faults_(faults),
        calls_(calls) {}

  /// /tcb/databasemigrateimport: token, body, then the fault script, then `missing/` paths (-503003). On return the call is in the list.
  [[nodiscard]] ApiAnswer start_import(const ApiCall& call);
  /// /tcb/databasemigratequeryinfo. Even job_ids come with err_msg, odd ones with error_msg: the real API knows both.
  [[nodiscard]] ApiAnswer query_import(const ApiCall& call);
  /// /tcb/uploadfile
  [[nodiscard]] ApiAnswer make_upload_link(const ApiCall& call);
  /// /cgi-bin/stable_token
  [[nodiscard]] ApiAnswer give_stable_token(const ApiCall& call);
  /// /cgi-bin/component/api_authorizer_token: every answer has a new refresh token; which ones stay good, refresh_book.hpp says (else 61023).
  [[nodiscard]] ApiAnswer give_authorizer_token(const ApiCall& call);
  /// /cgi-bin/component/api_component_token
  [[nodiscard]] ApiAnswer give_component_token(const ApiCall& call);
  /// A token service of one's own (GET): the same answer as WeChat's. HTTP 401 without the right bearer.
  [[nodiscard]] ApiAnswer give_service_token(const ApiCall& call);
  /// A call that is not a POST: 43002.
  [[nodiscard]] ApiAnswer refuse_method() { return refuse(43002, ""); }

 private:
  [[nodiscard]] std::int64_t judge_token(std::string_view token) const;
  [[nodiscard]] Fate fate_of(const ApiCall& call, CallRecord& record, std::string& trouble);
  [[nodiscard]] ApiAnswer answer_import(const Fate& fate, const CallRecord& record, std::string_view trouble);
  [[nodiscard]] ApiAnswer refuse(std::int64_t errcode, std::string_view trouble);
  /// Counts the call, and lets the fault script have its way with it.
  [[nodiscard]] ApiAnswer play_token_call(const char* kind, const std::function<ApiAnswer()>& answer_call);
  [[nodiscard]] ApiAnswer stable_token(const ApiCall& call);
  [[nodiscard]] ApiAnswer authorizer_token(const ApiCall& call);
  [[nodiscard]] ApiAnswer component_token(const ApiCall& call);
  [[nodiscard]] ApiAnswer service_token(const ApiCall& call);
  [[nodiscard]] bool is_secret(std::string_view text) const { return setting_.secret.empty() || text == setting_.secret; }
  /// The body as an object in which these members are strings that are not empty. Else an error, and `refusal` is the answer.
  [[nodiscard]] Result<JsonDocument> read_object(const ApiCall& call, std::initializer_list<std::string_view> texts, ApiAnswer& refusal);

  const Clock& clock_;
  const TokenSetting setting_;
  TaskBook tasks_;
  TokenBook tokens_;
  RefreshBook refresh_tokens_;
  FaultPlay& faults_;
  CallList& calls_;
  std::atomic<std::uint64_t> rids_{0};
};

}  // namespace iw
