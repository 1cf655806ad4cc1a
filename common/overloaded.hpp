// One visitor made of several functions, for std::visit. Any thread.
#pragma once

namespace iw {

/// Overloaded{[](const A&) {…}, [](const B&) {…}}: calls the one that fits.
template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

/// clang 14 does not deduce this by itself.
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace iw
