// The simulated group coordinator: members, generations, and who owns which partition. Eager rebalances, as Kafka's `range` makes them. One thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/simulation/timeline.hpp"

namespace iw::simulation {

/// What a member hears from its group; each comes when the coordinator decides, and the member's side adds the way there.
class GroupMember {
 public:
  virtual ~GroupMember() = default;
  /// Give everything up, then Group::rejoin.
  virtual void on_rebalance() = 0;
  virtual void on_assignment(int generation, std::vector<std::int32_t> partitions) = 0;
  /// The group goes on without this member.
  virtual void on_removed() = 0;
  /// Another one has joined under this static member's name.
  virtual void on_replaced() = 0;
};

/// One group on one topic.
class Group {
 public:
  Group(Timeline& time, int partitions, Duration patience) : time_(time), partitions_(partitions), patience_(patience) {}

  /// A new member; returns its id. `name`: of a static member, which takes the place of the one who had it, at once (KIP-345); empty: none.
  [[nodiscard]] int join(GroupMember& side, const std::string& name);
  /// The member has given its partitions up.
  void rejoin(int id);
  /// It goes by itself.
  void leave(int id) { remove(id, false); }
  /// Its session is over: nothing was heard of it for too long.
  void expire(int id) { remove(id, true); }
  /// Begins a rebalance, unless one is under way.
  void rebalance();
  [[nodiscard]] bool knows(int id) const { return members_.count(id) != 0; }
  /// Would the broker take offsets from this member, of this generation?
  [[nodiscard]] bool admits(int id, int generation) const { return members_.count(id) != 0 && generation == generation_; }

 private:
  struct Member {
    GroupMember* side;
    std::string name;
    bool joined = false;
    std::vector<std::int32_t> share;  ///< of the present generation
  };
  void take_place(int id, Member member);
  void remove(int id, bool tell);
  void run_out_of_patience(int round);
  void complete_if_all_joined();

  Timeline& time_;
  int partitions_;
  Duration patience_;
  std::map<int, Member> members_;
  int generation_ = 0;
  int round_ = 0;
  int last_id_ = 0;
  bool preparing_ = false;
};

}  // namespace iw::simulation
