#include "worker/kind/import_kind.hpp"

#include <utility>

#include "worker/kind/import_body.hpp"
#include "worker/publish/dead_letter.hpp"
#include "worker/publish/result_event.hpp"

namespace iw {

namespace {

// The topic's own limit is found out by the producer, which has the letter shrunk then; this one bounds what is tried.
constexpr std::size_t kMaxDeadLetterBytes = 8 * 1024 * 1024;

const ImportRequest& request_in(const Payload& payload) { return std::get<ImportRequest>(payload); }

DoubtPolicy policy(bool resubmits) { return resubmits ? DoubtPolicy::resubmit : DoubtPolicy::report; }

}  // namespace

ImportKind::ImportKind(const Settings& settings, ErrorTable errors, std::function<bool(std::string_view)> is_known_account)
    : errors_(std::move(errors)),
      rules_{settings.kafka.topics.requests, std::move(is_known_account), policy(settings.in_doubt.insert_resubmits),
             policy(settings.in_doubt.upsert_resubmits)},
      group_(settings.kafka.group),
      has_dead_letters_(!settings.kafka.topics.dead_letters.empty()) {}

Opened ImportKind::open(const Record& record) const {
  DecodedRequest decoded = decode_request(record, rules_);
  return {std::move(decoded.request), std::move(decoded.rejection)};
}

Terms ImportKind::terms(const Payload& payload) const {
  const ImportRequest& request = request_in(payload);
  return {request.request_id, request.account, request.when_in_doubt, request.deadline, request.not_before};
}

std::string ImportKind::collection(const Payload& payload) const {
  const ImportRequest& request = request_in(payload);
  return request.account + '\0' + request.env.value_or("") + '\0' + request.collection_name.value_or("");
}

void ImportKind::append_body(const Payload& payload, std::string& out) const { append_import_body(request_in(payload), out); }

Reply ImportKind::read(const HttpResult& result, std::span<const std::string> secrets, Now now) const {
  return read_reply(result, errors_, secrets, now);
}

void ImportKind::append_records(const Ended& ended, std::vector<OutgoingRecord>& out) const {
  const JobReport report{ended.record, request_in(ended.payload), ended.origin, ended.outcome, ended.attempts, ended.finished_at, group_};
  out.push_back(make_result_event(report));
  if (ended.outcome.outcome != Outcome::accepted && has_dead_letters_) out.push_back(make_dead_letter(report, kMaxDeadLetterBytes));
}

}  // namespace iw
