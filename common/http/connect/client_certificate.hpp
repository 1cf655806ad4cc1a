// Puts our own certificate and its key into a TLS context. Loop thread, at start and when the files change; blocks on the disk.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <optional>
#include <string>

#include "common/error.hpp"

namespace iw {

/// Loads a PEM certificate, its chain behind it, and its PEM key; both names empty: does nothing. The error names the file and what is wrong with it:
/// not there, not PEM, a key that is encrypted (nobody is there to type its pass phrase) or belongs to another certificate, one name without the
/// other.
[[nodiscard]] std::optional<Error> load_client_certificate(boost::asio::ssl::context& context, const std::string& certificate_file,
                                                           const std::string& key_file);

}  // namespace iw
