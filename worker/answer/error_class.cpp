#include "worker/answer/error_class.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace iw {

namespace {

constexpr std::string_view kShippedTable =
#include "errcodes.inc"  // config/errcodes.tsv as a string literal, made by CMake
    ;

constexpr std::array<std::pair<ErrorClass, std::string_view>, 8> kNames{{{ErrorClass::accepted, "accepted"},
                                                                         {ErrorClass::transient, "transient"},
                                                                         {ErrorClass::throttled, "throttled"},
                                                                         {ErrorClass::quota, "quota"},
                                                                         {ErrorClass::token, "token"},
                                                                         {ErrorClass::permanent, "permanent"},
                                                                         {ErrorClass::operator_, "operator"},
                                                                         {ErrorClass::in_doubt, "in_doubt"}}};

template <class T>
std::optional<T> number_in(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty() ? std::optional{value} : std::nullopt;
}

/// Cuts the part before the next `separator` off the front.
std::string_view cut(std::string_view& rest, char separator) {
  const auto at = rest.find(separator);
  const auto part = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
  return part;
}

}  // namespace

std::string_view name_of(ErrorClass error_class) {
  for (const auto& [value, name] : kNames)
    if (value == error_class) return name;
  return "unknown";
}

std::optional<ErrorClass> error_class_of(std::string_view name) {
  for (const auto& [value, known] : kNames)
    if (known == name) return value;
  return std::nullopt;
}

const ErrorTable& ErrorTable::shipped() {
  static const ErrorTable table = parse(kShippedTable).value();
  return table;
}

Result<ErrorTable> ErrorTable::parse(std::string_view tsv) {
  ErrorTable table;
  for (int number = 1; !tsv.empty(); ++number) {
    auto line = cut(tsv, '\n');
    if (line.empty() || line.front() == '#') continue;
    const auto errcode = number_in<std::int64_t>(cut(line, '\t'));
    const auto error_class = error_class_of(cut(line, '\t'));
    if (!errcode || !error_class)
      return Error{"errcode table, line " + std::to_string(number) + ": expected errcode, class, meaning and advice, separated by tabs"};
    const auto meaning = cut(line, '\t');
    table.rows_[*errcode] = {*error_class, std::string{meaning}, std::string{line}};
  }
  return table;
}

Result<void> ErrorTable::override_class(std::string_view key, std::string_view class_name) {
  const auto error_class = error_class_of(class_name);
  if (!error_class || *error_class == ErrorClass::accepted)
    return Error{"expected one of transient, throttled, quota, token, permanent, operator, in_doubt; found '" +
                 std::string{class_name.substr(0, 40)} + "'"};
  if (key.substr(0, 5) == "http_") {
    const auto status = number_in<int>(key.substr(5));
    if (!status || *status < 100 || *status > 599) return Error{"expected an HTTP status from http_100 to http_599"};
    statuses_[*status] = *error_class;
    return {};
  }
  const auto errcode = number_in<std::int64_t>(key);
  if (!errcode) return Error{"expected an errcode such as -502001, or an HTTP status such as http_503"};
  if (*errcode == 0) return Error{"errcode 0 is success and has no other class"};
  rows_[*errcode].error_class = *error_class;
  return {};
}

const ErrorCode* ErrorTable::find(std::int64_t errcode) const {
  const auto it = rows_.find(errcode);
  return it == rows_.end() ? nullptr : &it->second;
}

std::optional<ErrorClass> ErrorTable::status_override(int status) const {
  const auto it = statuses_.find(status);
  return it == statuses_.end() ? std::nullopt : std::optional{it->second};
}

}  // namespace iw
