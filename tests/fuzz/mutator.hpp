// Changes inputs by chance that is the same in every run: what unit_fuzz_corpus tries beside the kept inputs. Tests only; one thread.
// It is no replacement for a fuzzer that sees coverage; it keeps the targets and their properties alive in builds that have none.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace iw::testing {

/// Makes new inputs out of kept ones.
class Mutator {
 public:
  Mutator(std::vector<std::string> kept, std::uint64_t seed) : kept_(std::move(kept)), random_(seed) {}
  /// One of the kept inputs, changed in one to four places.
  [[nodiscard]] std::string next();

 private:
  void change(std::string& input);
  void splice(std::string& input);
  /// From 0 up to but without `end`; 0 for an end of 0. No distribution of the library: those differ from one library to the next.
  [[nodiscard]] std::size_t below(std::size_t end) { return end == 0 ? 0 : random_() % end; }

  std::vector<std::string> kept_;
  std::mt19937_64 random_;
};

}  // namespace iw::testing
