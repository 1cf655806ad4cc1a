// Bits in a row, with the two codes that the ledger uses: Elias gamma for small counts, Rice for gaps. Pure, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace iw {

/// Appends bits, highest first.
class BitWriter {
 public:
  void put_bit(bool bit);
  void put_bits(std::uint64_t value, int count);
  /// Elias gamma of a number from 1 on.
  void put_gamma(std::uint64_t value);
  /// Rice code of a number from 0 on: value >> k in ones with a zero behind, then the low k bits.
  void put_rice(std::uint64_t value, int k);
  /// The bytes so far; the last one is filled up with zeros.
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  int free_ = 0;  ///< unused bits of the last byte
};

/// Reads them back. After the end, or on a code that no writer makes, it has failed for good and gives zeros.
class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] bool get_bit();
  [[nodiscard]] std::uint64_t get_bits(int count);
  [[nodiscard]] std::uint64_t get_gamma();
  [[nodiscard]] std::uint64_t get_rice(int k);
  [[nodiscard]] bool failed() const { return failed_; }
  /// Nothing is left but the zeros that fill the last byte.
  [[nodiscard]] bool at_end() const;

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;  ///< in bits
  bool failed_ = false;
};

/// Bits of an Elias gamma code.
[[nodiscard]] int gamma_size(std::uint64_t value);

}  // namespace iw
