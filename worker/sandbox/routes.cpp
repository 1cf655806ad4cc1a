#include "worker/sandbox/routes.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "worker/sandbox/upload_check.hpp"
#include "worker/sandbox/wire_stream.hpp"

namespace iw {

namespace {

using httplib::ContentReader;
using httplib::Request;
using httplib::Response;

constexpr std::size_t kMaxBody = 1024 * 1024;
constexpr std::size_t kMaxUpload = 256u * 1024 * 1024;
constexpr std::size_t kMostLines = 10'000;
constexpr const char* kJson = "application/json; encoding=utf-8";  // WeChat's own spelling

/// A body, or the news that it was over 1 MiB. It is read to its end in any case: what is left would be taken for the next request.
struct Body {
  std::string text;
  bool too_large = false;
  bool is_whole = true;  ///< false: the connection ended before the body did. Such a call was never made
};

bool has_body(const Request& request) { return request.has_header("Content-Length") || request.has_header("Transfer-Encoding"); }

Body read_body(const Request& request, const ContentReader& reader) {
  Body body;
  const auto take = [&body](const char* data, std::size_t size) {
    body.too_large = body.too_large || body.text.size() + size > kMaxBody;
    if (!body.too_large) body.text.append(data, size);
    return true;
  };
  if (!has_body(request)) return body;  // httplib would wait for the end of the connection
  body.is_whole = request.is_multipart_form_data() ? reader([](const auto&) { return true; }, take) : reader(take);
  if (body.too_large) body.text.clear();
  return body;
}

std::string token_in(const Request& request) {
  for (const char* name : {"access_token", "cloudbase_access_token", "component_access_token"})
    if (request.has_param(name)) return request.get_param_value(name);
  return {};
}

std::string bearer_in(const Request& request) {
  constexpr std::string_view kScheme = "Bearer ";
  const auto value = request.get_header_value("Authorization");
  return value.starts_with(kScheme) ? value.substr(kScheme.size()) : std::string{};
}

ApiCall call_of(const Request& request, Body body) {
  return {token_in(request),
          std::move(body.text),
          body.too_large,
          bearer_in(request),
          request.get_param_value("appid"),
          "http://" + request.get_header_value("Host")};
}

void send(const StopSignal& stop, const ApiAnswer& answer, Response& response) {
  const bool stopped = answer.delay.count() > 0 && stop.wait_for(answer.delay);
  response.status = answer.lost || stopped ? kNoAnswer : answer.status;
  if (!answer.retry_after.empty()) response.set_header("Retry-After", answer.retry_after);
  if (!answer.body.empty()) response.set_content(answer.body, kJson);
}

std::optional<std::uint64_t> number_param(const Request& request, const char* name, std::uint64_t otherwise) {
  if (!request.has_param(name)) return otherwise;
  const std::string text = request.get_param_value(name);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

void refuse(Response& response, int status, std::string_view message) {
  response.status = status;
  response.set_content(std::string{message} + "\n", "text/plain; charset=utf-8");
}

UploadAnswer take_upload(const Request& request, const ContentReader& reader) {
  const bool chunked = request.has_header("Transfer-Encoding") || !request.has_header("Content-Length");
  if (chunked || !request.is_multipart_form_data()) {
    read_body(request, reader);
    return chunked ? upload_error(411, "MissingContentLength", "Content-Length is required")
                   : upload_error(400, "MalformedPOSTRequest", "not multipart/form-data");
  }
  UploadForm form;
  const auto begin = [&form](const httplib::MultipartFormData& part) { return form.begin_part(part.name), true; };
  const bool is_whole = reader(begin, [&form](const char* data, std::size_t size) { return form.add_bytes({data, size}), true; });
  return is_whole ? form.judge() : upload_error(400, "MalformedPOSTRequest", "the form is broken or over 256 MiB");
}

void replace_faults(FaultPlay& faults, const Body& body, Response& response) {
  if (body.too_large || !body.is_whole) return refuse(response, 413, "the fault script is cut off, or over 1 MiB");
  auto script = parse_fault_script(body.text);
  if (!script) return refuse(response, 400, script.error().message);
  faults.replace(std::move(*script), body.text);
  response.set_content(body.text, kJson);
}

void list_calls(const CallList& calls, const Request& request, Response& response) {
  const auto from = number_param(request, "from", 0);
  const auto limit = number_param(request, "limit", kMostLines);
  if (!from || !limit) return refuse(response, 400, "from and limit must be numbers");
  response.set_content(calls.lines(*from, std::min<std::size_t>(*limit, kMostLines)), "application/x-ndjson");
}

}  // namespace

void route_api(WireServer& server, SandboxApi& api) {
  const auto post = [&](const char* path, ApiAnswer (SandboxApi::*call)(const ApiCall&)) {
    server.Post(path, [&server, &api, call](const Request& request, Response& response, const ContentReader& reader) {
      auto body = read_body(request, reader);
      const bool is_whole = body.is_whole;
      send(server.stop_signal(), is_whole ? (api.*call)(call_of(request, std::move(body))) : ApiAnswer{.lost = true}, response);
    });
  };
  post("/tcb/databasemigrateimport", &SandboxApi::start_import);
  post("/tcb/databasemigratequeryinfo", &SandboxApi::query_import);
  post("/tcb/uploadfile", &SandboxApi::make_upload_link);
  post("/cgi-bin/stable_token", &SandboxApi::give_stable_token);
  post("/cgi-bin/component/api_authorizer_token", &SandboxApi::give_authorizer_token);
  post("/cgi-bin/component/api_component_token", &SandboxApi::give_component_token);
  server.Get("/sandbox/token-service", [&server, &api](const Request& request, Response& response) {
    send(server.stop_signal(), api.give_service_token(call_of(request, {})), response);
  });
  server.Get("/(tcb|cgi-bin)/[a-z_/]*",
             [&server, &api](const Request&, Response& response) { send(server.stop_signal(), api.refuse_method(), response); });
}

void route_upload(WireServer& server) {
  server.set_payload_max_length(kMaxUpload);
  server.Post("/sandbox/upload", [](const Request& request, Response& response, const ContentReader& reader) {
    auto answer = take_upload(request, reader);
    response.status = answer.status;
    if (!answer.body.empty()) response.set_content(answer.body, "application/xml");
  });
}

void route_control(WireServer& server, FaultPlay& faults, const CallList& calls) {
  server.Post("/sandbox/faults", [&faults](const Request& request, Response& response, const ContentReader& reader) {
    replace_faults(faults, read_body(request, reader), response);
  });
  server.Get("/sandbox/faults", [&faults](const Request&, Response& response) { response.set_content(faults.text(), kJson); });
  server.Get("/sandbox/calls", [&calls](const Request& request, Response& response) { list_calls(calls, request, response); });
  server.Get("/sandbox/stats", [&calls](const Request&, Response& response) { response.set_content(calls.stats(), kJson); });
  server.Post("[^]*", [](const Request& request, Response& response, const ContentReader& reader) {
    read_body(request, reader);
    refuse(response, 404, "the sandbox has no such call");
  });
}

}  // namespace iw
