// What the API said last, as far as it said anything. Plain data, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace iw {

/// The part of an answer that people and pipelines look at. errmsg and rid are empty when absent; secrets in errmsg are already replaced.
struct LastAnswer {
  std::optional<std::int64_t> errcode;
  std::string errmsg;
  std::string rid;
};

}  // namespace iw
