#include "tests/bench/api_stub.hpp"

#include <boost/asio/write.hpp>
#include <charconv>
#include <cstring>
#include <string>
#include <string_view>

namespace iw::bench {

namespace asio = boost::asio;

struct ApiStub::Connection : std::enable_shared_from_this<ApiStub::Connection> {
  Connection(ApiStub& stub, asio::ip::tcp::socket accepted) : owner(stub), socket(std::move(accepted)) {}

  void read() {
    socket.async_read_some(asio::buffer(buffer.data() + used, buffer.size() - used),
                           [self = shared_from_this()](boost::system::error_code error, std::size_t n) {
                             if (error) return;
                             self->used += n;
                             self->whole_request() ? self->owner.answer_later(self) : self->read();
                           });
  }

  [[nodiscard]] bool whole_request() const {
    const std::string_view text{buffer.data(), used};
    const auto head = text.find("\r\n\r\n");
    if (head == std::string_view::npos) return false;
    const auto field = text.find("Content-Length: ");
    std::size_t length = 0;
    if (field < head) std::from_chars(text.data() + field + 16, text.data() + head, length);
    return used >= head + 4 + length;
  }

  void answer(std::uint64_t job_id) {
    const auto body = "{\"errcode\":0,\"errmsg\":\"ok\",\"job_id\":" + std::to_string(job_id) + "}";
    out = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    used = 0;
    asio::async_write(socket, asio::buffer(out), [self = shared_from_this()](boost::system::error_code error, std::size_t) {
      if (!error) self->read();
    });
  }

  ApiStub& owner;
  asio::ip::tcp::socket socket;
  std::array<char, 4096> buffer{};
  std::size_t used = 0;
  std::string out;
};

ApiStub::ApiStub(asio::io_context& loop, std::chrono::milliseconds delay)
    : acceptor_(loop, {asio::ip::make_address_v4("127.0.0.1"), 0}), timer_(loop), delay_(delay) {
  acceptor_.listen(4096);
  accept();
  tick();
}

void ApiStub::accept() {
  acceptor_.async_accept([this](boost::system::error_code error, asio::ip::tcp::socket socket) {
    if (error) return;
    socket.set_option(asio::ip::tcp::no_delay{true});
    std::make_shared<Connection>(*this, std::move(socket))->read();
    accept();
  });
}

void ApiStub::answer_later(std::shared_ptr<Connection> connection) {
  due_.push_back({std::chrono::steady_clock::now() + delay_, std::move(connection)});
}

void ApiStub::tick() {
  timer_.expires_after(std::chrono::milliseconds{1});
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    const auto now = std::chrono::steady_clock::now();
    for (; !due_.empty() && due_.front().at <= now; due_.pop_front()) {
      due_.front().connection->answer(next_job_id_++);
      answered_.fetch_add(1, std::memory_order_relaxed);
    }
    tick();
  });
}

}  // namespace iw::bench
