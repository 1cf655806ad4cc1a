#include <map>
#include <set>

#include "common/json/members.hpp"
#include "common/rfc3339.hpp"
#include "tests/support/call_facts.hpp"
#include "tests/support/history.hpp"
#include "tests/support/request_facts.hpp"
#include "worker/call/freshness.hpp"

namespace iw::testing {

namespace {

using std::chrono::milliseconds;

constexpr int kMaxDepth = 16;
/// A call is recorded by a thread of the sandbox, a time in an event is the worker's: by the same clock, but each when its thread has its turn.
constexpr milliseconds kClockSlack{100};
/// A worker stamps a record before it sends the offsets, the broker stamps these when it takes them: only rounding can turn that round.
constexpr milliseconds kLogSlack{2};
/// The broker looks for transactions over their time every so often (transaction.abort.timed.out.transaction.cleanup.interval.ms).
constexpr milliseconds kTransactionSweep{10'000};

When at_ms(std::int64_t ms) { return when(WallTime{milliseconds{ms}}); }

/// Tells a history as facts, piece by piece.
class Teller {
 public:
  explicit Teller(const History& history) : history_(history), events_(history.events()), calls_(history.settings.retry) {
    for (const auto& event : events_)
      if (event.reason == "invalid_request") invalid_.insert({event.partition, event.offset});
  }

  Facts tell() {
    for (const auto& request : history_.requests) add_request(request);
    for (const auto& event : events_) add_event(event);
    for (const auto& letter : history_.dead_letters) add_letter(letter);
    for (const auto& commit : history_.commits) add_commit(commit);
    for (const auto& call : history_.calls) add_call(call);
    for (const auto& log : history_.logs) add_log(log);
    add_texts();
    add_rules();
    return std::move(facts_);
  }

 private:
  void add_request(const Record& record) {
    auto [asked, path] = read_request(record, history_.settings);
    asked.valid = invalid_.count(asked.place) == 0;
    requests_[asked.place] = &record;
    // A path that an invalid request names too belongs to the valid one.
    if (!path.empty()) asked.valid ? void(places_[path] = asked.place) : void(places_.emplace(path, asked.place));
    facts_.asked.push_back(std::move(asked));
  }

  void add_event(const Event& event) {
    Told told{{event.partition, event.offset}, event.outcome, event.job_id, at_ms(event.produced_ms), {}};
    if (event.finished_ms != 0) told.decided = at_ms(event.finished_ms);
    facts_.told.push_back(std::move(told));
  }

  /// One that was too large for its topic says so, and goes without the value.
  void add_letter(const Record& record) {
    const auto number = [&](std::string_view name) { return std::stoll(std::string{find_header(record.headers, name).value_or("-1")}); };
    const Place place{static_cast<std::int32_t>(number("dead-letter-partition")), number("dead-letter-offset")};
    const auto request = requests_.find(place);
    const bool truncated = find_header(record.headers, "dead-letter-truncated").has_value();
    const bool intact = truncated || request == requests_.end() || (record.value == request->second->value && record.key == request->second->key);
    facts_.letters.push_back({place, intact, when(record.timestamp.value_or(WallTime{}))});
  }

  /// A ledger that cannot be read was not written by a worker, whose own codec it is read with.
  void add_commit(const OffsetCommit& commit) {
    Committed committed{.partition = commit.partition, .ledger = {commit.offset, commit.offset, {}}, .when = when(commit.time)};
    auto ledger = decode_ledger(commit.metadata, commit.offset);
    committed.by_hand = !ledger || commit.metadata.empty();
    if (ledger) {
      committed.ledger = std::move(ledger->snapshot);
      committed.stamp = ledger->stamp;
    }
    facts_.committed.push_back(std::move(committed));
  }

  void add_call(const Call& call) {
    const auto place = places_.find(call.file_path);
    facts_.called.push_back(calls_.read(call, place == places_.end() ? Place{-1, -1} : place->second));
  }

  /// Which partitions were taken up, and when: a worker says so in its log.
  void add_log(std::string_view log) {
    while (!log.empty()) {
      const auto line = log.substr(0, log.find('\n'));
      log.remove_prefix(std::min(line.size() + 1, log.size()));
      if (line.find("partition taken up") == std::string_view::npos) continue;
      const auto said = parse_json(line, kMaxDepth);
      if (!said || !said->IsObject()) continue;
      if (const auto time = parse_rfc3339(text_member(*said, "time")))
        facts_.taken_up.push_back({static_cast<std::int32_t>(number_member(*said, "partition")), when(*time)});
    }
  }

  void add_texts() {
    facts_.secrets = history_.secrets;
    facts_.texts = history_.shown;
    for (const auto& log : history_.logs) facts_.texts.push_back({"a log", log});
    add_texts(history_.results, "an event");
    add_texts(history_.dead_letters, "a dead letter");
  }

  void add_texts(const std::vector<Record>& records, const std::string& where) {
    for (const auto& record : records) {
      facts_.texts.push_back({where, record.value.value_or("")});
      for (const auto& header : record.headers) facts_.texts.push_back({where + "'s header", header.value.value_or("")});
    }
  }

  void add_rules() {
    const Settings& settings = history_.settings;
    facts_.rules = {.ordered = settings.order_by != OrderBy::none,
                    .dead_letters = !settings.kafka.topics.dead_letters.empty(),
                    .commits_by_hand = history_.commits_by_hand,
                    .commits_repeat = true,
                    .attempts = settings.retry.attempts,
                    .breaker = settings.breaker.failures,
                    .backoff = {settings.retry.initial, settings.retry.max, settings.retry.multiplier},
                    .retry_deadline = settings.retry.deadline,
                    .session = settings.kafka.session_timeout,
                    .freshness = freshness(settings.kafka),
                    .longest_transaction = settings.kafka.transaction_timeout + kTransactionSweep};
    facts_.slack = kClockSlack;
    facts_.log_slack = kLogSlack;
    facts_.completed = history_.lag == 0;
    facts_.samples = history_.samples;
    facts_.caps = history_.caps;
  }

  const History& history_;
  std::vector<Event> events_;
  CallReader calls_;
  std::set<Place> invalid_;
  std::map<Place, const Record*> requests_;
  std::map<std::string, Place> places_;  ///< by file_path
  Facts facts_;
};

}  // namespace

Facts facts_of(const History& history) { return Teller{history}.tell(); }

}  // namespace iw::testing
