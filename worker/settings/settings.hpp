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

/// `kafka.without_offset`: what a partition does for which the group has committed nothing.
enum class WithoutOffset : std::uint8_t { earliest, stop };

/// `kafka`
struct KafkaSettings {
  std::string brokers = "localhost:9092";
  std::string group = "import-worker";
  std::string instance;  ///< never empty after loading: the host name by default
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
  WithoutOffset without_offset = WithoutOffset::earliest;
  bool keeps_offsets = true;  ///< no setting: false for the demo's embedded broker, whose transactions store no offsets
  std::map<std::string, std::string> client;              ///< librdkafka options as given; values may be secret: never printed

  /// <group>.<instance>, under which no other worker may run. With a dot in the instance that could be another group's as well ("x.eu" and "w1", "x" and
  /// "eu.w1"): then the length of the group's name stands behind a slash, which no name holds.
  [[nodiscard]] std::string transactional_id() const {
    const auto id = group + "." + instance;
    return instance.find('.') == std::string::npos ? id : id + "/" + std::to_string(group.size());
  }
};

/// `api`
struct ApiSettings {
  std::string base_url = "https://api.weixin.qq.com";
  std::chrono::milliseconds timeout{15'000};
  std::chrono::milliseconds connect_timeout{5'000};
  int max_in_flight = 256;
  std::string ca_file;
  Secret proxy;  ///< http://[user:password@]host:port; empty: none
  std::string client_certificate_file;
  std::string client_key_file;  ///< given when client_certificate_file is (checked)
};

/// How an account gets its token.
enum class TokenKind : std::uint8_t { none, static_value, file, stable, service, authorizer };

/// How an authorizer's token call gets its component token.
enum class ComponentKind : std::uint8_t { file, service, ticket };

/// `accounts.*.token.component`
struct ComponentSettings {
  ComponentKind kind = ComponentKind::file;
  std::string path;         ///< kind file
  std::string url;          ///< kind service
  Secret bearer;            ///< kind service, when given as `bearer`; may be absent
  std::string bearer_file;  ///< kind service, when given as `bearer_file`
  Secret secret;            ///< kind ticket, when given as `component_secret`
  std::string secret_file;  ///< kind ticket, when given as `component_secret_file`
  std::string ticket_file;  ///< kind ticket
  friend bool operator==(const ComponentSettings&, const ComponentSettings&) = default;
};

/// `accounts.*.token`. Files are read again when they change.
struct TokenSettings {
  TokenKind kind = TokenKind::none;
  std::string parameter = "access_token";  ///< name of the query parameter
  Secret value;                            ///< kind static, when given as `value`
  std::string value_file;                  ///< kind static, when given as `value_file`
  std::string path;                        ///< kind file
  std::string appid;                       ///< kind stable
  Secret secret;                           ///< kind stable, when given as `secret`
  std::string secret_file;                 ///< kind stable, when given as `secret_file`
  std::string url;                         ///< kind service
  Secret bearer;                           ///< kind service, when given as `bearer`; may be absent
  std::string bearer_file;                 ///< kind service, when given as `bearer_file`
  std::string component_appid;             ///< kind authorizer, from here on
  std::string authorizer_appid;
  std::string refresh_token_file;  ///< read, and written when another refresh token comes back
  ComponentSettings component;
};

/// One entry of `accounts`
struct AccountSettings {
  std::string name;
  TokenSettings token;
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

/// `breaker`
struct BreakerSettings {
  int failures = 50;  ///< in a row; 0: never
  std::chrono::milliseconds probe{10'000};
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
  std::string accounts_dir;               ///< a directory with further ones, one file each; empty: none
  RetrySettings retry;
  BreakerSettings breaker;
  InDoubtSettings in_doubt;
  OrderBy order_by = OrderBy::none;
  std::chrono::milliseconds shutdown_grace{25'000};
  AdminSettings admin;
  LogSettings log;
  /// No key: what a commit's metadata may hold, a broker's default (offset.metadata.max.bytes). The simulation plays with less.
  std::size_t ledger_bytes = 4096;
};

}  // namespace iw
