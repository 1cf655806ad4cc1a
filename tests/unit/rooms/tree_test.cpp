// The rules that hold for every file of this tree: rooms include only what they link (CMakeLists.txt), and nothing grows too long to be read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "tests/support/rooms.hpp"

namespace iw::testing {
namespace {

using ::testing::IsEmpty;
namespace fs = std::filesystem;

constexpr std::ptrdiff_t kMaxLines = 300;
constexpr std::ptrdiff_t kMaxColumns = 160;  ///< of a document, in code points

const fs::path kRoot{IMPORT_WORKER_ROOT};

std::string read(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw std::runtime_error{path.string() + " cannot be read"};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// What a compiler may read under common/ and worker/, with paths from the root, in order.
std::vector<std::string> sources() {
  std::vector<std::string> all;
  for (const auto* folder : {"common", "worker"})
    for (const auto& entry : fs::recursive_directory_iterator{kRoot / folder})
      for (const auto* extension : {".cpp", ".hpp", ".h", ".inc"})
        if (entry.is_regular_file() && entry.path().extension() == extension) all.push_back(entry.path().lexically_relative(kRoot).string());
  std::sort(all.begin(), all.end());
  return all;
}

/// Lines of a document that are too long, as file:line.
std::vector<std::string> long_lines(const std::string& document) {
  std::vector<std::string> all;
  std::istringstream lines{read(kRoot / document)};
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    const auto columns = std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    if (columns > kMaxColumns) all.push_back(document + ":" + std::to_string(number) + ": " + std::to_string(columns) + " characters");
  }
  return all;
}

class TheTree : public ::testing::Test {
 protected:
  const Rooms rooms{read(IMPORT_WORKER_ROOMS)};
  const std::vector<std::string> files = sources();
};

TEST_F(TheTree, IncludesOnlyWhatItLinks) {
  std::vector<std::string> breaches;
  for (const auto& path : files)
    for (auto& breach : rooms.breaches(path, read(kRoot / path))) breaches.push_back(std::move(breach));
  EXPECT_THAT(breaches, IsEmpty());
}

/// Keeps the tests here from passing because they looked at nothing.
TEST_F(TheTree, HasFilesInEveryRoom) {
  for (const auto& room : rooms.all())
    EXPECT_TRUE(std::any_of(files.begin(), files.end(), [&](const std::string& path) { return fs::path{path}.parent_path() == room.folder; })) << room.name;
}

TEST_F(TheTree, LinksInNoCircle) { EXPECT_EQ(rooms.circle(), ""); }

TEST_F(TheTree, HasEveryRoomThatMayUseATechnology) { EXPECT_THAT(rooms.unknown_rooms_in_the_table(), IsEmpty()); }

TEST_F(TheTree, HasNoSourceThatIsTooLong) {
  for (const auto& path : files) {
    const auto text = read(kRoot / path);
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), kMaxLines) << path;
  }
}

TEST_F(TheTree, HasNoDocumentWithLinesThatAreTooLong) {
  for (const auto* document : {"README.md", "worker/README.md"}) EXPECT_THAT(long_lines(document), IsEmpty());
}

}  // namespace
}  // namespace iw::testing
