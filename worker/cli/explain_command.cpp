// `import-worker explain ERRCODE`: class, meaning, what to do.
#include <charconv>
#include <iostream>
#include <string>

#include "worker/answer/advice.hpp"
#include "worker/cli/cli.hpp"

namespace iw {

namespace {

int explain_text(const std::string& text) {
  std::int64_t errcode = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), errcode);
  if (error != std::errc{} || end != text.data() + text.size()) {
    std::cerr << "import-worker explain: '" << text << "' is no errcode; expected a whole number such as -1 or 40001\n";
    return kUsage;
  }
  std::cout << explain(errcode, ErrorTable::shipped());
  return kDone;
}

}  // namespace

void add_explain(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand("explain", "Say what an errcode of the API means and what to do");
  // A negative number looks like an option: it is let through and picked up from what is left over.
  command->allow_extras();
  command->footer("Example: import-worker explain -1000");
  command->callback([command, &status] {
    const auto rest = command->remaining();
    if (rest.size() != 1) {
      std::cerr << "import-worker explain: expected one errcode, such as -1\n";
      status = kUsage;
      return;
    }
    status = explain_text(rest.front());
  });
}

}  // namespace iw
