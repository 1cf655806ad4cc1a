#include "tests/unit/hardening/elf_file.hpp"

#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace iw::testing {

ElfFile::ElfFile(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  bytes_.assign(std::istreambuf_iterator<char>{file}, {});
  if (bytes_.size() < sizeof(Elf64_Ehdr) || bytes_.compare(0, SELFMAG, ELFMAG) != 0 || bytes_[EI_CLASS] != ELFCLASS64)
    throw std::runtime_error{path + " is no 64-bit ELF file"};
}

template <class T>
T ElfFile::at(std::size_t offset) const {
  if (offset + sizeof(T) > bytes_.size()) throw std::runtime_error{"the ELF file ends too early"};
  T value;
  std::memcpy(&value, bytes_.data() + offset, sizeof value);
  return value;
}

std::vector<Elf64_Phdr> ElfFile::segments() const {
  std::vector<Elf64_Phdr> all;
  for (std::size_t i = 0; i < header().e_phnum; ++i) all.push_back(at<Elf64_Phdr>(header().e_phoff + i * sizeof(Elf64_Phdr)));
  return all;
}

std::string ElfFile::text_at(std::size_t offset) const {
  if (offset >= bytes_.size()) throw std::runtime_error{"a name lies outside of the ELF file"};
  return bytes_.c_str() + offset;
}

int ElfFile::segment_flags(Elf64_Word type) const {
  for (const auto& segment : segments())
    if (segment.p_type == type) return static_cast<int>(segment.p_flags);
  return -1;
}

bool ElfFile::has_writable_code() const {
  for (const auto& segment : segments())
    if ((segment.p_flags & PF_W) != 0 && (segment.p_flags & PF_X) != 0) return true;
  return false;
}

Elf64_Xword ElfFile::dynamic_value(Elf64_Sxword tag) const {
  for (const auto& segment : segments()) {
    if (segment.p_type != PT_DYNAMIC) continue;
    for (std::size_t offset = segment.p_offset; offset < segment.p_offset + segment.p_filesz; offset += sizeof(Elf64_Dyn)) {
      const auto entry = at<Elf64_Dyn>(offset);
      if (entry.d_tag == tag) return entry.d_un.d_val;
    }
  }
  return 0;
}

std::set<std::string> ElfFile::imported_names() const {
  std::set<std::string> names;
  for (std::size_t i = 0; i < header().e_shnum; ++i) {
    const auto section = at<Elf64_Shdr>(header().e_shoff + i * sizeof(Elf64_Shdr));
    if (section.sh_type != SHT_DYNSYM) continue;
    const auto strings = at<Elf64_Shdr>(header().e_shoff + section.sh_link * sizeof(Elf64_Shdr));
    for (std::size_t offset = section.sh_offset; offset < section.sh_offset + section.sh_size; offset += sizeof(Elf64_Sym)) {
      const auto symbol = at<Elf64_Sym>(offset);
      if (symbol.st_shndx == SHN_UNDEF) names.insert(text_at(strings.sh_offset + symbol.st_name));
    }
  }
  return names;
}

}  // namespace iw::testing
