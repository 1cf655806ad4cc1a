// In which order the addresses of a host are tried (RFC 8305, section 4). Pure, any thread.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <vector>

namespace iw {

/// Addresses of a host, with its port.
using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

/// The addresses with their families taking turns, the family of the first one first, each address once, at most `limit` of them. Within a family the
/// resolver's order stays: it knows which address is the better one (RFC 6724).
[[nodiscard]] Endpoints alternate_families(const Endpoints& found, std::size_t limit);

}  // namespace iw
