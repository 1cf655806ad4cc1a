#include "worker/demo/call_audit.hpp"

#include <algorithm>

#include "common/json/members.hpp"

namespace iw {

namespace {

constexpr int kMaxDepth = 8;
constexpr int kInsert = 1;

}  // namespace

void CallAudit::add_call(std::string_view line) {
  const auto call = parse_json(line, kMaxDepth);
  if (!call || !call->IsObject()) return;
  File& file = files_[text_member(*call, "file_path")];
  if (flag_member(*call, "executed")) file.job_ids.push_back(number_member(*call, "job_id"));
}

void CallAudit::add_event(std::string_view event) {
  const auto told = parse_json(event, kMaxDepth);
  if (!told || !told->IsObject() || text_member(*told, "file_path").empty()) return;
  File& file = files_[text_member(*told, "file_path")];
  file.outcome = text_member(*told, "outcome");
  file.insert = number_member(*told, "conflict_mode") == kInsert;
  file.told_job_id = number_member(*told, "job_id");
}

std::uint64_t CallAudit::inserts_executed_twice() const {
  return static_cast<std::uint64_t>(
      std::count_if(files_.begin(), files_.end(), [](const auto& entry) { return entry.second.insert && entry.second.job_ids.size() > 1; }));
}

std::uint64_t CallAudit::wrong_job_ids() const {
  return static_cast<std::uint64_t>(std::count_if(files_.begin(), files_.end(), [](const auto& entry) {
    const File& file = entry.second;
    return file.outcome == "accepted" && std::find(file.job_ids.begin(), file.job_ids.end(), file.told_job_id) == file.job_ids.end();
  }));
}

std::uint64_t CallAudit::executed_again() const {
  std::uint64_t again = 0;
  for (const auto& [path, file] : files_)
    if (file.job_ids.size() > 1) again += file.job_ids.size() - 1;
  return again;
}

std::vector<std::string> CallAudit::in_doubt() const {
  std::vector<std::string> lines;
  for (const auto& [path, file] : files_)
    if (file.outcome == "in_doubt")
      lines.push_back(path + (file.job_ids.empty() ? ": the API had not executed it"
                                                   : ": the API had executed it, job_id " + std::to_string(file.job_ids.front())));
  return lines;
}

}  // namespace iw
