#include "tests/simulation/group.hpp"

#include <algorithm>

namespace iw::simulation {

int Group::join(GroupMember& side, const std::string& name) {
  const int id = ++last_id_;
  const auto of_this_name = [&](const auto& entry) { return !name.empty() && entry.second.name == name; };
  if (const auto it = std::find_if(members_.begin(), members_.end(), of_this_name); it != members_.end()) {
    Member former = std::move(it->second);
    members_.erase(it);
    former.side->on_replaced();
    former.side = &side;
    take_place(id, std::move(former));
    return id;
  }
  rebalance();
  members_[id] = {&side, name, true, {}};
  // Not at once: the member is told its id first.
  time_.after(milliseconds{10}, [this] { complete_if_all_joined(); });
  return id;
}

void Group::take_place(int id, Member member) {
  // In a settled group nobody else notices: same generation, same partitions.
  member.joined = true;
  members_[id] = std::move(member);
  time_.after(milliseconds{10}, [this, id, generation = generation_] {
    const auto it = members_.find(id);
    if (it == members_.end()) return;
    if (preparing_) return complete_if_all_joined();
    // A rebalance that has ended since has told it already: no coordinator gives one generation's partitions twice.
    if (generation == generation_) it->second.side->on_assignment(generation_, it->second.share);
  });
}

void Group::rejoin(int id) {
  const auto it = members_.find(id);
  if (it == members_.end() || !preparing_) return;
  it->second.joined = true;
  complete_if_all_joined();
}

void Group::remove(int id, bool tell) {
  const auto it = members_.find(id);
  if (it == members_.end()) return;
  GroupMember* side = it->second.side;
  members_.erase(it);
  if (tell) side->on_removed();
  preparing_ ? complete_if_all_joined() : rebalance();
}

void Group::rebalance() {
  if (preparing_) return;
  preparing_ = true;
  for (auto& [id, member] : members_) {
    member.joined = false;
    member.side->on_rebalance();
  }
  time_.after(patience_, [this, round = ++round_] { run_out_of_patience(round); });
}

void Group::run_out_of_patience(int round) {
  if (!preparing_ || round != round_) return;
  std::vector<int> late;
  for (const auto& [id, member] : members_)
    if (!member.joined) late.push_back(id);
  for (const int id : late) expire(id);
}

void Group::complete_if_all_joined() {
  if (!preparing_ || members_.empty() || std::any_of(members_.begin(), members_.end(), [](const auto& entry) { return !entry.second.joined; }))
    return;
  preparing_ = false;
  ++generation_;
  std::vector<std::vector<std::int32_t>> shares(members_.size());
  const int first = time_.pick(0, 5);
  for (int partition = 0; partition < partitions_; ++partition)
    shares[static_cast<std::size_t>(partition + first) % shares.size()].push_back(partition);
  auto share = shares.begin();
  for (auto& [id, member] : members_) {
    member.share = std::move(*share++);
    member.side->on_assignment(generation_, member.share);
  }
}

}  // namespace iw::simulation
