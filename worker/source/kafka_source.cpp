#include "worker/source/kafka_source.hpp"

#include <array>
#include <boost/asio/post.hpp>
#include <thread>
#include <utility>

#include "common/kafka/kafka_error.hpp"
#include "common/log/log.hpp"
#include "worker/kafka/kafka_committed.hpp"
#include "worker/kafka/kafka_names.hpp"
#include "worker/kafka/kafka_options.hpp"
#include "worker/kafka/kafka_record.hpp"

namespace iw {

namespace {

/// The broker ends transactions that are over their time only every 10 s.
constexpr std::chrono::seconds kBrokerSweep{15};
constexpr std::chrono::milliseconds kBetweenTries{500};
constexpr std::chrono::seconds kPatience{30};

}  // namespace

Result<std::unique_ptr<KafkaSource>> KafkaSource::create(boost::asio::io_context& loop, const KafkaSettings& settings, KafkaMembership& membership) {
  auto client = kafka::make_client(RD_KAFKA_CONSUMER, consumer_options(settings), {.log = log_sink(settings), .on_delivery = {}},
                                   RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR);
  if (!client) return client.error();
  if (const auto limit = version_limit(settings, rd_kafka_version()); !limit.empty()) log_warn(limit);
  std::unique_ptr<KafkaSource> source{new KafkaSource{loop, settings, membership}};
  source->client_ = std::move(*client);
  rd_kafka_t* handle = source->client_->get();
  if (const auto error = rd_kafka_poll_set_consumer(handle); error != RD_KAFKA_RESP_ERR_NO_ERROR)
    return Error{std::string{"the consumer's events cannot be had: "} + rd_kafka_err2str(error)};
  source->main_queue_.reset(rd_kafka_queue_get_consumer(handle));
  source->wakeup_.watch(source->main_queue_.get());
  return source;
}

void KafkaSource::subscribe() {
  if (closing_ || std::exchange(subscribed_, true)) return;
  const kafka::PartitionListHandle topics{rd_kafka_topic_partition_list_new(1)};
  rd_kafka_topic_partition_list_add(topics.get(), settings_.topics.requests.c_str(), RD_KAFKA_PARTITION_UA);
  const auto error = rd_kafka_subscribe(client_->get(), topics.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) log_error("cannot subscribe", {{"topic", settings_.topics.requests}, {"why", rd_kafka_err2str(error)}});
}

KafkaSource::KafkaSource(boost::asio::io_context& loop, const KafkaSettings& settings, KafkaMembership& membership)
    : loop_(loop), settings_(settings), membership_(membership), wakeup_(loop, [this] { poll(); }) {}

KafkaSource::~KafkaSource() {
  *stopped_ = true;
  reader_.join();
  if (main_queue_) KafkaWakeup::forget(main_queue_.get());
  for (auto& [partition, queue] : queues_) KafkaWakeup::forget(queue.get());
}

void KafkaSource::poll() {
  while (const kafka::EventHandle event{rd_kafka_queue_poll(main_queue_.get(), 0)}) serve(event.get());
  if (rebalance_ == Rebalance::draining && rd_kafka_assignment_lost(client_->get()) != 0) {
    // The group waits no longer for this drain: nothing may be committed any more.
    events_->on_lost(std::exchange(revoked_, {}));
    unassign();
  }
  if (rebalance_ != Rebalance::none || !fatal_.empty()) return;
  // Which queue has woken us is not known; asking a queue that is empty costs next to nothing.
  for (const auto& [partition, queue] : queues_)
    if (stopped_partitions_.count(partition) == 0 && rd_kafka_queue_length(queue.get()) > 0) events_->on_records(partition);
}

void KafkaSource::serve(rd_kafka_event_t* event) {
  switch (rd_kafka_event_type(event)) {
    case RD_KAFKA_EVENT_REBALANCE:
      return on_rebalance(event);
    case RD_KAFKA_EVENT_ERROR:
      // The event's code is the cause (FENCED_INSTANCE_ID), never _FATAL itself: only this tells.
      if (rd_kafka_event_error_is_fatal(event) != 0) return fail_for_good();
      return note(rd_kafka_event_error(event), rd_kafka_event_error_string(event));
    default:
      return;
  }
}

void KafkaSource::fail_for_good() {
  // librdkafka tells no rebalance after this: what was ours is another's now, and this consumer never joins again.
  std::array<char, 512> why{};
  const auto code = rd_kafka_fatal_error(client_->get(), why.data(), why.size());
  fatal_ = kafka::hide_secrets(std::string{rd_kafka_err2name(code)} + ": " + why.data(), settings_.client);
  joined_ = false;
  std::vector<PartitionId> all;
  for (const auto& [partition, queue] : queues_) all.push_back(partition);
  events_->on_lost(all);
}

void KafkaSource::on_rebalance(rd_kafka_event_t* event) {
  const auto* list = rd_kafka_event_topic_partition_list(event);
  std::vector<PartitionId> partitions;
  for (int i = 0; i < list->cnt; ++i) partitions.push_back(partition_id(settings_, list->elems[i].topic, list->elems[i].partition));
  if (rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    membership_.set(kafka::GroupMetadataHandle{rd_kafka_consumer_group_metadata(client_->get())});
    owned_ = partitions;
    return read_committed_then_assign(std::move(partitions));
  }
  ++assignment_;
  if (rd_kafka_assignment_lost(client_->get()) != 0) {
    events_->on_lost(partitions);
    return unassign();
  }
  // A worker that had no partition has nothing to drain, and nobody would answer for it.
  if (partitions.empty()) return unassign();
  rebalance_ = Rebalance::draining;
  revoked_ = partitions;
  events_->on_revoked(partitions);
}

void KafkaSource::read_committed_then_assign(std::vector<PartitionId> partitions) {
  rebalance_ = Rebalance::reading;
  if (partitions.empty()) return assign({});
  boost::asio::post(reader_, [this, partitions = std::move(partitions), number = ++assignment_, stopped = stopped_] {
    const auto patient_until = BootClock::now() + kPatience;
    for (bool told = false; !*stopped && number == assignment_; told = true) {
      auto read = read_committed(*client_, settings_, partitions, settings_.transaction_timeout + kBrokerSweep, LogBounds::read);
      // One partition without a leader must not keep the others for ever: after a while it is stopped, and they go on.
      if (read && BootClock::now() < patient_until)
        for (const auto& partition : *read)
          if (!partition.unreadable.empty()) {
            read = Error{partition.unreadable};
            break;
          }
      if (read) {
        boost::asio::post(loop_, [this, number, stopped, read = std::move(*read)] {
          if (!*stopped && number == assignment_) assign(read);
        });
        return;
      }
      if (!told) log_warn("cannot take up the assigned partitions yet, trying on", {{"why", read.error().message}});
      std::this_thread::sleep_for(kBetweenTries);
    }
  });
}

void KafkaSource::assign(const std::vector<CommittedOffset>& partitions) {
  starts_.clear();
  events_->on_assigned(partitions);
  const kafka::PartitionListHandle list{rd_kafka_topic_partition_list_new(static_cast<int>(starts_.size()))};
  for (const auto& [partition, offset] : starts_) {
    const char* topic = topic_name(settings_, partition.topic).c_str();
    rd_kafka_topic_partition_list_add(list.get(), topic, partition.number)->offset = offset;
    kafka::QueueHandle queue{rd_kafka_queue_get_partition(client_->get(), topic, partition.number)};
    // Forwarding off before the fetch begins: else records would go to the consumer's one queue, beyond our demand.
    rd_kafka_queue_forward(queue.get(), nullptr);
    // What an earlier assignment left here is not ours: librdkafka filters records of an older fetch by itself, but not its errors.
    while (const kafka::MessageHandle old{rd_kafka_consume_queue(queue.get(), 0)}) {
    }
    wakeup_.watch(queue.get());
    queues_[partition] = std::move(queue);
  }
  const auto error = rd_kafka_assign(client_->get(), list.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) log_error("librdkafka refuses the assignment", {{"why", rd_kafka_err2str(error)}});
  rebalance_ = Rebalance::none;
  joined_ = true;
  trouble_.clear();
  (void)troubles_.over();
  last_break_.clear();
}

void KafkaSource::unassign() {
  for (auto& [partition, queue] : queues_) KafkaWakeup::forget(queue.get());
  queues_.clear();
  stopped_partitions_.clear();
  const auto error = rd_kafka_assign(client_->get(), nullptr);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) log_error("librdkafka refuses to give the assignment up", {{"why", rd_kafka_err2str(error)}});
  rebalance_ = Rebalance::none;
  joined_ = false;
}

void KafkaSource::start(PartitionId partition, std::int64_t offset) { starts_[partition] = offset; }

Taken KafkaSource::take(PartitionId partition) {
  const auto it = queues_.find(partition);
  if (it == queues_.end() || stopped_partitions_.count(partition) > 0) return {};
  const kafka::MessageHandle message{rd_kafka_consume_queue(it->second.get(), 0)};
  return message ? judge(partition, *message) : Taken{};
}

Taken KafkaSource::judge(PartitionId partition, const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) return {copy_record(message), std::nullopt};
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return {std::nullopt, message.offset};
  const std::string text =
      message.payload != nullptr ? std::string{static_cast<const char*>(message.payload), message.len} : rd_kafka_err2str(message.err);
  if (!kafka::stops_partition(message.err)) {
    note(message.err, text);
    return {};
  }
  // From here on nothing more may be taken: librdkafka goes on behind a damaged batch, and its records would be jumped over.
  stopped_partitions_.insert(partition);
  find_out_why(partition, message.err, text);
  return {};
}

void KafkaSource::find_out_why(PartitionId partition, rd_kafka_resp_err_t code, std::string text) {
  // A position outside of its log is one of a log that was deleted, when the group's offset went with it; else records were lost.
  // The engine is in the middle of taking: it is told from the outside.
  boost::asio::post(reader_, [this, partition, code, text = std::move(text), number = assignment_.load(), stopped = stopped_] {
    const auto read = read_committed(*client_, settings_, {partition}, settings_.transaction_timeout + kBrokerSweep, LogBounds::left_out);
    const bool forgotten = settings_.keeps_offsets && read && !read->front().offset;
    boost::asio::post(loop_, [this, partition, code, text, number, stopped, forgotten] {
      if (*stopped || number != assignment_) return;
      if (forgotten) return events_->on_log_replaced();
      events_->on_partition_failed(partition, "reading it cannot go on: " + text + ". Nothing is skipped: " + kafka::way_on(code));
    });
  });
}

void KafkaSource::release(const std::vector<PartitionId>&) {
  if (rebalance_ != Rebalance::draining) return;
  revoked_.clear();
  // Told from inside the engine: the answer may bring the next rebalance at once, so it waits for the loop.
  boost::asio::post(loop_, [this, stopped = stopped_] {
    if (!*stopped && rebalance_ == Rebalance::draining) unassign();
  });
}

void KafkaSource::take_up_again() {
  // Told from inside the engine.
  boost::asio::post(loop_, [this, stopped = stopped_] {
    if (!*stopped) start_over();
  });
}

void KafkaSource::start_over() {
  if (closing_ || !fatal_.empty() || rebalance_ == Rebalance::reading) return;  // what is being read is newer than what was asked for
  const bool draining = rebalance_ == Rebalance::draining;
  revoked_.clear();
  unassign();
  if (!draining) read_committed_then_assign(owned_);
}

std::int64_t KafkaSource::high_watermark(PartitionId partition) const {
  std::int64_t low = 0;
  std::int64_t high = -1;
  const auto error = rd_kafka_get_watermark_offsets(client_->get(), topic_name(settings_, partition.topic).c_str(), partition.number, &low, &high);
  return error == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : -1;
}

void KafkaSource::note(rd_kafka_resp_err_t code, std::string_view text) {
  std::string trouble = kafka::hide_secrets(text, settings_.client);
  if (code == RD_KAFKA_RESP_ERR__TRANSPORT) last_break_ = trouble;
  if (!kafka::is_trouble(code)) return log_debug("kafka consumer", {{"text", trouble}});
  if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    // It comes of something else, which says more: a password that is refused, or how the last connection ended.
    if (!trouble_.empty()) return;
    trouble += (last_break_.empty() ? "" : ", the last one: " + last_break_) + "; check kafka.brokers and, for TLS or SASL, kafka.client";
  }
  if (const auto unsaid = troubles_.met(trouble, BootClock::now()))
    log_warn("kafka trouble", {{"text", trouble}, {"group", settings_.group}, {"instance", settings_.instance}, {"times_unsaid", *unsaid}});
  trouble_ = std::move(trouble);
}

void KafkaSource::close() {
  if (std::exchange(closing_, true)) return;
  const auto error = kafka::take_error(rd_kafka_consumer_close_queue(client_->get(), main_queue_.get()));
  if (error) log_warn("the group cannot be left in good order", {{"why", error.text}});
}

bool KafkaSource::closed() const { return closing_ && rd_kafka_consumer_closed(client_->get()) != 0; }

}  // namespace iw
