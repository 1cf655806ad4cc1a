#include "common/http/http_client.hpp"

#include <boost/asio/steady_timer.hpp>
#include <list>
#include <utility>

#include "common/http/http_connection.hpp"

namespace iw {

namespace {

/// How exactly deadlines are kept: one timer for all connections costs less than one for each call.
constexpr std::chrono::milliseconds kSweep{50};

/// The client on pooled Beast connections.
class PooledHttpClient final : public HttpClient, public ConnectionEvents {
 public:
  PooledHttpClient(ConnectionSetting setting, const HttpOptions& options, HttpSink& sink)
      : setting_(std::move(setting)), options_(options), sink_(sink), timer_(setting_.connect.loop) {}
  ~PooledHttpClient() override {
    setting_.connect.resolver.cancel();
    for (auto* list : {&active_, &idle_})
      for (auto& connection : *list) connection->abandon();
  }
  PooledHttpClient(const PooledHttpClient&) = delete;
  PooledHttpClient& operator=(const PooledHttpClient&) = delete;

  [[nodiscard]] std::string make_post_head(std::string_view target, std::string_view content_type) const override {
    std::string head = "POST " + setting_.connect.url.prefix;
    head.append(target)
        .append(" HTTP/1.1\r\nHost: ")
        .append(setting_.connect.url.authority)
        .append("\r\nUser-Agent: import-worker\r\nAccept: application/json\r\nContent-Type: ");
    return head.append(content_type).append("\r\nContent-Length: ");
  }

  [[nodiscard]] std::string make_get_head(std::string_view target, std::string_view bearer) const override {
    std::string head = "GET " + setting_.connect.url.prefix;
    head.append(target)
        .append(" HTTP/1.1\r\nHost: ")
        .append(setting_.connect.url.authority)
        .append("\r\nUser-Agent: import-worker\r\nAccept: application/json");
    if (!bearer.empty()) head.append("\r\nAuthorization: Bearer ").append(bearer);
    return head.append("\r\nContent-Length: ");
  }

  void send(std::uint64_t id, std::string_view head, std::string_view body, TimePoint not_after) override {
    const auto now = BootClock::now();
    HttpRequest request{id, take_buffer(), not_after, now + options_.connect_timeout, now + options_.timeout};
    request.bytes.append(head).append(std::to_string(body.size())).append("\r\n\r\n").append(body);
    // The one that was used last is the least likely to have been closed by the peer.
    if (idle_.empty() || now - idle_.front()->idle_since >= options_.idle_timeout) return connect(std::move(request));
    HttpConnection& connection = *idle_.front();
    active_.splice(active_.end(), idle_, idle_.begin());
    connection.send(std::move(request));
    watch();
  }

  void withdraw_unsent() override {
    for (auto& connection : active_) connection->withdraw();
  }

  [[nodiscard]] std::size_t connections() const override { return active_.size() + idle_.size(); }
  [[nodiscard]] std::string trouble() const override { return setting_.connect.tls ? setting_.connect.tls->trouble() : std::string{}; }

 private:
  /// A request's bytes hold a token: they are wiped by being written over, in the same buffers again and again.
  std::string take_buffer() {
    if (spare_.empty()) return {};
    std::string buffer = std::move(spare_.back());
    spare_.pop_back();
    buffer.clear();
    return buffer;
  }
  void connect(HttpRequest request) {
    auto connection = std::make_shared<HttpConnection>(setting_, *this);
    connection->place = active_.insert(active_.end(), connection);
    connection->connect(std::move(request));
    watch();
  }
  void on_request_end(HttpConnection& connection, const HttpResult& result, bool reusable) override {
    const auto id = connection.request_id();
    if (!connection.writing()) spare_.push_back(connection.take_request().bytes);
    const auto held = *connection.place;  // the result's views live in the connection
    if (reusable) {
      connection.idle_since = BootClock::now();
      idle_.splice(idle_.begin(), active_, connection.place);
    } else {
      active_.erase(connection.place);
    }
    sink_.on_http_end(id, result);
  }
  void on_unsent(HttpConnection& connection) override {
    auto request = connection.take_request();
    const auto held = *connection.place;
    active_.erase(connection.place);
    connection.abandon();
    connect(std::move(request));
  }
  void on_idle_closed(HttpConnection& connection) override {
    const auto held = *connection.place;
    idle_.erase(connection.place);
  }
  void watch() {
    if (std::exchange(watching_, true)) return;
    timer_.expires_after(kSweep);
    timer_.async_wait([this, alive = std::weak_ptr{alive_}](const boost::system::error_code& error) {
      if (error || alive.expired()) return;
      watching_ = false;
      sweep(BootClock::now());
      if (connections() > 0) watch();
    });
  }
  void sweep(TimePoint now) {
    while (!idle_.empty() && now - idle_.back()->idle_since >= options_.idle_timeout) {
      idle_.back()->abandon();
      idle_.pop_back();
    }
    // A connection that ends leaves the list, and what its end brings about may add to it: walk over a copy of who is there now.
    sweeping_.assign(active_.begin(), active_.end());
    for (const auto& connection : sweeping_) connection->check_times(now);
    sweeping_.clear();
  }

  ConnectionSetting setting_;
  HttpOptions options_;
  HttpSink& sink_;
  boost::asio::steady_timer timer_;
  bool watching_ = false;
  std::list<std::shared_ptr<HttpConnection>> active_;
  std::list<std::shared_ptr<HttpConnection>> idle_;  ///< the one used last in front
  std::vector<std::shared_ptr<HttpConnection>> sweeping_;
  std::vector<std::string> spare_;                          ///< buffers of requests that ended
  std::shared_ptr<char> alive_ = std::make_shared<char>();  ///< a timer that is due is not cancelled: its handler must see that we are gone
};

const SystemClock kClock;

Result<std::optional<ProxyUrl>> read_proxy(const Secret& text) {
  if (text.empty()) return std::optional<ProxyUrl>{};
  auto proxy = parse_proxy_url(text.reveal());
  if (!proxy) return Error{"the proxy's URL: " + proxy.error().message};
  return std::optional{std::move(*proxy)};
}

Result<std::optional<LiveTlsContext>> read_tls(bool is_wanted, const HttpOptions& options) {
  if (!is_wanted) return std::optional<LiveTlsContext>{};
  auto tls = LiveTlsContext::create({options.ca_file, options.client_certificate_file, options.client_key_file});
  if (!tls) return tls.error();
  return std::optional{std::move(*tls)};
}

}  // namespace

Result<std::unique_ptr<HttpClient>> HttpClient::create(boost::asio::io_context& loop, const HttpOptions& options, HttpSink& sink) {
  auto url = parse_base_url(options.base_url);
  if (!url) return url.error();
  auto proxy = read_proxy(options.proxy);
  if (!proxy) return proxy.error();
  auto tls = read_tls(url->tls, options);
  if (!tls) return tls.error();
  const std::string host = *proxy ? (*proxy)->host : url->host, port = *proxy ? (*proxy)->port : url->port;
  auto look_up = options.look_up ? options.look_up : system_look_up(loop);
  HostResolver resolver{loop, host, port, std::move(look_up), options.resolver_times, kClock};
  ConnectSetting connect{
      loop, std::move(*url), std::move(*proxy), std::move(*tls), std::move(resolver), options.attempt_delay, options.max_header_bytes};
  return std::unique_ptr<HttpClient>{
      std::make_unique<PooledHttpClient>(ConnectionSetting{std::move(connect), options.max_body_bytes}, options, sink)};
}

}  // namespace iw
