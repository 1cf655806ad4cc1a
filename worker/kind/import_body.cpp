#include "worker/kind/import_body.hpp"

#include "common/json/json.hpp"

namespace iw {

void append_import_body(const ImportRequest& request, std::string& out) {
  out += R"({"env":)";
  append_json_string(out, *request.env);
  out += R"(,"collection_name":)";
  append_json_string(out, *request.collection_name);
  out += R"(,"file_path":)";
  append_json_string(out, *request.file_path);
  out += R"(,"file_type":)";
  out += static_cast<char>('0' + static_cast<int>(*request.file_type));
  // Always there, also when false: the API requires it, and SDKs that drop "empty" values fail on it.
  out += *request.stop_on_error ? R"(,"stop_on_error":true,"conflict_mode":)" : R"(,"stop_on_error":false,"conflict_mode":)";
  out += static_cast<char>('0' + static_cast<int>(*request.conflict_mode));
  out += '}';
}

}  // namespace iw
