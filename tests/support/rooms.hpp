// The rule "a folder includes only what it links", read from the sources: all rooms share one include path, so the compiler cannot hold it.
// Pure; one thread. It knows paths and lines; it expands no macro, and takes every #include for one that counts, whatever #if stands around it.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace iw::testing {

/// One library of CMakeLists.txt (add_room): what a folder has of one kind of files.
struct Room {
  std::string name;
  std::string folder;           ///< from the source root: "worker/commit"
  std::string prefix;           ///< "kafka": its files begin with "kafka_"; "-": all files of the folder that bind it to no technology
  std::set<std::string> links;  ///< directly: rooms and libraries
};

/// What `#include` names, and in which line.
struct Include {
  std::size_t line = 0;
  std::string written;  ///< with its quotes or brackets
  std::string path;     ///< without them
};

/// Every #include of a source text, in its order. One that names a macro has no path.
[[nodiscard]] std::vector<Include> includes_of(std::string_view text);

/// Every room there is, and what the rule says of them. Messages are whole sentences that begin with the file.
class Rooms {
 public:
  /// Reads the list that add_room() writes, a line a room: name, folder, prefix, links separated by ';'.
  /// Throws std::runtime_error for a line that says something else: then the list and this class have grown apart.
  explicit Rooms(std::string_view list);

  [[nodiscard]] const std::vector<Room>& all() const { return rooms_; }
  /// What is wrong with the file: it belongs to no room or to several, or it includes what its room does not link or may not have.
  [[nodiscard]] std::vector<std::string> breaches(std::string_view path, std::string_view text) const;
  /// A circle of links, "a -> b -> a"; empty when there is none. CMake takes one silently, since the rooms are static libraries.
  [[nodiscard]] std::string circle() const;
  /// Rooms that the table of technologies names and that are not there (any more).
  [[nodiscard]] std::vector<std::string> unknown_rooms_in_the_table() const;

 private:
  [[nodiscard]] std::vector<const Room*> rooms_of(std::string_view path) const;
  [[nodiscard]] const Room* find(std::string_view name) const;
  [[nodiscard]] std::string project_breach(const Room& room, const Include& include) const;
  [[nodiscard]] std::string circle_from(const Room& room, std::vector<std::string_view>& way, std::set<std::string_view>& done) const;

  std::vector<Room> rooms_;
};

}  // namespace iw::testing
