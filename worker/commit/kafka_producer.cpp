#include "worker/commit/kafka_producer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "common/failpoint.hpp"
#include "worker/kafka/kafka_committed.hpp"
#include "worker/kafka/kafka_names.hpp"
#include "worker/kafka/kafka_options.hpp"

namespace iw {

using kafka::KafkaError;

namespace {

constexpr int kInitTimeoutMs = 30'000;
constexpr int kLastAnswersMs = 2'000;

/// A field of rd_kafka_produceva.
rd_kafka_vu_t field(rd_kafka_vtype_t type) {
  rd_kafka_vu_t value{};
  value.vtype = type;
  return value;
}

rd_kafka_vu_t bytes(rd_kafka_vtype_t type, const std::optional<std::string>& data) {
  auto value = field(type);
  if (data) value.u.mem = {const_cast<char*>(data->data()), data->size()};
  return value;
}

kafka::HeadersHandle copy_headers(const std::vector<Header>& headers) {
  kafka::HeadersHandle copy{rd_kafka_headers_new(headers.size())};
  for (const auto& header : headers) {
    const void* value = header.value ? header.value->data() : nullptr;
    const auto size = header.value ? static_cast<ssize_t>(header.value->size()) : 0;
    // Fails only for reserved types that a header list does not have.
    if (rd_kafka_header_add(copy.get(), header.name.data(), static_cast<ssize_t>(header.name.size()), value, size) != RD_KAFKA_RESP_ERR_NO_ERROR)
      break;
  }
  return copy;
}

/// The place of a record travels through librdkafka as the message's opaque: share and record in 32 bits each.
void* to_opaque(RecordPlace place) {
  static_assert(sizeof(std::uintptr_t) == 8);
  return reinterpret_cast<void*>(static_cast<std::uintptr_t>(place.share) << 32 | place.record);
}

RecordPlace from_opaque(const void* opaque) {
  const auto bits = reinterpret_cast<std::uintptr_t>(opaque);
  return {static_cast<std::size_t>(bits >> 32), static_cast<std::size_t>(bits & 0xffffffff)};
}

/// For the failpoints: what a cycle is about; often it is about both.
[[maybe_unused]] bool has_intents(const Cycle& cycle) {
  return std::any_of(cycle.shares.begin(), cycle.shares.end(), [](const Share& share) { return share.intents > 0; });
}
[[maybe_unused]] bool has_results(const Cycle& cycle) {
  return std::any_of(cycle.shares.begin(), cycle.shares.end(), [](const Share& share) { return !share.records.empty(); });
}

/// What a failed transaction that was aborted says of the group: the commit was refused because the group has moved on.
CycleEnd aborted_by(const KafkaError& why) { return kafka::is_group_fence(why.code) ? CycleEnd::fenced_group : CycleEnd::aborted; }

}  // namespace

Result<std::unique_ptr<KafkaProducer>> KafkaProducer::create(const KafkaSettings& settings, bool one_by_one) {
  std::unique_ptr<KafkaProducer> producer{new KafkaProducer{settings}};
  auto options = producer_options(settings);
  if (one_by_one) options["batch.num.messages"] = "1";
  auto client = kafka::make_client(
      RD_KAFKA_PRODUCER, options,
      {.log = log_sink(settings), .on_delivery = [raw = producer.get()](const rd_kafka_message_t& message) { raw->on_delivery(message); }});
  if (!client) return client.error();
  producer->client_ = std::move(*client);
  producer->topics_ = std::make_unique<KafkaTopics>(*producer->client_, settings);
  // First the topics: a transactional.id is not taken over by a worker that has nowhere to write to.
  if (auto found = producer->topics_->refresh(true); !found) return found.error();
  const auto error = kafka::take_error(rd_kafka_init_transactions(producer->client_->get(), kInitTimeoutMs));
  if (error) return Error{kafka::hide_secrets("transactions cannot be initialised: " + error.text, settings.client)};
  return producer;
}

KafkaProducer::~KafkaProducer() {
  // librdkafka (2.0.2, and 2.15 still) frees the text of its transaction error twice when a second produce request is refused while the client is
  // being destroyed, and the process aborts: a fenced producer has several on their way. So their answers come first.
  if (client_) (void)rd_kafka_flush(client_->get(), kLastAnswersMs);
}

void KafkaProducer::on_delivery(const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  auto error = kafka::from_code(message.err);
  note_refusal(from_opaque(message._private), error);
  // Records that are purged with an abort fail too: the first failure is the cause.
  if (!delivery_failure_) delivery_failure_ = std::move(error);
}

void KafkaProducer::note_refusal(RecordPlace place, const KafkaError& error) {
  if (kafka::refuses_record(error.code)) refused_.push_back({place, kafka::is_too_large(error.code), error.text});
}

CycleResult KafkaProducer::run(const Cycle& cycle, const KafkaMembership::Shared& membership) {
  CycleResult result;
  refused_.clear();
  delivery_failure_ = {};
  const auto ended = [&](CycleEnd end, const std::string& why) {
    result.end = end;
    result.why = kafka::hide_secrets(why, settings_.client);  // a broker's own words may stand in it
    result.refused = std::exchange(refused_, {});
    return std::move(result);
  };
  if (!membership) return ended(CycleEnd::fenced_group, "this worker is no member of its group at the moment");
  if (auto fresh = topics_->refresh(false); !fresh) return ended(CycleEnd::aborted, fresh.error().message);

  KafkaError error = kafka::take_error(rd_kafka_begin_transaction(client_->get()));
  note_fence(error);
  if (error) return ended(error.fatal ? CycleEnd::unknown : CycleEnd::aborted, "begin: " + error.text);
  if (auto failed = fill(cycle, *membership)) return ended(failed->end, failed->why);
  if (has_intents(cycle)) failpoint("intent_cycle_filled");
  if (has_results(cycle)) failpoint("result_cycle_filled");
  error = kafka::take_error(rd_kafka_commit_transaction(client_->get(), timeout_ms()));
  if (has_intents(cycle)) failpoint("intent_cycle_ended");
  if (has_results(cycle)) failpoint("result_cycle_ended");
  note_fence(error);
  if (!error) return ended(CycleEnd::committed, {});
  // Certainly not committed only when librdkafka says so; a time-out may hide a commit that landed.
  const auto end = error.abortable ? abort(error) : CycleEnd::unknown;
  return ended(end, with_cause(error));
}

std::string KafkaProducer::with_cause(const KafkaError& error) const {
  // A record that was not taken makes every later call fail for "Erroneous state": the record's own failure comes first.
  return delivery_failure_ ? delivery_failure_.text + " (then: " + error.text + ")" : error.text;
}

std::optional<KafkaProducer::Failed> KafkaProducer::fill(const Cycle& cycle, const rd_kafka_consumer_group_metadata_t& membership) {
  KafkaError error = produce_all(cycle);
  if (!error) error = send_offsets(cycle, membership);
  note_fence(error);
  if (error) {
    const auto end = abort(error);
    return Failed{end, with_cause(error)};
  }
  // As late as can be: offsets that are sent before their topic is deleted and committed after it outlive it.
  const auto forgotten = is_forgotten(cycle);
  if (forgotten && !*forgotten) return std::nullopt;
  const auto end = abort({});
  if (!forgotten) return Failed{end, forgotten.error().message};
  return Failed{end == CycleEnd::aborted ? CycleEnd::forgotten : end, "what the group had committed is gone"};
}

KafkaError KafkaProducer::produce_all(const Cycle& cycle) {
  KafkaError first;
  for (std::size_t share = 0; share < cycle.shares.size(); ++share) {
    for (std::size_t record = 0; record < cycle.shares[share].records.size(); ++record) {
      const RecordPlace place{share, record};
      auto error = produce(cycle.shares[share].records[record], place);
      if (!error) continue;
      note_refusal(place, error);
      if (!first) first = std::move(error);
      if (!kafka::refuses_record(first.code)) return first;
    }
  }
  return first;
}

KafkaError KafkaProducer::produce(const OutgoingRecord& record, RecordPlace place) {
  auto topic = field(RD_KAFKA_VTYPE_RKT);
  topic.u.rkt = topics_->topic_for(record);
  auto partition = field(RD_KAFKA_VTYPE_PARTITION);
  partition.u.i32 = topics_->partition_for(record);
  auto flags = field(RD_KAFKA_VTYPE_MSGFLAGS);
  flags.u.i = RD_KAFKA_MSG_F_COPY;
  auto opaque = field(RD_KAFKA_VTYPE_OPAQUE);
  opaque.u.ptr = to_opaque(place);
  auto headers = copy_headers(record.headers);
  auto header_list = field(RD_KAFKA_VTYPE_HEADERS);
  header_list.u.headers = headers.get();
  const std::array fields{topic,      partition, flags, opaque, bytes(RD_KAFKA_VTYPE_KEY, record.key), bytes(RD_KAFKA_VTYPE_VALUE, record.value),
                          header_list};
  auto error = kafka::take_error(rd_kafka_produceva(client_->get(), fields.data(), fields.size()));
  if (!error) (void)headers.release();  // librdkafka owns them from here on
  return error;
}

Result<bool> KafkaProducer::is_forgotten(const Cycle& cycle) const {
  if (cycle.standing.empty()) return false;
  const auto missing = read_missing(*client_, settings_, cycle.standing, settings_.transaction_timeout);
  if (!missing) return missing.error();
  return !missing->empty();
}

KafkaError KafkaProducer::send_offsets(const Cycle& cycle, const rd_kafka_consumer_group_metadata_t& membership) {
  const kafka::PartitionListHandle offsets{rd_kafka_topic_partition_list_new(static_cast<int>(cycle.shares.size()))};
  for (const Share& share : cycle.shares) {
    auto* entry = rd_kafka_topic_partition_list_add(offsets.get(), topic_name(settings_, share.partition.topic).c_str(), share.partition.number);
    entry->offset = share.offset;
    entry->metadata = rd_kafka_mem_malloc(nullptr, share.metadata.size() + 1);  // the list frees it
    entry->metadata_size = share.metadata.size();
    share.metadata.copy(static_cast<char*>(entry->metadata), share.metadata.size());
    static_cast<char*>(entry->metadata)[share.metadata.size()] = '\0';
  }
  return kafka::take_error(rd_kafka_send_offsets_to_transaction(client_->get(), offsets.get(), &membership, timeout_ms()));
}

void KafkaProducer::note_fence(const KafkaError& error) {
  // librdkafka tells most fences as its fatal error __FENCED, whatever the call that met it says.
  if (kafka::is_producer_fence(error.code) || rd_kafka_fatal_error(client_->get(), nullptr, 0) == RD_KAFKA_RESP_ERR__FENCED) fenced_ = true;
}

CycleEnd KafkaProducer::abort(const KafkaError& why) {
  if (why.fatal || kafka::is_producer_fence(why.code)) return CycleEnd::unknown;
  // What was on its way when a transaction ends like this may be there or not, and librdkafka 2.0.2 does not always start its sequence numbers
  // anew: the broker would take records of the next transaction for those, and drop them without a word. So this producer sends nothing more.
  spent_ = true;
  const auto error = kafka::take_error(rd_kafka_abort_transaction(client_->get(), timeout_ms()));
  return error ? CycleEnd::unknown : aborted_by(why);
}

}  // namespace iw
