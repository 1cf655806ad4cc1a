// Kafka frames as a client and a broker would write them, for tests of what looks for them. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>

namespace iw::testing {

/// A number in the protocol's form: big-endian.
template <class T>
std::string big_endian(T number) {
  std::string bytes;
  for (std::size_t i = sizeof(T); i-- > 0;) bytes += static_cast<char>(static_cast<std::make_unsigned_t<T>>(number) >> (8 * i));
  return bytes;
}

/// A request: size, API key, version 0, correlation id, body.
inline std::string request_frame(std::int16_t api_key, std::int32_t correlation_id, const std::string& body) {
  return big_endian(static_cast<std::int32_t>(8 + body.size())) + big_endian(api_key) + big_endian(std::int16_t{0}) + big_endian(correlation_id) +
         body;
}

/// An answer: size, correlation id, body.
inline std::string answer_frame(std::int32_t correlation_id, const std::string& body) {
  return big_endian(static_cast<std::int32_t>(4 + body.size())) + big_endian(correlation_id) + body;
}

}  // namespace iw::testing
