#include "worker/demo/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>

namespace iw {

namespace {

constexpr std::size_t kBarWidth = 30;

}  // namespace

Progress::Progress() : terminal_(::isatty(STDOUT_FILENO) == 1) {}

void Progress::show(std::size_t done, std::size_t all, const std::string& summary) {
  const auto now = std::chrono::steady_clock::now();
  const auto pause = terminal_ ? std::chrono::milliseconds{100} : std::chrono::milliseconds{1000};
  if (now - last_ < pause && done < all) return;
  last_ = now;
  const auto text = fmt::format("{:>6} of {}  {}", done, all, summary);
  if (!terminal_) {
    std::cout << text << std::endl;
    return;
  }
  const auto filled = all == 0 ? 0 : kBarWidth * done / all;
  std::cout << "\r\x1b[K[" << std::string(filled, '#') << std::string(kBarWidth - filled, '.') << "]" << text << std::flush;
  line_open_ = true;
}

void Progress::say(const std::string& line) {
  end();
  std::cout << line << std::endl;
}

void Progress::end() {
  if (line_open_) std::cout << '\n';
  line_open_ = false;
}

}  // namespace iw
