#include "common/config/text_file.hpp"

#include <algorithm>
#include <boost/nowide/utf/utf.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

namespace iw::config {

namespace {

using Utf8 = boost::nowide::utf::utf_traits<char>;

bool is_control(boost::nowide::utf::code_point point) { return point < 0x20 || (point >= 0x7F && point <= 0x9F); }

/// Calls `visit(code point, its first byte)` until it returns false; illegal bytes come as utf::illegal or utf::incomplete.
template <class Visit>
void each_code_point(std::string_view text, Visit visit) {
  for (auto at = text.begin(); at != text.end();) {
    const auto start = at;
    if (!visit(Utf8::decode(at, text.end()), start)) return;
  }
}

bool is_bad(boost::nowide::utf::code_point point) { return point == boost::nowide::utf::illegal || point == boost::nowide::utf::incomplete; }

Error cannot_read(int reason) { return {std::string{"cannot read this file: "} + std::strerror(reason)}; }

}  // namespace

Result<std::string> read_text_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(path.c_str(), "rbe"), &std::fclose};
  if (!file) return cannot_read(errno);
  std::string text(kMaxFileBytes + 1, '\0');
  errno = 0;
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (std::ferror(file.get()) != 0) return cannot_read(errno);
  if (text.size() > kMaxFileBytes) return Error{"this file is larger than 1 MiB"};
  return Result<std::string>{boost::system::in_place_value, std::move(text)};
}

std::optional<std::size_t> code_points(std::string_view text) {
  std::size_t count = 0;
  bool valid = true;
  each_code_point(text, [&](auto point, auto) { return ++count, valid = !is_bad(point); });
  return valid ? std::optional{count} : std::nullopt;
}

bool has_control_character(std::string_view text) {
  bool found = false;
  each_code_point(text, [&](auto point, auto) { return !(found = is_control(point)); });
  return found;
}

std::optional<BadCharacter> first_bad_character(std::string_view text) {
  std::optional<BadCharacter> bad;
  each_code_point(text, [&](auto point, auto at) {
    const bool allowed = point == '\t' || point == '\n' || point == '\r' || point == 0x85;
    if (!is_bad(point) && (allowed || !is_control(point))) return true;
    const auto line = static_cast<int>(std::count(text.begin(), at, '\n')) + 1;
    bad = BadCharacter{line, is_bad(point) ? "expected UTF-8, found a byte that is not" : "expected readable text, found a control character"};
    return false;
  });
  return bad;
}

}  // namespace iw::config
