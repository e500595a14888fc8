#include "tidy/protocol_rules.h"

#include <algorithm>
#include <map>
#include <regex>
#include <sstream>

namespace avow::tidy {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::string full_name(const SchemaField& field) { return field.scope + "." + field.name; }

bool has_capital(std::string_view name) {
  return std::any_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

std::vector<SchemaField> fields_of(std::string_view schema) {
  const std::regex struct_line{R"(^\s*(struct|enum|interface)\s+(\w+)\s*\{)"};
  const std::regex block_line{R"(\{\s*$)"};
  const std::regex field_line{R"(^\s*(\w+)\s*@(\d+)\s*(:\s*([\w.()]+))?)"};
  const std::regex json_line{R"re(\$Json\.name\("([^"]*)"\))re"};
  std::vector<SchemaField> out;
  std::vector<std::string> scopes;
  bool in_fresh_union = false;
  std::istringstream lines{std::string(schema)};
  for (std::string line; std::getline(lines, line);) {
    line.resize(std::min(line.find('#'), line.size()));
    std::smatch hit;
    if (std::regex_search(line, hit, struct_line)) {
      scopes.push_back(hit[2].str());
    } else if (std::regex_search(line, hit, field_line)) {
      SchemaField field{scopes.empty() ? "" : scopes.back(), hit[1], hit[2], hit[4], "", in_fresh_union};
      if (std::regex_search(line, hit, json_line)) field.json_name = hit[1];
      out.push_back(std::move(field));
      in_fresh_union = false;
    } else if (std::regex_search(line, block_line)) {
      in_fresh_union = line.find("union") != std::string::npos;
      scopes.push_back(scopes.empty() ? "" : scopes.back());
    }
    if (line.find('}') != std::string::npos && !scopes.empty()) scopes.pop_back();
  }
  return out;
}

Findings check_fields(std::string_view schema, const std::set<std::string>& allowed) {
  Findings out;
  std::set<std::string> seen;
  for (const auto& field : fields_of(schema)) {
    const auto name = full_name(field) + "@" + field.number;
    seen.insert(name);
    if (!allowed.contains(name)) out.push_back(name + ": a new field; is it one that PRODUCT.md allows?");
  }
  for (const auto& name : allowed) {
    if (!seen.contains(name)) out.push_back(name + ": gone, or renumbered; field numbers never change");
  }
  return out;
}

Findings check_watching(std::string_view schema) {
  Findings out;
  for (const auto& field : fields_of(schema)) {
    const auto name = lower(field.name);
    for (const std::string_view word :
         {"location", "gps", "latitude", "longitude", "device", "screen", "battery", "typing", "online", "lastseen",
          "readat", "presence", "heartbeat", "usage", "keystroke", "wifi", "ipaddress", "score", "streak"}) {
      if (name.find(word) != std::string::npos) out.push_back(full_name(field) + ": no field may watch a person");
    }
  }
  return out;
}

Findings check_api(std::string_view schema, const std::set<std::string>& asked) {
  Findings out;
  for (const auto& field : fields_of(schema)) {
    const auto name = full_name(field);
    if (name == "Item.chunk") continue;  // of a file: whoever asked writes it, and no --json shows it
    for (const std::string_view type : {"UInt64", "Int64", "Data", "Float32", "Float64", "AnyPointer"}) {
      if (field.type == type || field.type == "List(" + std::string(type) + ")") {
        out.push_back(name + ": " + field.type + " does not survive JSON");
      }
    }
    if (field.first_in_union && (field.name != "unset" || field.type != "Void")) {
      out.push_back(name + ": the first member of a union is unset :Void");
    }
    if (has_capital(field.json_name)) out.push_back(name + ": JSON names are snake_case");
    if (has_capital(field.name) && field.json_name.empty() && !asked.contains(field.scope)) {
      out.push_back(name + ": needs $Json.name in snake_case");
    }
  }
  return out;
}

bool within_one_edit(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  std::size_t same = 0;
  while (same < a.size() && a[same] == b[same]) ++same;
  const auto rest = a.size() == b.size() ? std::min(same + 1, a.size()) : same;
  return a.substr(rest) == b.substr(same + (same < b.size() ? 1 : 0));
}

Findings check_words(std::string_view text) {
  Findings out;
  std::vector<std::string> words;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) words.push_back(line);
  if (words.size() != 2048) out.push_back(std::to_string(words.size()) + " words, not 2048");
  if (!std::is_sorted(words.begin(), words.end())) out.push_back("not sorted");
  if (!text.ends_with('\n')) out.push_back("no line feed at the end");
  std::map<std::string, std::string> starts;
  for (const auto& word : words) {
    const bool letters = std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (!letters || word.size() < 4 || word.size() > 8) out.push_back(word + ": not 4 to 8 letters a-z");
    const auto [other, fresh] = starts.emplace(word.substr(0, 4), word);
    if (!fresh) out.push_back(word + " starts like " + other->second);
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (std::size_t k = i + 1; k < words.size(); ++k) {
      if (within_one_edit(words[i], words[k])) out.push_back(words[i] + " and " + words[k] + " are one edit apart");
    }
  }
  return out;
}

}  // namespace avow::tidy
