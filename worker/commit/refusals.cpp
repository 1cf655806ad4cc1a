#include "worker/commit/refusals.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "common/log/log.hpp"
#include "worker/publish/next_form.hpp"

namespace iw {

namespace {

/// How long a partition with an event that cannot be had waits before the topic is asked again.
constexpr std::chrono::seconds kBetweenTries{30};
/// For how long a topic that wants keys is taken to want them still.
constexpr std::chrono::minutes kWantsKeys{10};
/// How far an estimate of a record's size may be off.
constexpr std::size_t kMargin = 64;

bool is_keyless_letter(const OutgoingRecord& record) { return record.topic == OutgoingTopic::dead_letters && !record.key; }

/// Will the topic refuse this record, too, when it has refused that one?
bool is_like(const OutgoingRecord& record, const OutgoingRecord& refused, bool for_size) {
  if (record.topic != refused.topic) return false;
  return for_size ? size_of(record) >= size_of(refused) + kMargin : is_keyless_letter(record) && is_keyless_letter(refused);
}

}  // namespace

void Refusals::prepare(Share& share) const {
  if (owners_.now.mono >= letters_want_keys_until_) return;
  for (OutgoingRecord& record : share.records)
    if (is_keyless_letter(record)) record.key = record.request_id;
}

void Refusals::give_way(std::vector<Share>& shares, std::vector<Refusal> refused) {
  add_the_like(shares, refused);
  // From the last one on: a dead letter that is left out moves those behind it.
  const auto place = [](const Refusal& refusal) { return std::tie(refusal.place.share, refusal.place.record); };
  std::ranges::sort(refused, [&](const Refusal& a, const Refusal& b) { return place(a) > place(b); });
  const auto last = std::unique(refused.begin(), refused.end(), [](const Refusal& a, const Refusal& b) { return a.place == b.place; });
  refused.erase(last, refused.end());
  for (const Refusal& refusal : refused) give_way(shares[refusal.place.share], refusal);
}

void Refusals::add_the_like(const std::vector<Share>& shares, std::vector<Refusal>& refused) {
  // An aborted cycle tells of one or few of them: without this, a hundred would take a hundred cycles, and all partitions would wait for them.
  const auto told = refused;
  for (const Refusal& refusal : told) {
    const OutgoingRecord& record = shares[refusal.place.share].records[refusal.place.record];
    for (std::size_t share = 0; share < shares.size(); ++share)
      for (std::size_t other = 0; other < shares[share].records.size(); ++other)
        if (is_like(shares[share].records[other], record, refusal.for_size)) refused.push_back({{share, other}, refusal.for_size, refusal.why});
  }
}

void Refusals::give_way(Share& share, const Refusal& refusal) {
  OutgoingRecord& record = share.records[refusal.place.record];
  if (!refusal.for_size && is_keyless_letter(record)) letters_want_keys_until_ = owners_.now.mono + kWantsKeys;
  auto next = next_form(record, refusal.for_size);
  if (!next) {
    const auto why = describe(record, refusal);
    return record.topic == OutgoingTopic::dead_letters ? leave_out(share, refusal, why) : stop(share, why);
  }
  record = std::move(*next);
  if (const auto unsaid = said_.met(topic_of(record) + refusal.why, owners_.now.mono))
    log_warn("a record is refused by its topic, sending it shortened or with a key",
             {{"topic", topic_of(record)},
              {"partition", record.request_partition},
              {"offset", record.request_offset},
              {"why", refusal.why},
              {"times_unsaid", *unsaid}});
}

void Refusals::leave_out(Share& share, const Refusal& refusal, const std::string& why) {
  // Each is told, not once a minute: this line is all that is left of it beside its event.
  log_error("a dead letter is left out, its result event is not", {{"partition", share.partition.number}, {"why", why}});
  ++owners_.counters.letters_left_out;
  share.records.erase(share.records.begin() + static_cast<std::ptrdiff_t>(refusal.place.record));
}

void Refusals::stop(Share& share, const std::string& why) {
  if (said_.met(why, owners_.now.mono)) log_error("partition waits for its result topic, others go on", {{"partition", share.partition.number}, {"why", why}});
  if (Partition* partition = owners_.partitions.owner_of(share)) partition->block(why, owners_.now.mono + kBetweenTries);
}

const std::string& Refusals::topic_of(const OutgoingRecord& record) const {
  const auto& topics = owners_.settings.kafka.topics;
  return record.topic == OutgoingTopic::results ? topics.results : topics.dead_letters;
}

std::string Refusals::describe(const OutgoingRecord& record, const Refusal& refusal) const {
  return "topic " + topic_of(record) + " refuses the record for request partition " + std::to_string(record.request_partition) + ", offset " +
         std::to_string(record.request_offset) + " in every form: " + refusal.why +
         ". Set its max.message.bytes higher, its cleanup.policy to delete, or take the rule away that it breaks";
}

}  // namespace iw
