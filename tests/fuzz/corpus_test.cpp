// Replays the kept inputs of every fuzz target, and some thousand changes of them that are the same in every run: the properties of the targets hold
// in every build, with any compiler, without a fuzzer.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/mutator.hpp"
#include "tests/fuzz/property.hpp"

// Each target's LLVMFuzzerTestOneInput, under a name of its own (tests/fuzz/CMakeLists.txt).
#define FUZZ_CASE(name) extern "C" int fuzz_##name(const std::uint8_t* data, std::size_t size);
#include "fuzz_cases.inc"
#undef FUZZ_CASE

namespace iw::testing {
namespace {

namespace fs = std::filesystem;

constexpr int kChanges = 3'000;

struct FuzzCase {
  std::string name;
  int (*run)(const std::uint8_t* data, std::size_t size);
};

const std::vector<FuzzCase> kCases{
#define FUZZ_CASE(name) {#name, fuzz_##name},
#include "fuzz_cases.inc"
#undef FUZZ_CASE
};

std::string content_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// In the order of their names: the same in every run.
std::vector<fs::path> kept_files(const std::string& name) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{fs::path{IMPORT_WORKER_CORPUS} / name}) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// So that a failed input can be written into a file again.
std::string shown(const std::string& input) {
  std::string text;
  for (const char c : input) {
    constexpr const char* kHex = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F && c != '\\')
      text += c;
    else
      text += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
  }
  return text;
}

/// What is broken; empty when all holds.
std::string broken_by(const FuzzCase& target, const std::string& input) {
  try {
    // A copy of its own size: a read past its end is seen by the address sanitizer.
    const std::vector<std::uint8_t> bytes{input.begin(), input.end()};
    target.run(bytes.data(), bytes.size());
    return {};
  } catch (const std::exception& error) {
    return std::string{error.what()} + "\n  input: " + shown(input);
  }
}

class FuzzCorpus : public ::testing::TestWithParam<FuzzCase> {};

TEST_P(FuzzCorpus, HoldsForEveryKeptInput) {
  const auto files = kept_files(GetParam().name);
  EXPECT_GE(files.size(), 3U) << "a target without kept inputs guards little";
  for (const auto& file : files) EXPECT_EQ(broken_by(GetParam(), content_of(file)), "") << file.filename();
}

TEST_P(FuzzCorpus, HoldsForChangesOfThem) {
  std::vector<std::string> kept;
  for (const auto& file : kept_files(GetParam().name)) kept.push_back(content_of(file));
  Mutator mutator{std::move(kept), 1};
  for (int i = 0; i < kChanges && !HasFailure(); ++i) EXPECT_EQ(broken_by(GetParam(), mutator.next()), "") << "change number " << i;
}

INSTANTIATE_TEST_SUITE_P(Targets, FuzzCorpus, ::testing::ValuesIn(kCases), [](const auto& target) { return target.param.name; });

TEST(FuzzCorpusReplay, KeepsFilesForKnownTargetsOnly) {
  for (const auto& entry : fs::directory_iterator{IMPORT_WORKER_CORPUS}) {
    const auto name = entry.path().filename().string();
    EXPECT_TRUE(std::any_of(kCases.begin(), kCases.end(), [&](const FuzzCase& target) { return target.name == name; })) << name;
  }
}

TEST(FuzzCorpusReplay, TellsABrokenPropertyWithItsInput) {
  const FuzzCase target{"x", [](const std::uint8_t*, std::size_t size) {
                          require(size < 2, "it is short");
                          return 0;
                        }};
  EXPECT_EQ(broken_by(target, "a"), "");
  EXPECT_EQ(broken_by(target, "a\n"), "it is short\n  input: a\\x0a");
}

TEST(FuzzProperty, RefusesTextThatIsNotPlain) {
  EXPECT_NO_THROW(require_plain("straße", 6, "it"));
  EXPECT_THROW(require_plain("straße", 5, "it"), PropertyBroken);
  for (const char* bad : {"a\n", "\xC2\x85", "\x7F", "\xFF", "\xED\xA0\x80"}) EXPECT_THROW(require_plain(bad, 10, "it"), PropertyBroken) << bad;
}

TEST(FuzzMutator, MakesTheSameInputsFromTheSameSeed) {
  Mutator first{{"abc", "{}"}, 7}, second{{"abc", "{}"}, 7}, other{{"abc", "{}"}, 8};
  int different = 0;
  for (int i = 0; i < 100; ++i) {
    const auto input = first.next();
    EXPECT_EQ(input, second.next());
    different += input != other.next() ? 1 : 0;
  }
  EXPECT_GT(different, 50);
}

TEST(FuzzMutator, ChangesWhatItIsGivenWithinBounds) {
  const std::string kept(10'000, 'x');
  Mutator mutator{{kept}, 1};
  for (int i = 0; i < 200; ++i) {
    const auto input = mutator.next();
    EXPECT_NE(input, kept);
    EXPECT_LE(input.size(), 8'192U);
  }
}

TEST(FuzzMutator, GivesNothingWhenNothingIsKept) { EXPECT_EQ(Mutator({}, 1).next(), ""); }

}  // namespace
}  // namespace iw::testing
