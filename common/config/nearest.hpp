// Which known word did somebody mean? Pure, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace iw::config {

/// How many single-character changes (insert, remove, replace, swap of neighbours) lead from one word to the other; case does not count.
[[nodiscard]] std::size_t edit_distance(std::string_view from, std::string_view to);

/// "; did you mean X?" for the word nearest to `found`. When none is near: "; known here: X, Y", or nothing when there are more than a dozen.
[[nodiscard]] std::string suggestion(std::string_view found, const std::vector<std::string>& known);

}  // namespace iw::config
