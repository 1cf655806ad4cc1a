#include "worker/admin/admin_routes.hpp"

#include <algorithm>
#include <array>

#include "worker/admin/metrics_text.hpp"
#include "worker/admin/status_json.hpp"
#include "worker/admin/status_page.hpp"

namespace iw {

namespace {

AdminAnswer health(bool good, std::string_view text) { return {.status = good ? 200 : 503, .body = std::string{text} + "\n"}; }

/// A path and what stands behind it.
struct Route {
  std::string_view path;
  AdminAnswer (*answer)(const WorkerView& worker);
};

constexpr std::array kRoutes{
    Route{"/livez", [](const WorkerView& worker) { return health(worker.alive(), worker.alive() ? "alive" : "the loop makes no progress"); }},
    Route{"/readyz",
          [](const WorkerView& worker) {
            const Status status = worker.status();
            return health(status.ready, status.ready ? "ready" : status.not_ready_because);
          }},
    Route{"/startupz", [](const WorkerView& worker) { return health(worker.alive(), "started"); }},
    Route{"/metrics",
          [](const WorkerView& worker) {
            return AdminAnswer{.type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics_text(worker.status())};
          }},
    Route{"/statusz", [](const WorkerView& worker) { return AdminAnswer{.type = "application/json", .body = status_json(worker.status())}; }},
    Route{"/", [](const WorkerView&) { return AdminAnswer{.type = "text/html; charset=utf-8", .body = std::string{status_page_html()}}; }},
    Route{"/page.js",
          [](const WorkerView&) { return AdminAnswer{.type = "text/javascript; charset=utf-8", .body = std::string{status_page_script()}}; }},
    Route{"/page.css", [](const WorkerView&) { return AdminAnswer{.type = "text/css; charset=utf-8", .body = std::string{status_page_style()}}; }},
};

}  // namespace

AdminAnswer answer_admin_request(std::string_view method, std::string_view target, const WorkerView& worker) {
  if (method != "GET" && method != "HEAD") return {.status = 405, .body = "the admin port is read only: GET and HEAD\n"};
  const auto path = target.substr(0, target.find('?'));
  const auto* route = std::find_if(kRoutes.begin(), kRoutes.end(), [path](const Route& candidate) { return candidate.path == path; });
  // The path is not repeated: whatever somebody typed into it does not come back out of here.
  if (route == kRoutes.end()) return {.status = 404, .body = "no such page; there are / /livez /readyz /startupz /metrics /statusz\n"};
  return route->answer(worker);
}

}  // namespace iw
