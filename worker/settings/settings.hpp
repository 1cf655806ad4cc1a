// The configuration of a worker, typed (contract, section 5). Filled once at start by load_settings; plain data afterwards, any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/secret.hpp"

namespace iw {

/// `kafka`
struct KafkaSettings {
  std::string brokers = "localhost:9092";
  std::string group = "import-worker";
  std::string instance;  ///< never empty after loading: the host name by default. transactional.id = <group>.<instance>
  bool static_membership = false;
  /// `kafka.topics`
  struct Topics {
    std::string requests = "import.requests";
    std::string results = "import.results";
    std::string dead_letters = "import.dead-letters";  ///< empty: no dead letters
    std::string tracking = "import.tracking";
  } topics;
  std::chrono::milliseconds session_timeout{30'000};
  std::chrono::milliseconds transaction_timeout{10'000};  ///< shorter than session_timeout (checked)
  std::map<std::string, std::string> client;              ///< librdkafka options as given; values may be secret: never printed
};

/// `api`
struct ApiSettings {
  std::string base_url = "https://api.weixin.qq.com";
  std::chrono::milliseconds timeout{15'000};
  std::chrono::milliseconds connect_timeout{5'000};
  int max_in_flight = 256;
  std::string ca_file;
};

/// How an account gets its token.
enum class TokenKind : std::uint8_t { none, static_value, file };

/// One entry of `accounts`
struct AccountSettings {
  std::string name;
  TokenKind kind = TokenKind::none;
  Secret value;                            ///< kind static, when given as `value`
  std::string value_file;                  ///< kind static, when given as `value_file`: read again when it changes
  std::string path;                        ///< kind file
  std::string parameter = "access_token";  ///< name of the query parameter
};

/// `retry`
struct RetrySettings {
  std::chrono::milliseconds initial{1'000};
  std::chrono::milliseconds max{60'000};
  double multiplier = 2;
  int attempts = 8;
  std::chrono::milliseconds deadline{std::chrono::hours{24}};
  int budget = 100;  ///< 0: no limit
  bool hold_token = true;
  bool hold_operator = false;
  std::map<std::string, std::string> classes;  ///< overrides: errcode or http_<status> → class
  /// `retry.waits`
  struct Waits {
    std::chrono::milliseconds minute_quota{60'000};
    std::chrono::milliseconds quota{std::chrono::minutes{10}};
    std::chrono::milliseconds retry_after_max{std::chrono::minutes{5}};
  } waits;
};

/// `in_doubt`: what happens to a lost answer, by conflict mode.
struct InDoubtSettings {
  bool insert_resubmits = false;
  bool upsert_resubmits = true;
};

/// `ordering.by`
enum class OrderBy : std::uint8_t { none, key, collection };

/// `admin`
struct AdminSettings {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: any free one
};

/// `log`
struct LogSettings {
  std::string level = "info";
  bool json = true;
};

/// The whole configuration.
struct Settings {
  KafkaSettings kafka;
  ApiSettings api;
  std::vector<AccountSettings> accounts;  ///< in the order of their names
  RetrySettings retry;
  InDoubtSettings in_doubt;
  OrderBy order_by = OrderBy::none;
  std::chrono::milliseconds shutdown_grace{25'000};
  AdminSettings admin;
  LogSettings log;
};

}  // namespace iw
