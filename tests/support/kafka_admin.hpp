// What an administrator does to a cluster, for tests: topics made and deleted, records deleted, permissions taken. One thread, blocking with bounds;
// each function throws when the cluster refuses.
#pragma once

#include <cstdint>
#include <string>

namespace iw::testing {

/// Makes a topic. One that is there stays as it is.
void create_topic(const std::string& brokers, const std::string& topic, int partitions, int replicas = 1);
void delete_topic(const std::string& brokers, const std::string& topic);
/// Does a topic of this name exist? Asking makes none.
[[nodiscard]] bool topic_exists(const std::string& brokers, const std::string& topic);
/// Gives a topic this many partitions: more than it has.
void add_partitions(const std::string& brokers, const std::string& topic, int partitions);
/// Sets one of a topic's settings; all others go back to their defaults.
void set_topic(const std::string& brokers, const std::string& topic, const std::string& name, const std::string& value);
/// Deletes all records of a partition before this offset: the log then begins there.
void delete_records(const std::string& brokers, const std::string& topic, std::int32_t partition, std::int64_t before);

/// What may be forbidden on a topic.
enum class Permission : std::uint8_t { write, all };
/// Forbids it to everybody (clients without authentication are User:ANONYMOUS); everything else stays allowed.
/// The broker needs an authorizer that allows what no ACL speaks of.
void forbid(const std::string& brokers, const std::string& topic, Permission permission);
/// Takes all ACLs of the topic back.
void allow_again(const std::string& brokers, const std::string& topic);

}  // namespace iw::testing
