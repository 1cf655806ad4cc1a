#include "worker/cli/check_transactions.hpp"

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "common/kafka/kafka_error.hpp"
#include "worker/kafka/kafka_options.hpp"

namespace iw {

namespace {

using kafka::KafkaError;
using std::chrono::milliseconds;

bool is_forbidden(const KafkaError& error) { return error.code == RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED; }

/// A producer under one transactional.id, and what became of the records that it sent.
class Trial {
 public:
  Trial(const KafkaSettings& settings, std::string id) : settings_(settings), id_(std::move(id)) {}

  /// Takes the name over; the error of doing so.
  KafkaError begin(milliseconds patience) {
    auto options = producer_options(settings_);
    options["transactional.id"] = id_;
    auto client = kafka::make_client(RD_KAFKA_PRODUCER, options, {.log = {}, .on_delivery = [this](const rd_kafka_message_t& message) {
      if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) refusals_.insert(std::string{rd_kafka_topic_name(message.rkt)} + ": " + rd_kafka_err2str(message.err));
    }});
    if (!client) return {RD_KAFKA_RESP_ERR__FAIL, false, false, true, client.error().message};
    client_ = std::move(*client);
    auto error = kafka::take_error(rd_kafka_init_transactions(client_->get(), static_cast<int>(patience.count())));
    return error ? error : kafka::take_error(rd_kafka_begin_transaction(client_->get()));
  }
  /// Writes one record into each topic and aborts; each topic that took none, with the reason.
  std::set<std::string> write_and_abort(const std::vector<std::string>& topics, milliseconds patience) {
    static constexpr std::string_view kKey = "import-worker-check";
    for (const auto& topic : topics) {
      const auto error = rd_kafka_producev(client_->get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                           RD_KAFKA_V_KEY(kKey.data(), kKey.size()), RD_KAFKA_V_VALUE(nullptr, 0), RD_KAFKA_V_END);
      if (error != RD_KAFKA_RESP_ERR_NO_ERROR) refusals_.insert(topic + ": " + rd_kafka_err2str(error));
    }
    rd_kafka_flush(client_->get(), static_cast<int>(patience.count()));
    auto refusals = refusals_;  // an abort purges what is left, which is no refusal
    (void)kafka::take_error(rd_kafka_abort_transaction(client_->get(), static_cast<int>(patience.count())));
    return refusals;
  }

 private:
  const KafkaSettings& settings_;
  std::string id_;
  std::set<std::string> refusals_;
  std::unique_ptr<kafka::Client> client_;
};

}  // namespace

void check_transactions(const KafkaSettings& settings, GroupSeen group, const CheckTime& time, std::vector<Finding>& findings) {
  const auto id = settings.transactional_id();
  // A name beside the worker's own: nobody runs under it, and a permission for the prefix holds for it.
  auto trial = std::make_unique<Trial>(settings, id + "/check");
  auto error = trial->begin(time.left(milliseconds{5'000}));
  if (is_forbidden(error) && group == GroupSeen::empty) {
    // Perhaps only the very name is allowed. The group has no member, so that no worker runs under it.
    trial = std::make_unique<Trial>(settings, id);
    error = trial->begin(time.left(milliseconds{5'000}));
  }
  if (is_forbidden(error) && group != GroupSeen::empty)
    return findings.push_back({true, "transactions: only allowed under " + id + " itself, which was not tried: a worker may run under it"});
  if (error)
    return findings.push_back({false, "transactions cannot be made under " + id + ": " + kafka::hide_secrets(error.text, settings.client) +
                                          (is_forbidden(error) ? "; allow Write and Describe on this transactional id" : "")});
  std::vector<std::string> topics{settings.topics.results};
  if (!settings.topics.dead_letters.empty()) topics.push_back(settings.topics.dead_letters);
  const auto refusals = trial->write_and_abort(topics, time.left(milliseconds{3'000}));
  for (const auto& refusal : refusals) findings.push_back({false, "a record cannot be written to topic " + refusal + "; allow Write on it"});
  if (refusals.empty()) findings.push_back({true, "transactions, and writing to the topics in one (aborted: no read_committed reader sees it)"});
}

}  // namespace iw
