// What is wrong with a configuration, collected so that all of it can be told at once. One thread at a time. It prints nothing.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace iw::config {

/// The problems of one configuration, and where each key got its value from.
class Findings {
 public:
  explicit Findings(std::string file) : file_(std::move(file)) {}

  /// A problem in a line of the file (from 1; 0: of the file as a whole) with the key at `path` (empty: with no key). `text`: what was expected, what
  /// was found.
  void add(int line, std::string_view path, std::string_view text);
  /// A problem with an environment variable.
  void add_variable(std::string_view variable, std::string_view text);
  /// A problem with a key's value, wherever it came from: the file, a variable, or the default (then the line of the section around it, if that is
  /// there).
  void add_at(const std::string& path, std::string_view text);

  /// Remembers that the key's value stands in this line of the file.
  void came_from_line(const std::string& path, int line) { places_[path] = {line, {}}; }
  /// Remembers that the key's value came from this variable.
  void came_from_variable(const std::string& path, const std::string& variable) { places_[path] = {0, variable}; }
  /// Was the key given at all?
  [[nodiscard]] bool is_given(const std::string& path) const { return places_.contains(path); }
  /// Has a problem with this very key been found already? Then a second look at its value would only confuse.
  [[nodiscard]] bool is_faulty(const std::string& path) const;

  /// One text line for each problem: those of the file by line, then those of variables.
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  /// One of them; `path` is the variable's name when it is `of_variable` alone.
  struct Problem {
    int line = 0;
    std::string path;
    std::string text;
    bool of_variable = false;
  };
  /// A line of the file, or a variable.
  struct Place {
    int line = 0;
    std::string variable;
  };
  [[nodiscard]] Place place_of(std::string path) const;
  [[nodiscard]] std::string to_text(const Problem& problem) const;

  std::string file_;
  std::vector<Problem> problems_;
  std::map<std::string, Place> places_;
};

}  // namespace iw::config
