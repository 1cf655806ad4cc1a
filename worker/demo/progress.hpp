// Shows how far the demo is: one line that changes on a terminal, plain lines elsewhere. Standard output, main thread.
#pragma once

#include <chrono>
#include <string>

namespace iw {

/// Prints at most ten times a second on a terminal, once a second elsewhere.
class Progress {
 public:
  Progress();
  /// "  120 of 500  accepted 110, failed 10"
  void show(std::size_t done, std::size_t all, const std::string& summary);
  /// A line of its own.
  void say(const std::string& line);
  /// Ends the changing line.
  void end();

 private:
  bool terminal_;
  bool line_open_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace iw
