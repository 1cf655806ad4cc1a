// Which path of the sandbox leads where, and the little that HTTP adds: bodies, headers, waiting. Called once, before the server starts; its handlers
// run on any thread.
#pragma once

#include "worker/sandbox/call_list.hpp"
#include "worker/sandbox/fault_play.hpp"
#include "worker/sandbox/sandbox_api.hpp"
#include "worker/sandbox/wire_server.hpp"

namespace iw {

/// The API's own paths, and /sandbox/token-service?appid=. The arguments must outlive the server.
void route_api(WireServer& server, SandboxApi& api);
/// POST /sandbox/upload, where upload links point to. Files up to 256 MiB; they are read and forgotten.
void route_upload(WireServer& server);
/// /sandbox/faults, /sandbox/calls, /sandbox/stats, and 404 for the rest: to be called last.
void route_control(WireServer& server, FaultPlay& faults, const CallList& calls);

}  // namespace iw
