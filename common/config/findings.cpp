#include "common/config/findings.hpp"

#include <algorithm>
#include <utility>

#include "common/config/text_file.hpp"

namespace iw::config {

namespace {

/// One line of text, also where a variable's name or value brought along what would break it or the terminal.
std::string plain(std::string text) {
  if (code_points(text) && !has_control_character(text)) return text;
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7F; }, '?');
  return text;
}

}  // namespace

void Findings::add(int line, std::string_view path, std::string_view text) { problems_.push_back({line, std::string{path}, std::string{text}}); }

void Findings::add_variable(std::string_view variable, std::string_view text) {
  problems_.push_back({0, std::string{variable}, std::string{text}, true});
}

void Findings::add_at(const std::string& path, std::string_view text) {
  const auto place = place_of(path);
  if (place.variable.empty()) return add(place.line, path, text);
  problems_.push_back({0, path, "from " + place.variable + ": " + std::string{text}, true});
}

Findings::Place Findings::place_of(std::string path) const {
  while (!path.empty()) {
    if (const auto place = places_.find(path); place != places_.end()) return place->second;
    const auto dot = path.rfind('.');
    path.resize(dot == std::string::npos ? 0 : dot);
  }
  return {};
}

bool Findings::is_faulty(const std::string& path) const {
  const auto place = places_.find(path);
  const std::string variable = place == places_.end() ? "" : place->second.variable;
  return std::any_of(problems_.begin(), problems_.end(),
                     [&](const Problem& problem) { return problem.path == path || (problem.of_variable && problem.path == variable); });
}

std::vector<std::string> Findings::lines() const {
  auto sorted = problems_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) {
    return std::pair{a.of_variable, a.line} < std::pair{b.of_variable, b.line};
  });
  std::vector<std::string> texts;
  for (const auto& problem : sorted) texts.push_back(to_text(problem));
  return texts;
}

std::string Findings::to_text(const Problem& problem) const {
  std::string text = problem.of_variable ? "environment" : file_;
  if (problem.line > 0) text += ":" + std::to_string(problem.line);
  if (!problem.path.empty()) text += ": " + problem.path;
  return plain(text + ": " + problem.text);
}

}  // namespace iw::config
