#include "tests/support/scripted_server.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace iw::testing {

namespace {

/// A write to a client that is gone must fail here, without hiding from a test whether the client's own writes raise SIGPIPE.
void block_sigpipe_in_this_thread() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

std::size_t content_length(const std::string& head) {
  constexpr std::string_view kName = "Content-Length: ";
  const auto at = head.find(kName);
  return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + kName.size(), nullptr, 10);
}

void allow_only_old_versions(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
  SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
}

void demand_client_certificate(SSL_CTX* context, const std::string& root) {
  BIO* file = BIO_new_mem_buf(root.data(), static_cast<int>(root.size()));
  X509* authority = PEM_read_bio_X509(file, nullptr, nullptr, nullptr);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  X509_free(authority);
  BIO_free(file);
}

/// A connection to a port of this machine; -1: none.
int connect_to(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return socket;
  ::close(socket);
  return -1;
}

SSL_CTX* make_context(const TlsIdentity& identity) {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  BIO* certificate = BIO_new_mem_buf(identity.certificate.data(), static_cast<int>(identity.certificate.size()));
  BIO* key = BIO_new_mem_buf(identity.key.data(), static_cast<int>(identity.key.size()));
  X509* x509 = PEM_read_bio_X509(certificate, nullptr, nullptr, nullptr);
  EVP_PKEY* pkey = PEM_read_bio_PrivateKey(key, nullptr, nullptr, nullptr);
  if (identity.only_old_versions) allow_only_old_versions(context);
  if (identity.up_to_1_2) SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
  if (!identity.client_root.empty()) demand_client_certificate(context, identity.client_root);
  const bool good = SSL_CTX_use_certificate(context, x509) == 1 && SSL_CTX_use_PrivateKey(context, pkey) == 1;
  X509_free(x509);
  EVP_PKEY_free(pkey);
  BIO_free(certificate);
  BIO_free(key);
  if (!good) throw std::runtime_error("the test's certificate does not fit its key");
  return context;
}

}  // namespace

Peer::Peer(int socket, int index, SSL_CTX* tls) : socket_(socket), index_(index) {
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (tls == nullptr) return;
  tls_ = SSL_new(tls);
  SSL_set_fd(tls_, socket);
}

Peer::~Peer() {
  close_socket();
  SSL_free(tls_);
}

bool Peer::read_more() {
  std::array<char, 16 * 1024> buffer;
  if (socket_ < 0) return false;
  if (tls_ != nullptr && !SSL_is_init_finished(tls_) && SSL_accept(tls_) != 1) return false;
  const int room = static_cast<int>(buffer.size());
  const auto size = tls_ != nullptr ? SSL_read(tls_, buffer.data(), room) : ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (size <= 0) return false;
  unread_.append(buffer.data(), static_cast<std::size_t>(size));
  const std::lock_guard lock{mutex_};
  received_.append(buffer.data(), static_cast<std::size_t>(size));
  return true;
}

std::string Peer::read_head() {
  std::size_t end = 0;
  while ((end = unread_.find("\r\n\r\n")) == std::string::npos)
    if (!read_more()) return {};
  std::string head = unread_.substr(0, end + 4);
  unread_.erase(0, end + 4);
  return head;
}

std::string Peer::read_request() {
  const std::string head = read_head();
  const std::size_t size = content_length(head);
  while (unread_.size() < size)
    if (!read_more()) return {};
  std::string request = head + unread_.substr(0, size);
  unread_.erase(0, size);
  return request;
}

void Peer::read_until_end() {
  while (read_more()) unread_.clear();
}

void Peer::relay_to(std::uint16_t port) {
  const int other = connect_to(port);
  bool good = other >= 0;
  while (good) {
    if (!unread_.empty()) good = ::send(other, unread_.data(), unread_.size(), 0) == static_cast<ssize_t>(unread_.size());
    unread_.clear();
    std::array<pollfd, 2> ends{{{.fd = socket_, .events = POLLIN, .revents = 0}, {.fd = other, .events = POLLIN, .revents = 0}}};
    if (!good || ::poll(ends.data(), ends.size(), -1) < 0) break;
    if (ends[0].revents != 0) good = read_more();
    if (good && ends[1].revents != 0) {
      std::array<char, 16 * 1024> buffer;
      const auto size = ::recv(other, buffer.data(), buffer.size(), 0);
      good = size > 0 && write({buffer.data(), static_cast<std::size_t>(size)});
    }
  }
  if (other >= 0) ::close(other);
}

std::string Peer::client_certificate() const {
  X509* certificate = tls_ != nullptr ? SSL_get1_peer_certificate(tls_) : nullptr;
  if (certificate == nullptr) return {};
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, certificate);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string text{data, static_cast<std::size_t>(size)};
  BIO_free(memory);
  X509_free(certificate);
  return text;
}

bool Peer::write_all(const char* data, std::size_t size) {
  while (size > 0) {
    const auto sent = tls_ != nullptr ? SSL_write(tls_, data, static_cast<int>(size)) : ::send(socket_, data, size, 0);
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool Peer::write(std::string_view text) { return socket_ >= 0 && write_all(text.data(), text.size()); }

bool Peer::write_together(std::initializer_list<std::string_view> parts) {
  int cork = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_CORK, &cork, sizeof cork);
  bool good = true;
  for (const auto part : parts) good = good && write(part);
  cork = 0;
  setsockopt(socket_, IPPROTO_TCP, TCP_CORK, &cork, sizeof cork);
  return good;
}

void Peer::close() {
  if (socket_ >= 0 && tls_ != nullptr) SSL_shutdown(tls_);
  close_socket();
}

void Peer::cut() { close_socket(); }

void Peer::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close_socket();
}

bool Peer::pause(std::chrono::milliseconds length) {
  // The client's end of the stream, or stop(), ends the pause; bytes that wait to be read do not.
  pollfd socket{.fd = socket_, .events = POLLRDHUP, .revents = 0};
  return ::poll(&socket, 1, static_cast<int>(length.count())) == 0 && !stopped_;
}

std::string Peer::received() const {
  const std::lock_guard lock{mutex_};
  return received_;
}

void Peer::stop() {
  const std::lock_guard lock{mutex_};
  stopped_ = true;
  if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
}

void Peer::close_socket() {
  const std::lock_guard lock{mutex_};
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

ScriptedServer::ScriptedServer(Script script, std::optional<TlsIdentity> identity) : script_(std::move(script)) {
  if (identity) tls_.reset(make_context(*identity));
  listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound = ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0;
  if (!bound || ::listen(listener_, 512) != 0) throw std::runtime_error("no loopback port");
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread{[this] { accept_all(); }};
}

ScriptedServer::~ScriptedServer() {
  {
    const std::lock_guard lock{mutex_};
    stopped_ = true;
    for (auto& peer : peers_) peer->stop();
  }
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  for (auto& thread : threads_) thread.join();
}

void ScriptedServer::accept_all() {
  for (;;) {
    const int socket = ::accept(listener_, nullptr, nullptr);
    if (socket < 0) return;
    serve(socket);
  }
}

void ScriptedServer::serve(int socket) {
  const std::lock_guard lock{mutex_};
  peers_.push_back(std::make_unique<Peer>(socket, static_cast<int>(peers_.size()), tls_.get()));
  Peer& peer = *peers_.back();
  if (stopped_) return peer.stop();
  threads_.emplace_back([this, &peer] {
    block_sigpipe_in_this_thread();
    script_(peer);
    peer.close();
    ERR_clear_error();
  });
}

std::size_t ScriptedServer::connections() const {
  const std::lock_guard lock{mutex_};
  return peers_.size();
}

std::string ScriptedServer::received() const {
  const std::lock_guard lock{mutex_};
  std::string all;
  for (const auto& peer : peers_) all += peer->received();
  return all;
}

}  // namespace iw::testing
