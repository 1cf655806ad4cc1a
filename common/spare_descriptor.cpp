#include "common/spare_descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace iw {

void SpareDescriptor::take() {
  if (descriptor_ < 0) descriptor_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool SpareDescriptor::give_up() { return descriptor_ >= 0 && ::close(std::exchange(descriptor_, -1)) == 0; }

}  // namespace iw
