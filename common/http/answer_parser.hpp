// Reads one HTTP/1.1 answer as it comes in, within bounds, and keeps only what the caller looks at. Loop thread; no I/O.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace iw {

/// Beast's parser without its field containers: one answer costs no allocation once the strings have grown. One object per answer.
class AnswerParser : public boost::beast::http::basic_parser<false> {
 public:
  /// `body` and `retry_after` are cleared and filled; they must outlive the parser.
  AnswerParser(std::string& body, std::string& retry_after, std::uint32_t max_header, std::uint64_t max_body)
      : body_(body), retry_after_(retry_after) {
    body_.clear();
    retry_after_.clear();
    header_limit(max_header);
    body_limit(max_body);
    eager(true);
  }
  [[nodiscard]] int status() const { return status_; }
  /// The body came with a Content-Encoding other than identity.
  [[nodiscard]] bool compressed() const { return compressed_; }
  /// An interim answer (1xx): the real one follows.
  [[nodiscard]] bool interim() const { return status_ >= 100 && status_ < 200; }

 private:
  using Error = boost::beast::error_code;
  using Text = boost::beast::string_view;
  using Field = boost::beast::http::field;
  void on_request_impl(boost::beast::http::verb, Text, Text, int, Error&) override {}
  void on_response_impl(int code, Text, int, Error&) override { status_ = code; }
  void on_field_impl(Field name, Text, Text value, Error&) override {
    if (name == Field::retry_after && value.size() <= 64) retry_after_.assign(value.data(), value.size());
    if (name == Field::content_encoding && !value.empty() && !boost::beast::iequals(value, "identity")) compressed_ = true;
  }
  void on_header_impl(Error&) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, Error&) override {}
  std::size_t on_body_impl(Text part, Error&) override {
    body_.append(part.data(), part.size());
    return part.size();
  }
  void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text part, Error&) override {
    body_.append(part.data(), part.size());
    return part.size();
  }
  void on_finish_impl(Error&) override {}

  std::string& body_;
  std::string& retry_after_;
  int status_ = 0;
  bool compressed_ = false;
};

}  // namespace iw
