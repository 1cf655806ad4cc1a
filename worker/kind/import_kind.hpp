// Import: a request record becomes one call of databasemigrateimport, and ends with its event and, unless accepted, a dead letter. Pure, loop thread.
#pragma once

#include "worker/answer/error_class.hpp"
#include "worker/decode/decode_request.hpp"
#include "worker/kind/job_kind.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// The kind of every job from the request topic.
class ImportKind final : public JobKind {
 public:
  /// `is_known_account` is asked for each record.
  ImportKind(const Settings& settings, ErrorTable errors, std::function<bool(std::string_view)> is_known_account);

  [[nodiscard]] Opened open(const Record& record) const override;
  [[nodiscard]] Terms terms(const Payload& payload) const override;
  [[nodiscard]] std::string collection(const Payload& payload) const override;
  [[nodiscard]] std::string_view path() const override { return "/tcb/databasemigrateimport"; }
  void append_body(const Payload& payload, std::string& out) const override;
  [[nodiscard]] Reply read(const HttpResult& result, std::span<const std::string> secrets, Now now) const override;
  void append_records(const Ended& ended, std::vector<OutgoingRecord>& out) const override;

 private:
  ErrorTable errors_;
  DecodeRules rules_;
  std::string group_;
  bool has_dead_letters_;
};

}  // namespace iw
