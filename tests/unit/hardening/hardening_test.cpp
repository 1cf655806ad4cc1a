// What compiler and linker were asked for stands in the program that ships (CMakeLists.txt, SECURITY.md).
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/hardening/elf_file.hpp"

namespace iw::testing {
namespace {

class Hardening : public ::testing::Test {
 protected:
  /// Does the program call such a function of a library? Names of C++ carry more than the word.
  [[nodiscard]] bool imports(std::string_view word) const {
    const auto names = program.imported_names();
    return std::any_of(names.begin(), names.end(), [word](const std::string& name) { return name.find(word) != std::string::npos; });
  }
  [[nodiscard]] bool imports_one_that_ends_with(std::string_view word) const {
    const auto names = program.imported_names();
    return std::any_of(names.begin(), names.end(), [word](const std::string& name) { return name.ends_with(word); });
  }

  const ElfFile program{IMPORT_WORKER_PROGRAM};
};

TEST_F(Hardening, TheProgramLiesAtAnotherAddressInEachProcess) {
  EXPECT_TRUE(program.is_position_independent());
  EXPECT_NE(program.dynamic_value(DT_FLAGS_1) & DF_1_PIE, 0u);
}

TEST_F(Hardening, NothingIsWritableAndExecutableAndTheStackIsNoCode) {
  EXPECT_FALSE(program.has_writable_code());
  const int stack = program.segment_flags(PT_GNU_STACK);
  ASSERT_NE(stack, -1) << "without this header the kernel makes the stack executable";
  EXPECT_EQ(stack & PF_X, 0);
}

TEST_F(Hardening, NoCodeIsChangedWhenItIsLoaded) { EXPECT_EQ(program.dynamic_value(DT_TEXTREL), 0u); }

TEST_F(Hardening, AddressesOfLibrariesAreBoundAtStartAndThenReadOnly) {
  EXPECT_NE(program.segment_flags(PT_GNU_RELRO), -1);
  EXPECT_NE(program.dynamic_value(DT_FLAGS_1) & DF_1_NOW, 0u);
}

TEST_F(Hardening, AFunctionWithABufferChecksItsStack) { EXPECT_TRUE(imports("__stack_chk_fail")); }

TEST_F(Hardening, CopiesWhoseSizesAreKnownAreChecked) {
  EXPECT_TRUE(imports_one_that_ends_with("_chk")) << "no fortified function (__memcpy_chk, …) is used";
}

TEST_F(Hardening, TheStandardLibraryChecksItsPreconditions) { EXPECT_TRUE(imports("__glibcxx_assert_fail")); }

}  // namespace
}  // namespace iw::testing
