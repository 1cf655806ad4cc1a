// What a request record asks for (contract, section 1). Plain data, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/clock.hpp"

namespace iw {

/// Format of the file, in the API's numbers.
enum class FileType : std::uint8_t { json = 1, csv = 2 };
/// What happens to a record that exists already, in the API's numbers.
enum class ConflictMode : std::uint8_t { insert = 1, upsert = 2 };
/// What happens to a job whose call was lost: call again, or tell.
enum class DoubtPolicy : std::uint8_t { resubmit, report };

/// A request, as far as it could be read. A field that is unknown is absent; in a request that was accepted for calling all six API fields are there.
struct ImportRequest {
  std::optional<std::string> env;
  std::optional<std::string> collection_name;
  std::optional<std::string> file_path;
  std::optional<FileType> file_type;
  std::optional<bool> stop_on_error;
  std::optional<ConflictMode> conflict_mode;

  std::string request_id;                           ///< never empty: the record's own, `ce_id`, or topic/partition/offset
  std::string account = "default";                  ///< an entry of `accounts` in the configuration; for an unknown one, the name as given
  std::optional<WallTime> deadline;                 ///< no call starts after it
  std::optional<WallTime> not_before;               ///< no call starts before it
  DoubtPolicy when_in_doubt = DoubtPolicy::report;  ///< the record's own, else the configuration's default for its conflict mode

  std::string traceparent;  ///< handed on to the events; empty when there is none
  std::string tracestate;
};

}  // namespace iw
