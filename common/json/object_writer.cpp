#include "common/json/object_writer.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace iw {

void ObjectWriter::fraction(std::string_view name, double value) {
  member(name);
  std::array<char, 64> text{};
  const int size = std::snprintf(text.data(), text.size(), "%.3f", std::isfinite(value) ? value : 0.0);
  out_.append(text.data(), static_cast<std::size_t>(size));
}

}  // namespace iw
