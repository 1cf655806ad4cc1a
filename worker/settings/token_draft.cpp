#include "worker/settings/token_draft.hpp"

#include <array>
#include <utility>

#include "worker/settings/addresses.hpp"
#include "worker/settings/words.hpp"

namespace iw {

namespace {

using config::Choice, config::Section, config::SecretText, config::Text;

constexpr std::array<std::pair<TokenKind, std::string_view>, 6> kKinds{{{TokenKind::none, "none"},
                                                                        {TokenKind::static_value, "static"},
                                                                        {TokenKind::file, "file"},
                                                                        {TokenKind::stable, "stable"},
                                                                        {TokenKind::service, "service"},
                                                                        {TokenKind::authorizer, "authorizer"}}};
constexpr std::array<std::pair<ComponentKind, std::string_view>, 3> kComponentKinds{
    {{ComponentKind::file, "file"}, {ComponentKind::service, "service"}, {ComponentKind::ticket, "ticket"}}};

template <class Table>
std::vector<std::string> words_of(const Table& table) {
  std::vector<std::string> words;
  for (const auto& row : table) words.emplace_back(row.second);
  return words;
}

/// A path, a URL and an appid have bounds of their own.
Text path(std::string& target) { return {&target, 1, 4096}; }
Text url(std::string& target) { return {&target, 1, 2048, &mask_query}; }
Text appid(std::string& target) { return {&target, 1, 128}; }

Section declare_component(std::string& kind, ComponentSettings& component) {
  return {{
      {"kind", Choice{&kind, words_of(kComponentKinds)}},
      {"path", path(component.path)},
      {"url", url(component.url)},
      {"bearer", SecretText{&component.bearer}},
      {"bearer_file", path(component.bearer_file)},
      {"component_secret", SecretText{&component.secret}},
      {"component_secret_file", path(component.secret_file)},
      {"ticket_file", path(component.ticket_file)},
  }};
}

}  // namespace

Section declare_token(TokenDraft& draft) {
  auto& token = draft.given;
  return {{
      {"kind", Choice{&draft.kind, words_of(kKinds)}},
      {"parameter", Choice{&token.parameter, {"access_token", "cloudbase_access_token"}}},
      {"value", SecretText{&token.value}},
      {"value_file", path(token.value_file)},
      {"path", path(token.path)},
      {"appid", appid(token.appid)},
      {"secret", SecretText{&token.secret}},
      {"secret_file", path(token.secret_file)},
      {"url", url(token.url)},
      {"bearer", SecretText{&token.bearer}},
      {"bearer_file", path(token.bearer_file)},
      {"component_appid", appid(token.component_appid)},
      {"authorizer_appid", appid(token.authorizer_appid)},
      {"refresh_token_file", path(token.refresh_token_file)},
      {"component", declare_component(draft.component_kind, token.component)},
  }};
}

TokenSettings token_of(const TokenDraft& draft) {
  TokenSettings settings = draft.given;
  settings.kind = value_of(kKinds, draft.kind);
  settings.component.kind = value_of(kComponentKinds, draft.component_kind);
  return settings;
}

TokenDraft draft_of(const TokenSettings& settings) {
  const bool has_component = settings.kind == TokenKind::authorizer;
  return {name_of(settings.kind), has_component ? word_of(kComponentKinds, settings.component.kind) : std::string{}, settings};
}

std::string name_of(TokenKind kind) { return word_of(kKinds, kind); }

std::vector<std::string> token_kind_names() { return words_of(kKinds); }

}  // namespace iw
