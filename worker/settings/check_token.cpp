#include "worker/settings/check_token.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "common/config/scalar.hpp"
#include "worker/settings/addresses.hpp"

namespace iw {

namespace {

/// How a key stands to the kind that it belongs to.
enum class Need : std::uint8_t {
  must,         ///< the kind needs it
  one_of_two,   ///< this key or its `_file`, exactly one
  none_or_one,  ///< this key or its `_file`, or neither
};

/// One key, its kind, and what it should hold, for the sentence.
struct Row {
  const char* kind;
  const char* key;
  Need need;
  const char* expected;
};

constexpr std::array kTokenRows{
    Row{"static", "value", Need::one_of_two, ""},
    Row{"file", "path", Need::must, "the path of a file that holds the token alone"},
    Row{"stable", "appid", Need::must, "the account's appid"},
    Row{"stable", "secret", Need::one_of_two, ""},
    Row{"service", "url", Need::must, "the URL of a service that gives out tokens"},
    Row{"service", "bearer", Need::none_or_one, ""},
    Row{"authorizer", "component_appid", Need::must, "the appid of the third-party platform"},
    Row{"authorizer", "authorizer_appid", Need::must, "the appid of the merchant's account"},
    Row{"authorizer", "refresh_token_file", Need::must, "the path of the file with the merchant's refresh token, which can be written"},
    Row{"authorizer", "component", Need::must, "where the component token comes from"},
};

constexpr std::array kComponentRows{
    Row{"file", "path", Need::must, "the path of a file that holds the component token alone"},
    Row{"service", "url", Need::must, "the URL of a service that gives out component tokens"},
    Row{"service", "bearer", Need::none_or_one, ""},
    Row{"ticket", "component_secret", Need::one_of_two, ""},
    Row{"ticket", "ticket_file", Need::must, "the path of a file that holds the component_verify_ticket alone"},
};

/// Checks a section by its rows.
class SectionCheck {
 public:
  SectionCheck(std::string path, const std::string& kind, config::Findings& findings) : path_(std::move(path)), kind_(kind), findings_(findings) {}

  /// False when the kind itself is missing or wrong: then its keys say nothing.
  [[nodiscard]] bool check_kind(const std::vector<std::string>& kinds) {
    if (findings_.is_faulty(at("kind"))) return false;
    if (kind_.empty()) add("kind", "expected one of " + config::joined(kinds) + ", found no such key");
    return !kind_.empty();
  }
  void check_rows(std::span<const Row> rows) {
    for (const auto& row : rows) {
      if (kind_ == row.kind)
        check_own(row);
      else
        refuse_foreign(row);
    }
  }
  void check_secret(const char* key, const Secret& secret, bool ascii) {
    if (!is_given(key) || findings_.is_faulty(at(key))) return;
    const auto broken = [&](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || (ascii && static_cast<unsigned char>(c) > 0x7F); };
    const auto value = secret.reveal();
    if (value.empty() || std::any_of(value.begin(), value.end(), broken))
      add(key, std::string{ascii ? "expected a secret of visible ASCII characters" : "expected a token"} +
                   ", not empty and without white space and control characters (it is not shown)");
  }
  void check_url(const std::string& url) {
    if (!is_given("url") || findings_.is_faulty(at("url"))) return;
    if (const auto parsed = parse_service_url(url); !parsed) add("url", parsed.error().message);
  }
  [[nodiscard]] bool is_given(const std::string& key) const { return findings_.is_given(at(key)); }

 private:
  [[nodiscard]] std::string at(const std::string& key) const { return path_ + "." + key; }
  void add(const std::string& key, const std::string& text) { findings_.add_at(at(key), text); }

  void check_own(const Row& row) {
    const std::string key = row.key;
    if (row.need == Need::must) {
      if (!is_given(key)) add(key, std::string{"expected "} + row.expected + ": kind " + row.kind + " needs it");
      return;
    }
    const bool value = is_given(key), file = is_given(key + "_file");
    const auto pair = key + " and " + key + "_file";
    if (row.need == Need::none_or_one && value && file) findings_.add_at(path_, "expected at most one of " + pair + ", found both");
    if (row.need == Need::one_of_two && value == file)
      findings_.add_at(path_, "expected exactly one of " + pair + ": kind " + row.kind + " needs it, found " + (value ? "both" : "neither"));
  }

  /// A key that only one kind has, beside another kind.
  void refuse_foreign(const Row& row) {
    const auto refuse = [&](const std::string& key) {
      if (is_given(key)) add(key, std::string{"belongs to kind "} + row.kind + ", found it beside kind " + kind_);
    };
    refuse(row.key);
    if (row.need != Need::must) refuse(std::string{row.key} + "_file");
  }

  std::string path_;
  const std::string& kind_;
  config::Findings& findings_;
};

void check_component(const TokenDraft& draft, const std::string& path, config::Findings& findings) {
  const auto& component = draft.given.component;
  SectionCheck check{path, draft.component_kind, findings};
  if (check.check_kind({"file", "service", "ticket"})) check.check_rows(kComponentRows);
  check.check_url(component.url);
  check.check_secret("bearer", component.bearer, true);
  check.check_secret("component_secret", component.secret, true);
}

}  // namespace

void check_token(const TokenDraft& draft, const std::string& path, config::Findings& findings) {
  const auto& token = draft.given;
  SectionCheck check{path, draft.kind, findings};
  if (check.check_kind(token_kind_names())) check.check_rows(kTokenRows);
  check.check_url(token.url);
  check.check_secret("value", token.value, false);
  check.check_secret("secret", token.secret, true);
  check.check_secret("bearer", token.bearer, true);
  const auto component = path + ".component";
  if (draft.kind == "authorizer" && check.is_given("component") && !findings.is_faulty(component)) check_component(draft, component, findings);
}

}  // namespace iw
