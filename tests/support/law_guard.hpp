// Makes a broken law something that a test can see: it throws instead of ending the process. One thread.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "common/law/law.hpp"

namespace iw::testing {

/// A law of the worker was broken.
struct LawBroken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// As long as it lives, breaches throw.
class LawGuard {
 public:
  LawGuard() {
    on_breach([](std::string_view law, std::string_view where) { throw LawBroken{"law: " + std::string{law} + " (" + std::string{where} + ")"}; });
  }
  ~LawGuard() { on_breach(nullptr); }
  LawGuard(const LawGuard&) = delete;
  LawGuard& operator=(const LawGuard&) = delete;
};

}  // namespace iw::testing
