#include "worker/call/token/account_token.hpp"

#include <utility>

namespace iw {

bool AccountToken::put(Secret token, TimePoint now, std::optional<TimePoint> ends) {
  ends_ = ends;
  if (version_ != 0 && token == token_) return false;
  token_ = std::move(token);
  version_ = ++versions_;
  since_ = now;
  secrets_.remember("access token", token_);
  return true;
}

void AccountToken::expire() {
  token_ = {};
  version_ = 0;
}

}  // namespace iw
