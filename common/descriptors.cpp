#include "common/descriptors.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace iw {

namespace {

/// Descriptors cost nothing until they are used, but some libraries walk over all that there may be.
constexpr rlim_t kEnough = 1'048'576;
/// Two Kafka clients with a socket and a pipe for each broker, the loops' own, standard streams, and files that are read again.
constexpr std::size_t kForKafkaAndFiles = 36;
constexpr std::size_t kMostAdminConnections = 128;
constexpr std::size_t kFewestAdminConnections = 4;
constexpr std::size_t kFewestCalls = 4;

}  // namespace

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  const rlim_t wanted = std::min(limit.rlim_max, kEnough);
  if (limit.rlim_cur < wanted) {
    const rlimit raised{wanted, limit.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  return static_cast<std::size_t>(std::min(limit.rlim_cur, kEnough));
}

Result<DescriptorPlan> plan_descriptors(std::size_t limit, int wanted_calls) {
  constexpr std::size_t kNeeded = kForKafkaAndFiles + kFewestAdminConnections + kFewestCalls;
  if (limit < kNeeded)
    return Error{"this process may have only " + std::to_string(limit) + " descriptors open (ulimit -n), and needs at least " + std::to_string(kNeeded) +
                 ": raise the hard limit (LimitNOFILE= in systemd, ulimits in a container)"};
  const std::size_t left = limit - kForKafkaAndFiles;
  const std::size_t admin = std::clamp(left / 4, kFewestAdminConnections, kMostAdminConnections);
  return DescriptorPlan{static_cast<int>(std::min(left - admin, static_cast<std::size_t>(std::max(wanted_calls, 1)))), admin};
}

bool is_local_want(const boost::system::error_code& error) {
  if (error.category() != boost::system::system_category() && error.category() != boost::system::generic_category()) return false;
  switch (error.value()) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EADDRNOTAVAIL:
      return true;
    default:
      return false;
  }
}

bool out_of_descriptors() {
  const int probe = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (probe < 0) return errno == EMFILE || errno == ENFILE;
  ::close(probe);
  return false;
}

}  // namespace iw
