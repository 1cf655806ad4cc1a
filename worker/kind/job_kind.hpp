// What the worker can do for a record, as one interface: what to call, how to read the answer, which records end it. The engine knows kinds only
// through it, so a new kind is a new class here and a line where kinds are chosen. Pure, loop thread: no I/O, no clock.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/http_result.hpp"
#include "common/record.hpp"
#include "worker/answer/job_outcome.hpp"
#include "worker/answer/read_reply.hpp"
#include "worker/decode/import_request.hpp"
#include "worker/ports/outgoing_record.hpp"
#include "worker/publish/origin.hpp"

namespace iw {

/// What a kind has read from a record, each in a type of its own. Only the kind looks inside.
using Payload = std::variant<ImportRequest>;

/// What the engine has to know of a payload. The views live as long as the payload.
struct Terms {
  std::string_view subject;  ///< request_id
  std::string_view account;  ///< its name
  DoubtPolicy when_in_doubt = DoubtPolicy::report;
  std::optional<WallTime> deadline;    ///< no call starts after it
  std::optional<WallTime> not_before;  ///< no call starts before it
};

/// A record, read. `rejection` says why its job fails without a call; the payload holds what could be read all the same.
struct Opened {
  Payload payload;
  std::optional<std::string> rejection;
};

/// The end of a job, by reference: used while its records are written, never kept.
struct Ended {
  const Record& record;
  const Payload& payload;
  const Origin& origin;
  const JobOutcome& outcome;
  int attempts = 0;
  WallTime finished_at;
};

/// One kind of job.
class JobKind {
 public:
  virtual ~JobKind() = default;
  /// Reads a record; never throws on bad input.
  [[nodiscard]] virtual Opened open(const Record& record) const = 0;
  [[nodiscard]] virtual Terms terms(const Payload& payload) const = 0;
  /// What jobs have in common that `ordering.by: collection` keeps in order.
  [[nodiscard]] virtual std::string collection(const Payload& payload) const = 0;
  /// Where it calls, below api.base_url.
  [[nodiscard]] virtual std::string_view path() const = 0;
  /// Appends the call's body.
  virtual void append_body(const Payload& payload, std::string& out) const = 0;
  /// What the call's end means. Not for phase `stale`.
  [[nodiscard]] virtual Reply read(const HttpResult& result, std::span<const std::string> secrets, Now now) const = 0;
  /// Appends the records that tell how it ended.
  virtual void append_records(const Ended& ended, std::vector<OutgoingRecord>& out) const = 0;
};

}  // namespace iw
