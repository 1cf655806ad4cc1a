#include "worker/settings/describe_settings.hpp"

#include "common/config/render.hpp"
#include "worker/settings/declare_settings.hpp"

namespace iw {

std::string describe_settings(const Settings& settings) {
  auto draft = draft_of(settings);
  return config::render(declare_settings(draft));
}

}  // namespace iw
