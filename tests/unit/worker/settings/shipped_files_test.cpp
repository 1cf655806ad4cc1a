// config/worker.yaml and config/worker.schema.json beside the declaration: three texts of the same keys that must not drift apart.
#include <rapidjson/document.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "common/config/environment.hpp"
#include "common/config/scalar.hpp"
#include "common/config/yaml_tree.hpp"
#include "tests/unit/worker/settings/settings_fixture.hpp"
#include "worker/settings/declare_settings.hpp"
#include "worker/settings/describe_settings.hpp"

namespace iw::testing {
namespace {

using config::Key;
using config::Section;
using ::testing::IsEmpty;
using Paths = std::set<std::string>;

constexpr const char* kYaml = IMPORT_WORKER_CONFIG_DIR "/worker.yaml";
constexpr const char* kSchema = IMPORT_WORKER_CONFIG_DIR "/worker.schema.json";

std::string text_of(const char* path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Calls visit(path, key) for every key that is not refused; a user's own name is "*".
template <class Visit>
void each_key(const Section& section, const std::string& path, const Visit& visit) {
  for (const auto& key : section.keys) {
    if (!key.refusal.empty()) continue;
    const auto full = config::below(path, key.name);
    visit(full, key);
    if (const auto* inner = std::get_if<Section>(&key.rule)) each_key(*inner, full, visit);
    if (const auto* entries = std::get_if<config::Entries>(&key.rule)) each_key(entries->open("*"), full + ".*", visit);
  }
}

/// The schema's node for each path.
void each_property(const rapidjson::Value& node, const std::string& path, std::map<std::string, const rapidjson::Value*>& found) {
  if (const auto properties = node.FindMember("properties"); properties != node.MemberEnd())
    for (const auto& property : properties->value.GetObject()) {
      const auto full = config::below(path, property.name.GetString());
      found[full] = &property.value;
      each_property(property.value, full, found);
    }
  const auto more = node.FindMember("additionalProperties");
  if (more != node.MemberEnd() && more->value.IsObject()) each_property(more->value, path + ".*", found);
}

class ShippedFiles : public ::testing::Test {
 protected:
  ShippedFiles() {
    schema_.Parse(text_of(kSchema));
    if (!schema_.HasParseError()) each_property(schema_, "", properties_);
  }
  /// The part of a property that tells its type: behind `anyOf`, beside a reference.
  [[nodiscard]] const rapidjson::Value& type_of(const std::string& path) const {
    const auto& node = *properties_.at(path);
    return node.HasMember("anyOf") ? node["anyOf"][0] : node;
  }
  static void expect_words(const rapidjson::Value& node, const std::vector<std::string>& words, const std::string& path) {
    std::vector<std::string> listed;
    for (const auto& word : node["enum"].GetArray()) listed.emplace_back(word.GetString());
    EXPECT_EQ(listed, words) << path;
  }

  SettingsDraft draft_;
  Section declaration_ = declare_settings(draft_);
  rapidjson::Document schema_;
  std::map<std::string, const rapidjson::Value*> properties_;
};

TEST_F(ShippedFiles, ConfigurationLoadsAsItStands) {
  const auto loaded = load_settings(kYaml, {{"WECHAT_ACCESS_TOKEN", "t0ken"}});
  EXPECT_THAT(loaded.problems, IsEmpty());
  ASSERT_EQ(loaded.settings.accounts.size(), 1u);
  EXPECT_EQ(loaded.settings.accounts[0].token.value.reveal(), "t0ken");
}

TEST_F(ShippedFiles, ConfigurationSaysTheDefaults) {
  const auto loaded = load_settings(kYaml, {{"WECHAT_ACCESS_TOKEN", "t"}});
  Settings defaults;
  defaults.kafka.instance = config::host_name();
  defaults.accounts = loaded.settings.accounts;
  EXPECT_EQ(describe_settings(loaded.settings), describe_settings(defaults));
}

TEST_F(ShippedFiles, ConfigurationListsEveryKey) {
  config::Findings findings{kYaml};
  const auto root = config::parse_yaml(text_of(kYaml), findings);
  const auto has = [&](const std::string& path) {
    const auto* node = &root;
    for (std::size_t at = 0; node != nullptr && at < path.size();) {
      const auto name = path.substr(at, path.find('.', at) - at);
      const auto child =
          std::find_if(node->children.begin(), node->children.end(), [&](const auto& candidate) { return candidate.key == name || name == "*"; });
      node = child == node->children.end() ? nullptr : &*child;
      at += name.size() + 1;
    }
    return node != nullptr;
  };
  // Kinds of token exclude one another: what the others need stands in comments.
  const auto is_in_comment = [text = text_of(kYaml)](const std::string& path) {
    const auto name = path.substr(path.rfind('.') + 1);
    return path.starts_with("accounts.*.token.") && std::regex_search(text, std::regex{"\n *# +" + name + ":"});
  };
  each_key(declaration_, "", [&](const std::string& path, const Key&) { EXPECT_TRUE(has(path) || is_in_comment(path)) << path; });
}

TEST_F(ShippedFiles, SchemaIsJsonAndNamesItsDraft) {
  ASSERT_FALSE(schema_.HasParseError());
  EXPECT_STREQ(schema_["$schema"].GetString(), "http://json-schema.org/draft-07/schema#");
}

TEST_F(ShippedFiles, SchemaHasEveryDeclaredKeyAndNoOther) {
  Paths declared, listed;
  each_key(declaration_, "", [&](const std::string& path, const Key&) { declared.insert(path); });
  for (const auto& property : properties_) listed.insert(property.first);
  EXPECT_EQ(listed, declared);
}

TEST_F(ShippedFiles, SchemaAllowsNoUnknownKeyAndDescribesEach) {
  for (const auto& [path, node] : properties_) {
    EXPECT_TRUE(node->HasMember("description")) << path;
    if (node->HasMember("properties")) {
      EXPECT_TRUE((*node)["additionalProperties"].IsFalse()) << path;
    }
  }
  EXPECT_TRUE(schema_["additionalProperties"].IsFalse());
}

TEST_F(ShippedFiles, SchemaHasTheDeclarationsBounds) {
  each_key(declaration_, "", [&](const std::string& path, const Key& key) {
    const auto& type = type_of(path);
    if (const auto* integer = std::get_if<config::Integer>(&key.rule)) {
      EXPECT_EQ(type["minimum"].GetInt(), integer->min) << path;
      EXPECT_EQ(type["maximum"].GetInt(), integer->max) << path;
    } else if (const auto* number = std::get_if<config::Number>(&key.rule)) {
      EXPECT_EQ(type["minimum"].GetDouble(), number->min) << path;
      EXPECT_EQ(type["maximum"].GetDouble(), number->max) << path;
    } else if (const auto* text = std::get_if<config::Text>(&key.rule)) {
      EXPECT_EQ(type.HasMember("minLength") ? type["minLength"].GetUint() : 0, text->min_length) << path;
      EXPECT_EQ(type["maxLength"].GetUint(), text->max_length) << path;
    }
  });
}

TEST_F(ShippedFiles, SchemaHasTheDeclarationsWords) {
  each_key(declaration_, "", [&](const std::string& path, const Key& key) {
    if (const auto* choice = std::get_if<config::Choice>(&key.rule)) expect_words(type_of(path), choice->words, path);
    if (const auto* list = std::get_if<config::WordList>(&key.rule)) expect_words(type_of(path)["items"], list->words, path);
  });
}

TEST_F(ShippedFiles, SchemaNamesTheRangeOfEachDuration) {
  each_key(declaration_, "", [&](const std::string& path, const Key& key) {
    const auto* span = std::get_if<config::Span>(&key.rule);
    if (span == nullptr) return;
    EXPECT_STREQ(type_of(path)["allOf"][0]["$ref"].GetString(), "#/definitions/duration") << path;
    const auto range = "rom " + config::format_duration(span->min) + " to " + config::format_duration(span->max) + ".";
    EXPECT_NE(std::string{type_of(path)["description"].GetString()}.find(range), std::string::npos) << path << " " << range;
  });
}

TEST_F(ShippedFiles, SchemasDefaultsAreTheDeclarations) {
  each_key(declaration_, "", [&](const std::string& path, const Key& key) {
    const auto& node = *properties_.at(path);
    if (!node.HasMember("default")) return;
    const auto& value = node["default"];
    if (const auto* text = std::get_if<config::Text>(&key.rule)) {
      EXPECT_EQ(value.GetString(), *text->target) << path;
    }
    if (const auto* choice = std::get_if<config::Choice>(&key.rule)) {
      EXPECT_EQ(value.GetString(), *choice->target) << path;
    }
    if (const auto* integer = std::get_if<config::Integer>(&key.rule)) {
      EXPECT_EQ(value.GetInt(), *integer->target) << path;
    }
    if (const auto* number = std::get_if<config::Number>(&key.rule)) {
      EXPECT_EQ(value.GetDouble(), *number->target) << path;
    }
    if (const auto* flag = std::get_if<config::Flag>(&key.rule)) {
      EXPECT_EQ(value.GetBool(), *flag->target) << path;
    }
    if (const auto* span = std::get_if<config::Span>(&key.rule)) {
      EXPECT_EQ(config::parse_duration(value.GetString()), *span->target) << path;
    }
  });
}

}  // namespace
}  // namespace iw::testing
