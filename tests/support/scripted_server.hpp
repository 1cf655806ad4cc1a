// The other end of an HTTP client: a loopback server whose every byte, pause and end a test writes down. Plain TCP or TLS.
// A thread for each connection runs the test's script with blocking calls. It knows just enough HTTP to find a request's end.
#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/test_certificates.hpp"

namespace iw::testing {

/// One accepted connection, as a script sees it. Its own thread, but for received() and stop().
class Peer {
 public:
  Peer(int socket, int index, SSL_CTX* tls);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  /// The how manieth connection this is, from 0.
  [[nodiscard]] int index() const { return index_; }
  /// Reads one request up to the end of the body that its Content-Length tells; empty when the client ended or was never let in by TLS.
  std::string read_request();
  /// Reads until the request's header is complete, and nothing that is not there yet.
  std::string read_head();
  /// Reads and drops until the client ends the connection, or the server is stopped.
  void read_until_end();
  /// Plain TCP: connects to a port of this machine and passes bytes in both directions, as a proxy's tunnel does, until one side ends.
  void relay_to(std::uint16_t port);
  /// TLS: what the client has shown, PEM; empty: nothing. Known once something was read.
  [[nodiscard]] std::string client_certificate() const;
  /// False when the client is gone.
  bool write(std::string_view text);
  /// Several TLS records, or pieces of a stream, that travel in one segment.
  bool write_together(std::initializer_list<std::string_view> parts);
  /// Ends the stream as its protocol wants it: under TLS signed.
  void close();
  /// Ends the TCP stream alone: under TLS a cut.
  void cut();
  /// Ends with RST.
  void reset();
  /// Waits as a slow peer does; false at once when the server is stopped.
  bool pause(std::chrono::milliseconds length);

  /// Application bytes that came in so far. Any thread.
  [[nodiscard]] std::string received() const;
  /// Makes every blocking call of the script end. Any thread.
  void stop();

 private:
  bool read_more();
  bool write_all(const char* data, std::size_t size);
  void close_socket();

  mutable std::mutex mutex_;  ///< over socket_ as stop() sees it, and received_
  int socket_;
  int index_;
  SSL* tls_ = nullptr;
  std::string unread_;
  std::string received_;
  std::atomic<bool> stopped_{false};
};

/// Listens on 127.0.0.1 from construction to destruction.
class ScriptedServer {
 public:
  /// Runs once for each connection; when it returns the connection is closed.
  using Script = std::function<void(Peer& peer)>;

  explicit ScriptedServer(Script script, std::optional<TlsIdentity> identity = {});
  /// Ends all connections and waits for their scripts.
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Connections accepted so far.
  [[nodiscard]] std::size_t connections() const;
  /// Application bytes that all connections took, in the order of the connections.
  [[nodiscard]] std::string received() const;

 private:
  struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  void accept_all();
  void serve(int socket);

  Script script_;
  std::unique_ptr<SSL_CTX, FreeContext> tls_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;  ///< over peers_ and threads_, which the accepting thread fills
  std::vector<std::unique_ptr<Peer>> peers_;
  std::vector<std::thread> threads_;
  bool stopped_ = false;
  std::thread acceptor_;
};

}  // namespace iw::testing
