#include "common/law/law.hpp"

#include <cstdlib>

#include "common/log/log.hpp"

namespace iw {

namespace {

BreachHandler handler_in_place = nullptr;

}  // namespace

void on_breach(BreachHandler handler) { handler_in_place = handler; }

void breach(std::string_view law, std::string_view where) {
  if (handler_in_place != nullptr) handler_in_place(law, where);
  log_error("a law of the worker is broken, which is a defect of the program: it ends, and the last good commit decides what is open. Report it",
            {{"law", law}, {"where", where}});
  stop_log();
  // No destructors and no exit handlers: none of them may commit, call or answer on top of a state that is wrong.
  std::_Exit(EXIT_FAILURE);
}

}  // namespace iw
