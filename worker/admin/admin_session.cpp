#include "worker/admin/admin_session.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>

namespace iw {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

/// The headers of every answer: nothing is cached, framed, sniffed or run that is not ours.
void set_common_headers(http::response<http::string_body>& response) {
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("X-Frame-Options", "DENY");
  response.set("Referrer-Policy", "no-referrer");
  response.set(
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
}

/// What came is no HTTP. Any other error means that the client went away or took too long: there is nobody to tell.
bool is_bad_request(const error_code& error) {
  return error.category() == http::make_error_code(http::error::bad_method).category() && error != http::error::end_of_stream &&
         error != http::error::partial_message;
}

}  // namespace

asio::awaitable<void> AdminSession::serve() {
  for (int served = 0; served < bounds_.requests; ++served)
    if (!co_await serve_one()) break;
  close();
}

asio::awaitable<bool> AdminSession::serve_one() {
  http::request_parser<http::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(bounds_.header_bytes));
  // One deadline for the whole header: a byte now and then does not extend it.
  stream_.expires_after(bounds_.patience);
  error_code error;
  co_await http::async_read_header(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
  if (error && !is_bad_request(error)) co_return false;
  // The answer has a name because gcc 12 destroys an aggregate temporary of a co_await expression twice.
  AdminAnswer answer{.status = error == http::error::header_limit ? 431 : 400, .body = "this is no HTTP request that the admin port reads\n"};
  if (error) {
    co_await write(std::move(answer), false, false);
    co_return false;
  }
  const auto& request = parser.get();
  // What follows the header would be taken for the next request: a client with a body gets its answer and is let go.
  const bool has_body = parser.chunked() || parser.content_length().value_or(0) > 0;
  const bool keep = request.keep_alive() && !has_body;
  const auto method = request.method_string();
  const auto target = request.target();
  answer = answer_admin_request({method.data(), method.size()}, {target.data(), target.size()}, worker_);
  co_await write(std::move(answer), request.method() == http::verb::head, keep);
  co_return keep;
}

asio::awaitable<void> AdminSession::write(AdminAnswer answer, bool is_head, bool keep) {
  http::response<http::string_body> response{static_cast<http::status>(answer.status), 11};
  set_common_headers(response);
  response.set(http::field::content_type, boost::beast::string_view{answer.type.data(), answer.type.size()});
  if (answer.status == 405) response.set(http::field::allow, "GET, HEAD");
  response.keep_alive(keep);
  response.content_length(answer.body.size());
  if (!is_head) response.body() = std::move(answer.body);
  stream_.expires_after(bounds_.patience);
  error_code ignored;  // a client that takes no answer is gone; the next read says so
  co_await http::async_write(stream_, response, asio::redirect_error(asio::use_awaitable, ignored));
}

void AdminSession::close() {
  error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  stream_.close();
}

}  // namespace iw
