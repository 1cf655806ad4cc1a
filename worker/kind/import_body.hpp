// The body of the import call. Pure, any thread.
#pragma once

#include <string>

#include "worker/decode/import_request.hpp"

namespace iw {

/// Appends the JSON object with exactly the six API fields, numbers and booleans in the API's own form, to `out`. The request must have been accepted
/// by decoding.
void append_import_body(const ImportRequest& request, std::string& out);

}  // namespace iw
