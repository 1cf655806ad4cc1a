// The process's environment as plain data, so that reading a configuration is a pure function of its inputs. Any thread, as long as nobody calls
// setenv.
#pragma once

#include <map>
#include <string>

namespace iw::config {

/// Environment variables by name.
using Environment = std::map<std::string, std::string>;

/// What this process was started with. Entries without '=' are left out.
[[nodiscard]] Environment process_environment();

/// This machine's (in a container: the container's) host name; "localhost" when the system does not say.
[[nodiscard]] std::string host_name();

}  // namespace iw::config
