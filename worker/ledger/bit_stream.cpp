#include "worker/ledger/bit_stream.hpp"

#include <bit>

namespace iw {

void BitWriter::put_bit(bool bit) {
  if (free_ == 0) {
    bytes_ += '\0';
    free_ = 8;
  }
  --free_;
  if (bit) bytes_.back() = static_cast<char>(static_cast<unsigned char>(bytes_.back()) | (1U << free_));
}

void BitWriter::put_bits(std::uint64_t value, int count) {
  for (int i = count - 1; i >= 0; --i) put_bit(((value >> i) & 1) != 0);
}

void BitWriter::put_gamma(std::uint64_t value) {
  const int width = static_cast<int>(std::bit_width(value));
  for (int i = 1; i < width; ++i) put_bit(false);
  put_bits(value, width);
}

void BitWriter::put_rice(std::uint64_t value, int k) {
  for (std::uint64_t i = value >> k; i > 0; --i) put_bit(true);
  put_bit(false);
  put_bits(value, k);
}

bool BitReader::get_bit() {
  if (at_ >= bytes_.size() * 8) failed_ = true;
  if (failed_) return false;
  const auto byte = static_cast<unsigned char>(bytes_[at_ / 8]);
  const bool bit = ((byte >> (7 - at_ % 8)) & 1) != 0;
  ++at_;
  return bit;
}

std::uint64_t BitReader::get_bits(int count) {
  std::uint64_t value = 0;
  for (int i = 0; i < count; ++i) value = (value << 1) | (get_bit() ? 1 : 0);
  return value;
}

std::uint64_t BitReader::get_gamma() {
  int zeros = 0;
  while (!get_bit()) {
    if (failed_) return 0;
    if (++zeros > 62) failed_ = true;
  }
  return (std::uint64_t{1} << zeros) | get_bits(zeros);
}

std::uint64_t BitReader::get_rice(int k) {
  std::uint64_t high = 0;
  while (get_bit()) ++high;
  if (k > 0 && static_cast<int>(std::bit_width(high)) + k > 62) failed_ = true;
  return failed_ ? 0 : (high << k) | get_bits(k);
}

bool BitReader::at_end() const {
  if (at_ + 8 <= bytes_.size() * 8) return false;
  BitReader rest = *this;
  while (rest.at_ < bytes_.size() * 8)
    if (rest.get_bit()) return false;
  return true;
}

int gamma_size(std::uint64_t value) { return 2 * static_cast<int>(std::bit_width(value)) - 1; }

}  // namespace iw
