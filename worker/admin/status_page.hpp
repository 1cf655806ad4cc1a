// The live page over /statusz: three texts that the admin port serves. They hold no data themselves.
#pragma once

#include <string_view>

namespace iw {

[[nodiscard]] std::string_view status_page_html();
[[nodiscard]] std::string_view status_page_script();
[[nodiscard]] std::string_view status_page_style();

}  // namespace iw
