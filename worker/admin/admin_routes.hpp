// What the admin port answers (contract, section 7): a function of the request line and the worker's state. Read only: no request changes anything.
// Any thread; it knows no socket.
#pragma once

#include <string>
#include <string_view>

#include "worker/status/status.hpp"

namespace iw {

/// What the admin port may know of the worker. Any thread.
class WorkerView {
 public:
  virtual ~WorkerView() = default;
  /// The loop makes progress.
  [[nodiscard]] virtual bool alive() const = 0;
  /// The present state; the last known one when the loop does not answer within a moment.
  [[nodiscard]] virtual Status status() const = 0;
};

/// An answer, still without the headers that all answers have.
struct AdminAnswer {
  int status = 200;
  std::string_view type = "text/plain; charset=utf-8";
  std::string body;
};

/// The answer to a request; `target` may have a query, which is ignored. 405 for anything but GET and HEAD, 404 for an unknown path.
[[nodiscard]] AdminAnswer answer_admin_request(std::string_view method, std::string_view target, const WorkerView& worker);

}  // namespace iw
