// A sandbox on loopback and a client for it. One thread, but for what a test starts itself.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "common/json/json.hpp"
#include "worker/sandbox/sandbox.hpp"

namespace iw::testing {

/// The body of a good import call.
inline std::string import_body(const std::string& file_path, int conflict_mode = 2) {
  return R"({"env":"e","collection_name":"c","file_path":")" + file_path + R"(","file_type":1,"stop_on_error":false,"conflict_mode":)" +
         std::to_string(conflict_mode) + "}";
}

inline JsonDocument parsed(const std::string& json) {
  auto document = parse_json(json, 32);
  EXPECT_TRUE(document.has_value()) << json;
  return document ? std::move(*document) : JsonDocument{};
}

/// A number of an answer; -999999 when it is not there.
inline std::int64_t number_in(const std::string& json, std::string_view name) {
  const auto document = parsed(json);
  const auto* value = document.IsObject() ? find_member(document, name) : nullptr;
  return value != nullptr && value->IsInt64() ? value->GetInt64() : -999'999;
}

inline std::string text_in(const std::string& json, std::string_view name) {
  const auto document = parsed(json);
  const auto* value = document.IsObject() ? find_member(document, name) : nullptr;
  return value != nullptr && value->IsString() ? std::string{text_of(*value)} : "(absent)";
}

/// The sandbox is started by the first use of `sandbox()` or `client()`, with what `options` hold by then.
class SandboxFixture : public ::testing::Test {
 protected:
  SandboxFixture() { options.threads = 8; }

  Sandbox& sandbox() {
    if (!sandbox_) sandbox_ = Sandbox::create(options).value();
    return *sandbox_;
  }
  /// Keep-alive, so that a connection that was lost shows.
  httplib::Client& client() {
    if (client_) return *client_;
    client_ = std::make_unique<httplib::Client>("127.0.0.1", sandbox().port());
    client_->set_keep_alive(true);
    client_->set_tcp_nodelay(true);
    client_->set_read_timeout(20);
    return *client_;
  }
  httplib::Result post(const std::string& path, const std::string& body) { return client().Post(path.c_str(), body, "application/json"); }
  /// The body of the answer; it must be HTTP 200.
  std::string answer(const std::string& path, const std::string& body) {
    const auto result = post(path, body);
    EXPECT_TRUE(result) << httplib::to_string(result.error());
    if (!result) return {};
    EXPECT_EQ(result->status, 200);
    return result->body;
  }
  std::string get(const std::string& path) {
    const auto result = client().Get(path.c_str());
    EXPECT_TRUE(result && result->status == 200);
    return result ? result->body : "";
  }
  httplib::Result post_import(const std::string& file_path) { return post("/tcb/databasemigrateimport?access_token=t", import_body(file_path)); }
  /// The errcode of one import call.
  std::int64_t import(const std::string& file_path) {
    return number_in(answer("/tcb/databasemigrateimport?access_token=t", import_body(file_path)), "errcode");
  }
  void play(const std::string& faults) {
    const auto result = post("/sandbox/faults", faults);
    ASSERT_TRUE(result);
    ASSERT_EQ(result->status, 200) << result->body;
  }
  /// The lines of the list of calls.
  std::vector<std::string> calls() {
    std::vector<std::string> lines;
    std::istringstream text{get("/sandbox/calls")};
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }

  SandboxOptions options;

 private:
  std::unique_ptr<Sandbox> sandbox_;
  std::unique_ptr<httplib::Client> client_;
};

}  // namespace iw::testing
