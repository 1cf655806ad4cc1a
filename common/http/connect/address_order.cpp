#include "common/http/connect/address_order.hpp"

#include <algorithm>

namespace iw {

Endpoints alternate_families(const Endpoints& found, std::size_t limit) {
  Endpoints own, other;
  for (const auto& endpoint : found) {
    auto& family = endpoint.protocol() == found.front().protocol() ? own : other;
    if (std::find(family.begin(), family.end(), endpoint) == family.end()) family.push_back(endpoint);
  }
  Endpoints order;
  for (std::size_t i = 0; i < std::max(own.size(), other.size()); ++i) {
    if (i < own.size()) order.push_back(own[i]);
    if (i < other.size()) order.push_back(other[i]);
  }
  order.resize(std::min(order.size(), limit));
  return order;
}

}  // namespace iw
