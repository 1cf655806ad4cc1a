#include "tests/support/rooms.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace iw::testing {
namespace {

/// Headers of others: what their names begin with, and who may include them.
struct Technology {
  std::string_view begins;
  std::vector<std::string_view> libraries;  ///< a room must link one of these itself; none named: every room has them anyhow
  std::vector<std::string_view> rooms;      ///< only these; none named: every room. A room that decides stands in no such list.
};

/// The first row that fits counts. A new library needs a row, and a room that binds the flow to a technology its name here.
const std::vector<Technology>& technologies() {
  static const std::vector<Technology> all{
      {"boost/asio",
       {},
       {"common_http", "common_http_connect", "worker_kafka_source", "worker_kafka_commit", "worker_http_call", "worker_http_token", "worker_admin",
        "worker_root", "worker_cli"}},
      {"boost/beast", {}, {"common_http", "common_http_connect", "worker_admin"}},
      {"boost/", {}, {}},  // values and algorithms, as the standard library's
      {"librdkafka/", {"PkgConfig::rdkafka"}, {"common_kafka", "worker_cli", "worker_demo"}},
      {"httplib", {"PkgConfig::httplib"}, {"worker_sandbox", "worker_demo"}},
      {"spdlog/", {"spdlog::spdlog"}, {"common_log"}},
      {"fmt/", {"fmt::fmt"}, {}},
      {"openssl/", {"OpenSSL::SSL", "OpenSSL::Crypto"}, {"common", "common_http_connect"}},
      {"rapidjson/", {}, {"common_json"}},  // has no library: every room has its include path
      {"yaml-cpp/", {"yaml-cpp"}, {"common_config"}},
      {"prometheus/", {"prometheus-cpp::core"}, {"worker_admin"}},
      {"CLI/", {"CLI11::CLI11"}, {"worker_cli"}},
      {"errcodes.inc", {}, {"worker_answer"}},  // made by CMakeLists.txt
      {"sys/", {}, {}},
  };
  return all;
}

/// Headers of the language and of POSIX that stand in no folder: <string>, <unistd.h>.
bool is_of_the_system(const Include& include) {
  static const std::regex plain{"<[a-z_0-9]+(\\.h)?>"};
  return std::regex_match(include.written, plain);
}

bool is_of_the_project(std::string_view path) { return path.starts_with("common/") || path.starts_with("worker/") || path.starts_with("tests/"); }

/// What binds the file to a technology, by its name; "-": nothing. The same rule as room() and shell() in CMakeLists.txt.
std::string_view prefix_of(std::string_view folder, std::string_view file) {
  if (!folder.starts_with("worker/")) return "-";
  for (const std::string_view prefix : {"kafka", "http"})
    if (file.starts_with(prefix) && file.substr(prefix.size()).starts_with('_')) return prefix;
  return "-";
}

template <class Container>
bool has(const Container& container, std::string_view value) {
  return std::find(container.begin(), container.end(), value) != container.end();
}

std::string joined(const std::vector<std::string_view>& names, std::string_view between) {
  std::string all;
  for (const auto name : names) (all += all.empty() ? "" : between) += name;
  return all;
}

Room read_room(const std::string& line) {
  std::istringstream words{line};
  Room room;
  std::string links, more;
  if (!(words >> room.name >> room.folder >> room.prefix)) throw std::runtime_error{"the list of rooms: '" + line + "' says too little"};
  if (words >> links >> more) throw std::runtime_error{"the list of rooms: '" + line + "' says too much"};
  std::istringstream targets{links};
  for (std::string link; std::getline(targets, link, ';');) room.links.insert(link);
  return room;
}

/// Empty: the room may include that.
std::string technology_breach(const Room& room, const Include& include) {
  const auto fits = [&](const Technology& technology) { return include.path.starts_with(technology.begins); };
  const auto& all = technologies();
  const auto row = std::find_if(all.begin(), all.end(), fits);
  if (row == all.end()) return is_of_the_system(include) ? "" : "which no row of tests/support/rooms.cpp gives to anybody";
  if (!row->rooms.empty() && !has(row->rooms, room.name)) return "but " + room.name + " is not among the rooms that may (" + joined(row->rooms, ", ") + ")";
  const auto linked = [&](std::string_view library) { return has(room.links, library); };
  if (row->libraries.empty() || std::any_of(row->libraries.begin(), row->libraries.end(), linked)) return "";
  return "but " + room.name + " does not link " + joined(row->libraries, " or ");
}

}  // namespace

std::vector<Include> includes_of(std::string_view text) {
  static const std::regex directive{R"re(\s*#\s*include\s*((?:"([^"]*)"|<([^>]*)>|\S+)).*)re"};
  std::vector<Include> all;
  std::istringstream lines{std::string{text}};
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    std::smatch found;
    if (line.find("include") != std::string::npos && std::regex_match(line, found, directive))
      all.push_back({number, found[1], found[2].matched ? found[2] : found[3]});
  }
  return all;
}

Rooms::Rooms(std::string_view list) {
  std::istringstream lines{std::string{list}};
  for (std::string line; std::getline(lines, line);) rooms_.push_back(read_room(line));
  rooms_.push_back({"import-worker", "worker", "main", {"worker_cli"}});  // the program: it is no room, but it keeps the rule
}

std::vector<const Room*> Rooms::rooms_of(std::string_view path) const {
  const auto cut = std::min(path.rfind('/'), path.size());
  const auto folder = path.substr(0, cut);
  const auto prefix = path == "worker/main.cpp" ? "main" : prefix_of(folder, path.substr(std::min(cut + 1, path.size())));
  std::vector<const Room*> found;
  for (const auto& room : rooms_)
    if (room.folder == folder && room.prefix == prefix) found.push_back(&room);
  return found;
}

std::vector<std::string> Rooms::breaches(std::string_view path, std::string_view text) const {
  const std::string file{path};
  const auto homes = rooms_of(path);
  if (homes.empty()) return {file + ": belongs to no room of CMakeLists.txt"};
  if (homes.size() > 1) return {file + ": belongs to both " + homes[0]->name + " and " + homes[1]->name};
  std::vector<std::string> all;
  for (const auto& include : includes_of(text)) {
    const auto why = is_of_the_project(include.path) ? project_breach(*homes[0], include) : technology_breach(*homes[0], include);
    if (!why.empty()) all.push_back(file + ":" + std::to_string(include.line) + ": includes " + include.written + ", " + why);
  }
  return all;
}

/// Empty: the file is of the same room or of one that is linked.
std::string Rooms::project_breach(const Room& room, const Include& include) const {
  const auto homes = rooms_of(include.path);
  if (homes.empty()) return "which belongs to no room of CMakeLists.txt";
  const auto& home = homes[0]->name;
  return home == room.name || has(room.links, home) ? "" : "but " + room.name + " does not link " + home;
}

const Room* Rooms::find(std::string_view name) const {
  const auto found = std::find_if(rooms_.begin(), rooms_.end(), [&](const Room& room) { return room.name == name; });
  return found == rooms_.end() ? nullptr : &*found;
}

std::string Rooms::circle() const {
  std::set<std::string_view> done;
  std::vector<std::string_view> way;
  for (const auto& room : rooms_)
    if (auto found = circle_from(room, way, done); !found.empty()) return found;
  return "";
}

/// Depth first; `way` leads here, `done` are rooms from which no circle can be reached.
std::string Rooms::circle_from(const Room& room, std::vector<std::string_view>& way, std::set<std::string_view>& done) const {
  if (done.count(room.name) != 0) return "";
  const auto before = std::find(way.begin(), way.end(), room.name);
  const bool met = before != way.end();
  if (met) return joined({before, way.end()}, " -> ") + " -> " + room.name;
  way.push_back(room.name);
  for (const auto& link : room.links)
    if (const auto* next = find(link))
      if (auto found = circle_from(*next, way, done); !found.empty()) return found;
  way.pop_back();
  done.insert(room.name);
  return "";
}

std::vector<std::string> Rooms::unknown_rooms_in_the_table() const {
  std::vector<std::string> all;
  for (const auto& technology : technologies())
    for (const auto name : technology.rooms)
      if (find(name) == nullptr) all.emplace_back(name);
  return all;
}

}  // namespace iw::testing
