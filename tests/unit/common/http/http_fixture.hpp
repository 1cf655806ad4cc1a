// An HttpClient on a loop that the test turns, and a record of how its requests ended. One thread.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "common/http/http_client.hpp"
#include "tests/support/scripted_server.hpp"

namespace iw::testing {

/// An answer of the usual form.
inline std::string answer(std::string_view body, std::string_view status = "200 OK", std::string_view fields = "") {
  const std::string head = std::string{"HTTP/1.1 "}.append(status).append("\r\n").append(fields);
  return head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

/// A script that answers each request of each connection alike.
inline ScriptedServer::Script always(std::string text) {
  return [text = std::move(text)](Peer& peer) {
    while (!peer.read_request().empty()) peer.write(text);
  };
}

/// A script that answers one request with these bytes and then ends the connection.
inline ScriptedServer::Script once(std::string text) {
  return [text = std::move(text)](Peer& peer) {
    peer.read_request();
    peer.write(text);
  };
}

class HttpFixture : public ::testing::Test, protected HttpSink {
 protected:
  /// An HttpResult, kept.
  struct End {
    HttpPhase phase;
    int status;
    std::string body, retry_after, error;
    bool compressed;
    std::chrono::milliseconds after;  ///< since send()

    friend std::ostream& operator<<(std::ostream& out, const End& end) {
      out << "phase " << static_cast<int>(end.phase) << ", status " << end.status;
      return out << ", body '" << end.body.substr(0, 80) << "', error '" << end.error << "'";
    }
  };

  ~HttpFixture() override {
    client.reset();
    if (!options.ca_file.empty()) std::remove(options.ca_file.c_str());
  }

  void open(const ScriptedServer& server) { open("http://127.0.0.1:" + std::to_string(server.port())); }
  void open(const std::string& url) {
    options.base_url = url;
    client = HttpClient::create(loop, options, *this).value();
  }

  /// Makes the next open() verify against this root.
  void trust(const TestAuthority& authority) {
    options.ca_file = ::testing::TempDir() + "import_worker_root_" + std::to_string(::getpid()) + ".pem";
    std::ofstream{options.ca_file} << authority.root();
  }

  void send(std::uint64_t id, std::string_view body = "{}", TimePoint not_after = TimePoint::max()) {
    started[id] = BootClock::now();
    in_send = true;
    client->send(id, client->make_post_head("/import", "application/json"), body, not_after);
    in_send = false;
  }

  /// Turns the loop until `done` holds. False when a bound that no good run meets has passed.
  bool run_until(const std::function<bool()>& done) {
    const auto limit = BootClock::now() + std::chrono::seconds{20};
    while (!done() && BootClock::now() < limit) {
      loop.restart();
      loop.run_one_for(std::chrono::milliseconds{20});
    }
    return done();
  }

  /// Sends one request and waits for its end.
  End fetch(std::string_view body = "{}", TimePoint not_after = TimePoint::max()) {
    const auto id = next_id++;
    send(id, body, not_after);
    EXPECT_TRUE(run_until([&] { return ends.contains(id); })) << "request " << id << " never ended";
    return ends[id];
  }

  /// One request against one script, on a client of its own.
  End fetch_from(ScriptedServer::Script script, std::string_view body = "{}") {
    const ScriptedServer server{std::move(script)};
    open(server);
    const End end = fetch(body);
    client.reset();
    return end;
  }

  void on_http_end(std::uint64_t id, const HttpResult& result) override {
    EXPECT_FALSE(in_send) << "told from inside send()";
    EXPECT_FALSE(ends.contains(id)) << "request " << id << " ended twice";
    const auto after = std::chrono::duration_cast<std::chrono::milliseconds>(BootClock::now() - started[id]);
    ends[id] = {result.phase,      result.status, std::string{result.body}, std::string{result.retry_after}, std::string{result.error},
                result.compressed, after};
    if (then) std::exchange(then, nullptr)();
  }

  boost::asio::io_context loop;
  HttpOptions options;
  std::unique_ptr<HttpClient> client;
  std::map<std::uint64_t, End> ends;
  std::function<void()> then;  ///< called once, from inside the next on_http_end()

 private:
  std::map<std::uint64_t, TimePoint> started;
  std::uint64_t next_id = 1;
  bool in_send = false;
};

/// Ended in this phase.
MATCHER_P(Ended, phase, "") { return arg.phase == phase; }

/// Answered, with this body.
MATCHER_P(Answered, body, "") { return arg.phase == HttpPhase::answered && arg.body == body; }

inline constexpr TimePoint kLongAgo{};

}  // namespace iw::testing
