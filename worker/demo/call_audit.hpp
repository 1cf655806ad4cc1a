// Compares what the result topic tells with what the sandbox was called for. Pure, one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace iw {

/// The sandbox's list of calls, and the result events, by file_path (the demo names each only once).
class CallAudit {
 public:
  /// Takes one line of /sandbox/calls.
  void add_call(std::string_view line);
  /// Takes one result event.
  void add_event(std::string_view event);

  /// INSERT requests that the API executed more than once: must be 0.
  [[nodiscard]] std::uint64_t inserts_executed_twice() const;
  /// Accepted events whose job_id the API did not give for that file: must be 0.
  [[nodiscard]] std::uint64_t wrong_job_ids() const;
  /// Calls that were answered well for requests whose event does not say so: by `resubmit` after a kill, or in doubt.
  [[nodiscard]] std::uint64_t executed_again() const;
  /// file_path of each job that ended in doubt, with whether the API had executed it.
  [[nodiscard]] std::vector<std::string> in_doubt() const;

 private:
  /// What is known of one request.
  struct File {
    std::vector<std::int64_t> job_ids;  ///< given by the API
    bool insert = false;
    std::string outcome;
    std::int64_t told_job_id = 0;
  };
  std::map<std::string, File> files_;
};

}  // namespace iw
