#include <map>
#include <set>

#include "tests/support/check/rules.hpp"

namespace iw::testing {

namespace {

/// Goes through the commits of one partition. A transaction makes an event visible and its offset done at the same moment, so each event's moment
/// must lie between the last commit that shows the job open and the first that shows it done.
class PartitionWalk {
 public:
  PartitionWalk(const Book& book, std::int32_t partition, Findings& findings) : book_(book), partition_(partition), findings_(findings) {
    for (auto it = book.jobs.lower_bound({partition, 0}); it != book.jobs.end() && it->first.partition == partition; ++it)
      open_.emplace_hint(open_.end(), it->first.offset, &it->second);
  }

  void run(const std::vector<const Committed*>& commits) {
    for (const Committed* commit : commits) {
      if (!repeats_the_one_before(*commit)) see(*commit);
      before_ = commit;
    }
    for (const auto& [offset, job] : open_)
      if (!job->told.empty()) wrong("I2", offset, "its event is visible, no commit shows its offset done");
  }

 private:
  void see(const Committed& commit) {
    check_succession(commit);
    check_age(commit);
    if (commit.by_hand && book_.facts.rules.commits_by_hand) jump(commit);
    check_nothing_is_open_again(commit);
    for (auto it = open_.begin(); it != open_.end() && it->first < commit.ledger.end;) {
      if (state_in(commit.ledger, it->first).kind != OffsetKind::done) {
        ++it;
        continue;
      }
      settle(it->first, *it->second, commit);
      it = open_.erase(it);
    }
  }

  /// The same stamp beside another ledger is another commit.
  bool repeats_the_one_before(const Committed& commit) const {
    return book_.facts.rules.commits_repeat && before_ != nullptr && !commit.by_hand && commit.stamp == before_->stamp &&
           commit.ledger == before_->ledger;
  }

  /// One owner after the other, none at the same time: each carries on from what it read, so a commit that no owner may make breaks the chain.
  void check_succession(const Committed& commit) {
    const auto& rules = book_.facts.rules;
    if (commit.by_hand) {
      if (!rules.commits_by_hand) wrong("I8", commit.ledger.offset, "a commit without a ledger");
      return;
    }
    const auto expected = before_ == nullptr ? 1 : before_->stamp.sequence + 1;
    if (commit.stamp.sequence != expected)
      wrong("I8", commit.ledger.offset,
            "a commit with sequence " + std::to_string(commit.stamp.sequence) + " where " + std::to_string(expected) + " was due");
    if (before_ != nullptr && commit.ledger.offset < before_->ledger.offset)
      wrong("I4", commit.ledger.offset, "the committed offset went back from " + std::to_string(before_->ledger.offset));
  }

  void check_age(const Committed& commit) {
    if (commit.opened) check_age(commit, commit.ledger.offset, *commit.opened);
  }

  /// Records of a transaction are produced before its offsets are sent: from the first of them on it is certainly open.
  void check_age(const Committed& commit, std::int64_t offset, Duration first_record) {
    const auto longest = book_.facts.rules.longest_transaction;
    if (longest > Duration{} && commit.when.time - first_record > longest)
      wrong(
          "I7", offset,
          "committed by a transaction that was open for " + std::to_string((commit.when.time - first_record) / std::chrono::milliseconds{1}) + " ms");
  }

  /// By hand an offset may be set anywhere: what lies before it is nobody's business any more, what was jumped over and lies behind it is open again.
  void jump(const Committed& commit) {
    const auto at = commit.ledger.offset;
    for (auto it = jumped_.lower_bound(at); it != jumped_.end();) open_.insert(jumped_.extract(it++));
    for (auto it = open_.begin(); it != open_.end() && it->first < at;) {
      const auto& told = it->second->told;
      const auto next = std::next(it);
      if (told.empty() || is_later(told.front()->when, commit.when, book_.facts.log_slack)) jumped_.insert(open_.extract(it));
      it = next;
    }
  }

  /// Walks along both at once: a ledger may name thousands of offsets, and a run has thousands of commits.
  void check_nothing_is_open_again(const Committed& commit) {
    for (const LedgerRun& run : commit.ledger.runs) {
      auto known = open_.lower_bound(run.first);
      for (auto offset = run.first; offset < run.first + run.length; ++offset) {
        if (known != open_.end() && known->first == offset)
          ++known;
        else if (book_.jobs.count({partition_, offset}) != 0)
          wrong("I4", offset, "its offset was done, and is open again");
      }
    }
  }

  /// The job is done by this commit, and was not by the one before.
  void settle(std::int64_t offset, const JobFile& job, const Committed& commit) {
    const auto slack = book_.facts.log_slack;
    if (job.told.empty() || is_later(job.told.front()->when, commit.when, slack)) {
      if (offset < commit.ledger.offset)
        return wrong("I4", offset, "the committed offset " + std::to_string(commit.ledger.offset) + " passed it without an event");
      return wrong("I2", offset, "its offset is done, its event is not visible");
    }
    const Told& told = *job.told.front();
    if (before_ != nullptr && is_later(before_->when, told.when, slack))
      return wrong("I2", offset, "its event was visible before its offset was done");
    check_age(commit, offset, told.when.time);
  }

  void wrong(const char* invariant, std::int64_t offset, const std::string& what) { findings_.wrong(invariant, Place{partition_, offset}, what); }

  const Book& book_;
  std::int32_t partition_;
  Findings& findings_;
  std::map<std::int64_t, const JobFile*> open_;    ///< no commit has shown them done yet
  std::map<std::int64_t, const JobFile*> jumped_;  ///< passed by a commit by hand before they were told
  const Committed* before_ = nullptr;
};

}  // namespace

void check_commits(const Book& book, Findings& findings) {
  std::set<std::int32_t> partitions;
  for (const auto& [place, job] : book.jobs) partitions.insert(place.partition);
  for (const auto& [partition, commits] : book.commits) partitions.insert(partition);
  for (const auto partition : partitions) {
    const auto commits = book.commits.find(partition);
    PartitionWalk{book, partition, findings}.run(commits == book.commits.end() ? std::vector<const Committed*>{} : commits->second);
  }
}

}  // namespace iw::testing
