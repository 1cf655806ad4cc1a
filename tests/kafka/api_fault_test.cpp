// A whole worker against an API that is hostile, broken or gone (rows A1, A2 and P4 of the fault matrix).

#include "tests/kafka/api_front.hpp"
#include "tests/kafka/process_fixture.hpp"

namespace iw::testing {
namespace {

constexpr auto kTimeout = 2'500ms;
/// A call that lasts longer than its timeout by more than this was not bounded by it.
constexpr auto kSlack = 1'000ms;

/// The front half of an answer that claims a body of this size.
std::string head(std::size_t size, const std::string& more = "") {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n" + more + "\r\n";
}

void write_endlessly(Peer& peer, const std::string& begin, const std::string& piece) {
  if (!peer.write(begin)) return;
  while (peer.write(piece)) continue;
}

void drip(Peer& peer) {
  for (const char byte : head(2) + "{}")
    if (!peer.write({&byte, 1}) || !peer.pause(500ms)) return;
}

/// Every way in which the API can hold a worker up or fill its memory, with a piece of what the event then says.
struct Hostility {
  const char* folder;
  const char* detail;
  ApiFront::Trick trick;
};

const std::vector<Hostility>& hostilities() {
  static const std::string nesting(100'000, '[');
  static const std::string bomb = gzip_bomb(500'000);
  static const std::vector<Hostility> all{
      {"silence", "no answer within the allowed time", [](Peer& peer) { peer.pause(1h); }},
      {"drip", "no answer within the allowed time", [](Peer& peer) { drip(peer); }},
      {"endless-header", "header is larger", [](Peer& peer) { write_endlessly(peer, "HTTP/1.1 200 OK\r\n", "X-More: and more\r\n"); }},
      {"endless-line", "larger than allowed", [](Peer& peer) { write_endlessly(peer, "HTTP/1.1 200 OK\r\nX-More: ", std::string(1'000, 'x')); }},
      {"endless-body", "body is larger", [](Peer& peer) { write_endlessly(peer, "HTTP/1.1 200 OK\r\n\r\n", std::string(10'000, ' ')); }},
      {"endless-chunks", "body is larger",
       [](Peer& peer) {
         write_endlessly(peer, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "400\r\n" + std::string(1'024, ' ') + "\r\n");
       }},
      {"endless-1xx", "no answer within the allowed time", [](Peer& peer) { write_endlessly(peer, "", "HTTP/1.1 102 Processing\r\n\r\n"); }},
      {"claimed-length", "body is larger", [](Peer& peer) { peer.write(head(1'000'000'000'000)), peer.pause(1h); }},
      {"gzip-bomb", "compressed", [](Peer& peer) { peer.write(head(bomb.size(), "Content-Encoding: gzip\r\n") + bomb); }},
      {"nesting", "HTTP 200", [](Peer& peer) { peer.write(head(nesting.size()) + nesting); }},
      {"reset", "connection broke", [](Peer& peer) { peer.reset(); }},
      {"reset-within", "connection broke", [](Peer& peer) { peer.write(head(40) + R"({"errcode":0)"), peer.reset(); }},
      {"closed", "closed before the answer was complete", [](Peer& peer) { peer.close(); }},
  };
  return all;
}

class ApiFault : public ProcessFault {};

TEST_F(ApiFault, HostileAnswersAreBoundedAndEndInDoubtOrAreResubmitted) {  // A1, and resets after the request (A2)
  settings.api.timeout = kTimeout;
  settings.api.connect_timeout = kTimeout;
  ApiFront::Tricks tricks;
  for (const auto& hostility : hostilities()) tricks[hostility.folder] = hostility.trick;
  prepare(4);
  ApiFront front{*sandbox, tricks};
  settings.api.base_url = front.base_url();
  constexpr int kEach = 8;
  std::vector<Sent> records;
  for (int n = 0; n < 40; ++n) {
    if (n < kEach)
      for (const auto& hostility : hostilities())
        records.push_back({std::nullopt, request(hostility.folder + ("/" + std::to_string(n)), n % 2 == 0), {}, n % 4});
    records.push_back({std::nullopt, request("good/" + std::to_string(n), n % 2 == 0), {}, n % 4});
  }
  send(records);
  auto& worker = start_worker();
  ProcessSize most;
  ASSERT_TRUE(wait_until([&] { return most = most.most(size_of(worker.pid())), calls_so_far() >= 40 && drains(1s); }, 30s));
  EXPECT_LT(most.resident_mib, 150) << "an answer that is too large was kept";
  const auto seen = history();
  expect_right(seen);
  const auto kinds = static_cast<int>(hostilities().size());
  EXPECT_EQ(seen.by_reason().at("answer_lost"), kinds * kEach / 2);
  EXPECT_EQ(seen.by_reason().at("ok"), kinds * kEach / 2 + 40);
  EXPECT_EQ(seen.calls.size(), static_cast<std::size_t>(kinds * kEach / 2 * 3 + 40)) << "one for each INSERT, two for each UPSERT";
  for (const auto& hostility : hostilities())
    EXPECT_THAT(event_of(seen, hostility.folder + std::string{"/0"}).detail, HasSubstr(hostility.detail)) << hostility.folder;
  for (const auto& call : seen.calls) {
    const auto event = event_of(seen, call.file_path);
    if (event.reason == "answer_lost") {
      EXPECT_LT(event.finished_ms - call.time_ms, (kTimeout + kSlack).count()) << call.file_path;
    }
  }
}

TEST_F(ApiFault, RequestsCutInTheirMiddleAreInDoubtAndNotRepeated) {  // A2
  settings.api.max_in_flight = 16;
  prepare(2, R"({"latency_ms":10})");
  ChaosProxy proxy{sandbox->port(), ChaosProxy::Protocol::bytes};
  settings.api.base_url = "http://" + proxy.address();
  proxy.set(Way::up, {.slice = 50});
  std::atomic<int> cuts{0};
  std::function<void()> cut = [&] {
    proxy.reset_all();
    if (++cuts < 12) proxy.when_passed(Way::up, 3'333, cut);
  };
  proxy.when_passed(Way::up, 3'333, cut);
  send_mixed(300, 2);
  start_worker();
  ASSERT_TRUE(drains(30s)) << log_of("worker-0");
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(cuts, 12);
  EXPECT_GT(seen.by_reason().at("answer_lost"), 0) << "nothing was cut: the test shows nothing";
  EXPECT_EQ(seen.by_reason().at("ok") + seen.by_reason().at("answer_lost"), 300);
  for (const auto& event : seen.events()) EXPECT_LE(event.attempts, 10) << event.file_path;
}

TEST_F(ApiFault, KilledWithHalfARequestAtTheApiItDoesNotCallAgain) {  // P4
  prepare(1);
  ChaosProxy proxy{sandbox->port(), ChaosProxy::Protocol::bytes};
  settings.api.base_url = "http://" + proxy.address();
  auto& worker = start_worker();
  ASSERT_TRUE(answers("/readyz", 200, 30s));
  proxy.set(Way::up, {.slice = 20});
  proxy.when_passed(Way::up, 100, [&] {
    proxy.set(Way::up, {.slice = 20, .black_hole = true});
    worker.signal(SIGKILL);
  });
  send({{std::nullopt, request("half", true), {}, 0}});
  ASSERT_TRUE(wait_for_end(worker, 30s));
  EXPECT_EQ(proxy.totals().bytes[0], 100u) << "half of a request";
  worker.kill();
  proxy.reset_all();
  proxy.heal();
  const auto seen = finish_and_check(30s);
  EXPECT_EQ(seen.by_reason().at("answer_lost"), 1);
  EXPECT_TRUE(seen.calls.empty()) << "the half was none, and there is no other";
}

TEST_F(ApiFault, AnApiThatIsNotThereIsTriedAgainAndNothingIsInDoubt) {  // A2, before the request
  settings.retry.attempts = 1'000;
  settings.breaker.failures = 0;  // each job is to see it for itself
  prepare(2);
  ChaosProxy proxy{sandbox->port(), ChaosProxy::Protocol::bytes, free_port_pair()};
  settings.api.base_url = "http://" + proxy.address();
  proxy.refuse(true);
  send_mixed(40, 2);
  start_worker();
  ASSERT_TRUE(wait_until([&] { return page("/statusz").find(R"("waits_for":"retry")") != std::string::npos; }, 30s)) << log_of("worker-0");
  std::this_thread::sleep_for(1s);  // real time, for a few attempts more
  proxy.refuse(false);
  ASSERT_TRUE(drains(30s)) << log_of("worker-0");
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("ok"), 40);
  EXPECT_EQ(seen.calls.size(), 40u);
  for (const auto& event : seen.events()) EXPECT_GT(event.attempts, 1) << "an attempt that could not connect counts: " << event.file_path;
}

TEST_F(ApiFault, ConnectionsThatAreResetWhenTheyOpenNeverRepeatAnInsert) {  // A2: here a byte may have gone out, or not
  settings.retry.attempts = 1'000;
  settings.breaker.failures = 0;  // each job is to see it for itself
  prepare(2);
  ApiSwitch door;
  settings.api.base_url = "http://127.0.0.1:" + std::to_string(door.port());
  send_mixed(40, 2);
  start_worker();
  ASSERT_TRUE(wait_until([&] { return door.connections() >= 60; }, 30s));
  door.lead_to(sandbox->port());
  ASSERT_TRUE(drains(30s)) << log_of("worker-0");
  const auto seen = history();
  expect_right(seen);
  EXPECT_GE(seen.by_reason().at("ok"), 20) << "every UPSERT";
}

/// How the peer ends connections that idle: in good order, or not.
class IdleConnections : public ProcessFault, public ::testing::WithParamInterface<const char*> {};

INSTANTIATE_TEST_SUITE_P(Each, IdleConnections, ::testing::Values("Closed", "Reset"), [](const auto& tested) { return std::string{tested.param}; });

TEST_P(IdleConnections, ThatThePeerEndsPutNothingInDoubt) {  // A2
  prepare(2, R"({"latency_ms":20})");
  ChaosProxy proxy{sandbox->port(), ChaosProxy::Protocol::bytes};
  ApiSwitch door;  // what the proxy resets behind it, it closes in good order
  door.lead_to(proxy.port());
  const bool closed = std::string_view{GetParam()} == "Closed";
  settings.api.base_url = "http://127.0.0.1:" + std::to_string(closed ? door.port() : proxy.port());
  auto& worker = start_worker();
  for (int round = 0; round < 3; ++round) {
    // In the last round the connections end while the worker stands still: it finds their end and new requests at the same moment.
    const bool while_frozen = round == 2;
    if (while_frozen) worker.signal(SIGSTOP);
    proxy.reset_all();
    send_mixed(20, 2, "round-" + std::to_string(round) + "/");
    if (while_frozen) worker.signal(SIGCONT);
    ASSERT_TRUE(told(static_cast<std::size_t>(20 * (round + 1)), 30s)) << log_of("worker-0");
    EXPECT_GT(proxy.open_connections(), 0u) << "no connection was kept: the test shows nothing";
  }
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("ok"), 60);
  for (const auto& event : seen.events()) EXPECT_EQ(event.attempts, 1) << event.file_path;
}

}  // namespace
}  // namespace iw::testing
