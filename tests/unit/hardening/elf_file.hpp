// An ELF program as it lies on disk: its segments, its dynamic section, and the names that it takes from shared libraries. 64 bit, this machine's
// byte order. For tests; throws std::runtime_error when the file is no such program.
#pragma once

#include <elf.h>

#include <set>
#include <string>
#include <vector>

namespace iw::testing {

/// Reads one file whole, when it is made.
class ElfFile {
 public:
  explicit ElfFile(const std::string& path);

  /// ET_DYN of a program: the loader puts it anywhere.
  [[nodiscard]] bool is_position_independent() const { return header().e_type == ET_DYN; }
  /// The flags (PF_R, PF_W, PF_X) of the first segment of this type; -1: there is none.
  [[nodiscard]] int segment_flags(Elf64_Word type) const;
  /// Is any segment both writable and executable?
  [[nodiscard]] bool has_writable_code() const;
  /// The value of the first entry with this tag in the dynamic section; 0: there is none.
  [[nodiscard]] Elf64_Xword dynamic_value(Elf64_Sxword tag) const;
  /// Names of functions and objects that shared libraries must give.
  [[nodiscard]] std::set<std::string> imported_names() const;

 private:
  template <class T>
  [[nodiscard]] T at(std::size_t offset) const;
  [[nodiscard]] Elf64_Ehdr header() const { return at<Elf64_Ehdr>(0); }
  [[nodiscard]] std::vector<Elf64_Phdr> segments() const;
  [[nodiscard]] std::string text_at(std::size_t offset) const;

  std::string bytes_;
};

}  // namespace iw::testing
